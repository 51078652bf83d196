import type { RequestHandler } from 'express'
import { readCookie } from '../security/cookies.ts'
import { PROOF_COOKIE } from './visit.ts'

/**
 * Makes each upload a use of its own. Requests with one claim are one use, which is meant for a download in parts: with it, a link that
 * works once would store any number of files.
 */
export const oneUseEach: RequestHandler = (req, res, next) => {
  if (req.headers['idempotency-key'] !== undefined) {
    const text = 'An upload takes no Idempotency-Key: each request for one is a use of its own. Nothing was stored.\n'
    return void res.status(400).set('Cache-Control', 'no-store').type('text').send(text)
  }
  const proof = readCookie(req, PROOF_COOKIE)
  req.headers.cookie = proof === undefined ? '' : `${PROOF_COOKIE}=${proof}`
  next()
}
