import type { RequestHandler } from 'express'
import { readCookie } from '../security/cookies.ts'
import { PROOF_COOKIE } from './visit.ts'

/**
 * Makes each upload a separate use. The guard counts requests with the same claim as one use, which is meant for a download in parts: a
 * link that works once would store any number of files.
 */
export const oneUseEach: RequestHandler = (req, res, next) => {
  if (req.headers['idempotency-key'] !== undefined) {
    const text = 'Uploads do not accept Idempotency-Key: each is a separate use. Nothing was stored.\n'
    return void res.status(400).set('Cache-Control', 'no-store').type('text').send(text)
  }
  const proof = readCookie(req, PROOF_COOKIE)
  req.headers.cookie = proof === undefined ? '' : `${PROOF_COOKIE}=${proof}`
  next()
}
