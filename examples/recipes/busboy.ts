// busboy: one file in a form, without a framework's parser.

import busboy from 'busboy'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import { limitUpload } from 'daypass/http'
import type { Request } from 'express'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { limitForm } from './form-size.ts'
import { httpError, sendError } from './http-error.ts'
import { discardFile, placeFile, receiveFile } from './received-file.ts'

/** `POST /inbox/:id` with a form that has one file in it. */
export function createApp(links: Links, folder: string): Express {
  const app = express()
  app.post(
    '/inbox/:id',
    requireLink(links, { perm: 'create', fileId: (req) => req.params.id, uploadLimits: 'handler' }),
    async (req, res) => {
      limitForm(req, res, linkOf(req))
      const { temporary, note } = await receiveForm(req, folder)
      const isPlaced = await placeFile(temporary, folder, linkOf(req).fileId).finally(() => discardFile(temporary))
      if (!isPlaced) throw httpError(409, 'exists')
      res.status(201).json({ note })
    },
  )
  const answerError: ErrorRequestHandler = (error, _req, res, _next) => sendError(res, error)
  app.use(answerError)
  return app
}

/** Reads a form to its end, and leaves its file in the folder; nothing if anything in the form is wrong. */
async function receiveForm(req: Request, folder: string): Promise<{ temporary: string; note: string | undefined }> {
  const parser = parserFor(req)
  const files: Promise<string>[] = []
  let note: string | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (): void => reject(httpError(400, 'bad-form'))
      parser.on('file', (_name, stream, { mimeType }) => {
        stream.on('error', () => {}) // if the form breaks off after the file was refused, nobody else listens any more
        const file = receiveFile(folder, limitUpload(stream, linkOf(req), mimeType))
        file.catch(reject)
        files.push(file)
      })
      parser.on('field', (name, value, { valueTruncated }) => {
        if (valueTruncated) refuse()
        if (name === 'note') note = value
      })
      for (const limit of ['filesLimit', 'fieldsLimit'] as const) parser.on(limit, refuse)
      parser.on('error', refuse).on('close', resolve)
      // `pipe` does not pass on that the client has gone: the parser would wait forever, and the file would stay.
      req.on('close', () => req.readableEnded || refuse())
      req.pipe(parser)
    })
    const temporary = await files[0]
    if (temporary === undefined) throw httpError(400, 'file-required')
    return { temporary, note }
  } catch (error) {
    req.unpipe(parser).resume() // the rest of the form, or the connection could not be used again
    parser.destroy()
    for (const file of await Promise.allSettled(files)) if (file.status === 'fulfilled') await discardFile(file.value)
    throw error
  }
}

function parserFor({ headers }: Request): busboy.Busboy {
  try {
    return busboy({ headers, limits: { files: 1, fields: 10, fieldSize: 1000 } })
  } catch {
    throw httpError(415, 'form-required') // not a form, or one without a boundary
  }
}
