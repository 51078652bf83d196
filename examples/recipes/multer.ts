// multer: one file in a form. Its storage engines get the stream of each file, so the limits apply while the file arrives:
// `limits.fileSize` would be one limit for all links, and `req.file.size` is known too late.
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import { limitUpload } from 'daypass/http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import multer, { type StorageEngine } from 'multer'
import { limitForm } from './form-size.ts'
import { type HttpError, httpError, sendError } from './http-error.ts'
import { discardFile, placeFile, receiveFile } from './received-file.ts'

/** `POST /inbox/:id` with a form that has the file in its field `file`. */
export function createApp(links: Links, folder: string): Express {
  const app = express()
  const upload = multer({ storage: storageIn(folder), limits: { files: 1, fields: 10, fieldSize: 1000, parts: 11 } })
  app.post(
    '/inbox/:id',
    requireLink(links, { perm: 'create', fileId: (req) => req.params.id, uploadLimits: 'handler' }),
    (req, res, next) => {
      limitForm(req, res, linkOf(req))
      upload.single('file')(req, res, next)
    },
    async (req, res) => {
      if (req.file === undefined) throw httpError(400, 'file-required')
      const { path } = req.file
      const isPlaced = await placeFile(path, folder, linkOf(req).fileId).finally(() => discardFile(path))
      if (!isPlaced) throw httpError(409, 'exists')
      res.status(201).json({ note: req.body.note })
    },
  )
  app.use(answerError)
  return app
}

function storageIn(folder: string): StorageEngine {
  return {
    _handleFile(req, { stream, mimetype }, done) {
      receiveFile(folder, limitUpload(stream, linkOf(req), mimetype)).then((path) => done(null, { path }), done)
    },
    _removeFile(_req, { path }, done) {
      discardFile(path).then(() => done(null), done)
    },
  }
}

/** Errors of multer and of its parser have no status: they are about the form. Those of the file system have a `syscall`. */
const answerError: ErrorRequestHandler = (error: HttpError & { readonly syscall?: string }, _req, res, _next) => {
  if (error.status !== undefined || error.syscall !== undefined) sendError(res, error)
  else sendError(res, httpError(400, 'bad-form'))
}
