// http-proxy-middleware 3: a guarded route in front of an origin, which gets the request without the link. (Version 4 needs Node 22.)
import type { Links } from 'daypass'
import { requireLink } from 'daypass/express'
import { redactLink, withoutLink } from 'daypass/http'
import express, { type Express, type RequestHandler } from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { httpError, sendError } from './http-error.ts'

/** `GET /files/:id`, answered by the same path of `origin`. */
export function createApp(links: Links, origin: string): Express {
  const app = express()
  app.get(
    '/files/:id',
    requireLink(links, {
      perm: 'read',
      tokenFrom: ['query', 'bearer', { cookie: 'link' }],
      fileId: (req) => req.params.id,
    }),
    removeLink,
    createProxyMiddleware({
      target: origin,
      on: {
        proxyRes: (proxyRes, _req, res) => {
          // With another policy than the guard's, a browser would send the URL, and the link in it, as `Referer` of what comes next.
          delete proxyRes.headers['referrer-policy']
          // Otherwise the client would wait forever for the rest of a file that breaks off.
          proxyRes.once('close', () => proxyRes.complete || res.destroy())
        },
        // The answer of the package would repeat the URL.
        error: (_error, _req, res) => {
          if ('headersSent' in res && !res.headersSent) sendError(res, httpError(502, 'bad-gateway'))
          else res.destroy()
        },
      },
    }),
  )
  return app
}

/** Here rather than in the proxy's event `proxyReq`, which is not raised for a request with `Expect: 100-continue`. */
const removeLink: RequestHandler = (req, _res, next) => {
  req.url = redactLink(withoutLink(req.url)) // a link inside another parameter is redacted
  for (const [name, given] of Object.entries(req.headers)) {
    const value = [given ?? []].flat().join(', ')
    if (redactLink(value) === value) continue
    const rest = withoutLinkIn(name, value)
    if (rest === undefined) delete req.headers[name]
    else req.headers[name] = rest
  }
  next()
}

/** What is left of a header that contains a link; undefined if nothing is. */
function withoutLinkIn(name: string, value: string): string | undefined {
  if (name === 'referer') return redactLink(withoutLink(value))
  if (name !== 'cookie') return undefined // `Authorization`, and where another proxy has put the URL, such as `X-Original-URL`
  const others = value.split(';').filter((pair) => redactLink(pair) === pair)
  return others.length === 0 ? undefined : others.join(';').trim()
}
