import type { ErrorRequestHandler, RequestHandler } from 'express'

/** Express's own 404 and its page for errors repeat the path, and the link in it. */
export const answerNotFound: RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'no-store').sendStatus(404)
}

/** Of an error, only the status is shown. */
export const answerError: ErrorRequestHandler = (error, req, res, next) => {
  if (req.socket.destroyed) return // the client is gone
  if (res.headersSent) return next(error)
  res.set('Cache-Control', 'no-store').sendStatus(error.status ?? 500)
}
