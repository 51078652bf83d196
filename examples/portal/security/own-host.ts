import type { Request, RequestHandler } from 'express'

/** A page elsewhere whose name is made to point to this machine (DNS rebinding) has another Host. */
export const checkHost: RequestHandler = (req, res, next) => {
  if (hostsOf(req).includes(req.headers.host ?? '')) next()
  else res.status(403).type('text').send('This page answers only to its own address.\n')
}

/** A form on a page elsewhere has another Origin (CSRF); every browser sends one with a form. */
export const checkOrigin: RequestHandler = (req, res, next) => {
  const isSafe = req.method === 'GET' || req.method === 'HEAD'
  if (isSafe || hostsOf(req).some((host) => req.headers.origin === `http://${host}`)) next()
  else res.status(403).type('text').send('This form must be sent from its own page.\n')
}

function hostsOf(req: Request): readonly string[] {
  return ['127.0.0.1', 'localhost'].map((name) => `${name}:${req.socket.localPort}`)
}
