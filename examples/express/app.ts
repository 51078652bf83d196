import { STATUS_CODES } from 'node:http'
import type { Links } from 'daypass'
import { limitUpload, UploadError } from 'daypass/http'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { existingFile, pathOf } from '../shared/files.ts'
import { store } from '../shared/store.ts'
import { linkOf, requireLink } from './adapter.ts'
import { linkPage } from './link-page.ts'

/** An app that serves the files of a folder to whoever has a link, takes uploads, and has a page that makes links. */
export function createApp(root: string, links: Links): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(linkPage(root, links))
  app.all('/files/*path', requireLink(links, { fileId: (req) => req.params.path.join('/') }), serveFile(root))
  app.use(answerError)
  return app
}

function serveFile(root: string): RequestHandler {
  return async (req, res) => {
    if (req.method === 'GET' || req.method === 'HEAD') {
      const { fileId } = linkOf(req)
      if ((await existingFile(root, fileId)) === undefined) throw new HttpError(404)
      // `send` answers ranges and conditions, and keeps the headers of the guard.
      await new Promise<void>((resolve, reject) => {
        res.sendFile(fileId, { root }, (error) => (error ? reject(error) : resolve()))
      })
    } else if (req.method === 'PUT') {
      const grant = linkOf(req)
      if (req.headers['content-range'] !== undefined) throw new HttpError(400) // a part is no file (RFC 9110, section 14.5)
      const path = await pathOf(root, grant.fileId)
      if (path === undefined) throw new HttpError(404)
      const mayReplace = grant.perms.includes('write') && req.headers['if-none-match'] !== '*'
      const stored = await store(path, limitUpload(req, grant), mayReplace)
      res.status({ created: 201, replaced: 204, exists: 412 }[stored]).end()
    } else {
      throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
    }
  }
}

class HttpError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, headers: Readonly<Record<string, string>> = {}) {
    super(STATUS_CODES[status])
    this.status = status
    this.headers = headers
  }
}

/** Nothing of the download that was meant stays on the answer: a browser would keep it for as long as the link works. */
const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const status: number = error.status ?? 500
  for (const name of ['Content-Disposition', 'Content-Language', 'Content-Encoding']) res.removeHeader(name)
  res.set({ ...error.headers, 'Cache-Control': 'no-store' }).status(status)
  const code = error instanceof UploadError ? error.code : undefined
  res.type('application/problem+json').send(JSON.stringify({ title: STATUS_CODES[status], status, code }))
}
