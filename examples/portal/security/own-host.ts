import type { IncomingHttpHeaders } from 'node:http'
import type { Request, RequestHandler } from 'express'

/** A page elsewhere whose name is made to point to this machine (DNS rebinding) has another Host. */
export const checkHost: RequestHandler = (req, res, next) => {
  const isOwn = hostsOf(req).includes(req.headers.host ?? '') && !cameThroughProxy(req.headers)
  if (isOwn) next()
  else res.status(403).type('text').send('This page answers only to its own address.\n')
}

/** A form on a page elsewhere has another Origin (CSRF); every browser sends one with a form. */
export const checkOrigin: RequestHandler = (req, res, next) => {
  const isSafe = req.method === 'GET' || req.method === 'HEAD'
  if (isSafe || hostsOf(req).some((host) => req.headers.origin === `http://${host}`)) next()
  else res.status(403).type('text').send('This form must be sent from its own page.\n')
}

/** A proxy that puts its own target into `Host` makes a request from anywhere look as if it came from this machine. */
function cameThroughProxy(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some((name) => name === 'via' || name === 'forwarded' || name.startsWith('x-forwarded-'))
}

function hostsOf(req: Request): readonly string[] {
  return ownHosts(req.socket.localPort)
}

/** What a browser on this machine sends as `Host`; the default ports are left out (RFC 9110, section 7.2). */
export function ownHosts(port: number | undefined): readonly string[] {
  const names = ['127.0.0.1', 'localhost']
  const hosts = names.map((name) => `${name}:${port}`)
  return port === 80 || port === 443 ? [...hosts, ...names] : hosts
}
