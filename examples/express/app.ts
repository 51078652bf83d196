import { STATUS_CODES } from 'node:http'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { endUnread } from '../shared/end-unread.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import { putFile } from '../shared/put-file.ts'
import { sendFile } from '../shared/send-file.ts'
import { linkPage } from './link-page.ts'

/** An app that serves the files of a folder to anyone who has a link, takes uploads, and has a page that makes links. */
export function createApp(root: string, links: Links): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use((req, res, next) => {
    endUnread(req, res)
    next()
  })
  app.use(linkPage(root, links))
  app.all('/files/*path', requireLink(links, { fileId: (req) => req.params.path.join('/') }), serveFile(root))
  // Express's own 404 repeats the path, in which other apps carry the link.
  app.use(() => {
    throw new HttpError(404)
  })
  app.use(answerError)
  return app
}

function serveFile(root: string): RequestHandler {
  return async (req, res) => {
    const grant = linkOf(req)
    if (req.method === 'GET' || req.method === 'HEAD') {
      const file = await existingFile(root, grant.fileId)
      if (file === undefined) throw new HttpError(404)
      await sendFile(file, { req, res }, mediaTypeOf(grant))
    } else if (req.method === 'PUT') {
      const header = (name: string): string | undefined => req.headers[name]?.toString()
      res.status(await putFile(root, { grant, header, body: req })).end()
    } else {
      throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
    }
  }
}

/** Of an error, only the status is shown: its message can repeat the path. */
const answerError: ErrorRequestHandler = (error, req, res, next) => {
  if (req.socket.destroyed) return // the client is gone, as after any download that is broken off
  if (res.headersSent) return next(error)
  const status: number = error.status ?? 500
  res.set({ ...error.headers, 'Cache-Control': 'no-store' }).status(status)
  res.type('application/problem+json').send(JSON.stringify({ title: STATUS_CODES[status], status }))
}
