import express, { type RequestHandler, Router } from 'express'
import { bindingOf, passwordProof } from '../links/password.ts'
import type { Portal } from '../owner/portal.ts'
import { textOf } from '../owner/query.ts'
import { pageHeaders } from '../security/headers.ts'
import { limitTries, type Tries } from '../security/tries.ts'
import { passwordPage } from '../views/refusal-page.ts'
import { recordEvent } from './record-decision.ts'
import { PROOF_COOKIE, visitOf } from './visit.ts'

/** Takes the password of a link: five tries a minute, whoever makes them. */
export function unlock(portal: Portal, tries: Tries = limitTries()): Router {
  const router = Router()
  const readForm = express.urlencoded({ extended: false, limit: '4kb' })
  router.post('/s/:id/:token/unlock', readForm, check(portal, tries))
  return router
}

function check(portal: Portal, tries: Tries): RequestHandler {
  const { managed, records } = portal
  return async (req, res) => {
    const { id, token, base } = visitOf(portal, req)
    res.set(pageHeaders('no-referrer'))
    // Only ids of links, whose number is limited; deriving costs time.
    const isLink = /^[\w-]{22}$/.test(id) && (await managed.getPolicy(id)) !== undefined
    if (!isLink) return void res.status(403).send(passwordPage(base, 'That is not the password.'))
    if (!tries.take(id)) {
      return void res
        .status(429)
        .set('Retry-After', '60')
        .send(passwordPage(base, 'Too many tries. Wait a minute, then try again.'))
    }
    const proof = await passwordProof(textOf(req.body, 'password') ?? '', id)
    const address = req.ip === undefined ? {} : { address: req.ip }
    const known = records.getLink(id) === undefined ? {} : { id }
    const event = { at: Date.now(), action: 'unlock', ...known, ...address }
    if (!isRight(portal, token, proof)) {
      recordEvent(portal, { ...event, outcome: 'refused', code: 'wrong-password' })
      return void res
        .status(403)
        .send(passwordPage(base, 'That is not the password. Ask the sender if you are not sure.'))
    }
    recordEvent(portal, { ...event, outcome: 'allowed' })
    res.cookie(PROOF_COOKIE, proof, { httpOnly: true, sameSite: 'lax', secure: req.secure, path: `/s/${id}` })
    res.redirect(303, base)
  }
}

/** Whether the token is bound to the password: its signature is valid only with it. */
function isRight({ managed }: Portal, token: string, proof: string): boolean {
  try {
    return managed.inspect(token, { boundTo: bindingOf(proof) }).terms.bound
  } catch {
    return false
  }
}
