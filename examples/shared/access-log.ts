import { redactLink } from 'daypass/http'
import type { RequestHandler } from 'express'

/** One line for each request, without the link that its URL may contain. */
export function accessLog(log: (line: string) => void): RequestHandler {
  return (req, res, next) => {
    const { method, originalUrl } = req // a router may change `url`
    res.once('close', () => log(redactLink(`${method} ${originalUrl} ${res.statusCode}`)))
    next()
  }
}
