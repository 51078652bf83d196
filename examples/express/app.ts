import { STATUS_CODES } from 'node:http'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { answerFile } from '../shared/answer-file.ts'
import { endUnread } from '../shared/end-unread.ts'
import { HttpError } from '../shared/http-error.ts'

/** An app that serves the files of a folder to anyone who has a link, and takes uploads. */
export function createApp(root: string, links: Links): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use((req, res, next) => {
    endUnread(req, res)
    next()
  })
  app.all('/files/*path', requireLink(links, { fileId: (req) => req.params.path.join('/') }), (req, res) =>
    answerFile(root, linkOf(req), { req, res }),
  )
  // Express's own 404 repeats the path, in which other apps carry the link.
  app.use(() => {
    throw new HttpError(404)
  })
  app.use(answerError)
  return app
}

/** Of an error, only the status is shown: its message can repeat the path. */
const answerError: ErrorRequestHandler = (error, req, res, next) => {
  if (req.socket.destroyed) return // the client is gone, as after any download that is broken off
  if (res.headersSent) return next(error)
  const status: number = error.status ?? 500
  res.set({ ...error.headers, 'Cache-Control': 'no-store' }).status(status)
  res.type('application/problem+json').send(JSON.stringify({ title: STATUS_CODES[status], status }))
}
