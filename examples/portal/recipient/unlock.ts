import express, { type RequestHandler, type Response, Router } from 'express'
import { bindingOf, passwordProofs } from '../links/password.ts'
import type { Portal } from '../owner/portal.ts'
import { textOf } from '../owner/query.ts'
import { pageHeaders } from '../security/headers.ts'
import type { Tries } from '../security/tries.ts'
import { passwordPage } from '../views/refusal-page.ts'
import { knownId, recordEvent } from './record-decision.ts'
import { PROOF_COOKIE, visitOf } from './visit.ts'

/** Takes the password of a link: five tries a minute, from all clients together. */
export function unlock(portal: Portal, tries: Tries): Router {
  const router = Router()
  const readForm = express.urlencoded({ extended: false, limit: '4kb' })
  router.post('/s/:id/:token/unlock', readForm, check(portal, tries))
  return router
}

function check(portal: Portal, tries: Tries): RequestHandler {
  const { secrets } = portal
  return async (req, res) => {
    const { id, token, base } = visitOf(portal, req)
    res.set(pageHeaders('no-referrer'))
    // Deriving takes time, so it is not done for ids that no link has.
    if (!(await isLink(portal, id))) return void res.status(403).send(passwordPage(base, 'That is not the password.'))
    if (!tries.take(id)) return void sendTooMany(res, base)
    const proofs = await passwordProofs(textOf(req.body, 'password') ?? '', id, secrets)
    const proof = proofs.find((one) => isRight(portal, token, one))
    const event = { at: Date.now(), action: 'unlock', id: knownId(portal, req), address: req.ip }
    if (proof === undefined) {
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

/** Counts a wrong cookie as a try of the password. Otherwise cookies could be tried without a limit. */
export function countWrongProof(portal: Portal, tries: Tries): RequestHandler {
  return async (req, res, next) => {
    const { id, base, boundTo, wantsPassword } = visitOf(portal, req)
    const isWrong = boundTo !== undefined && wantsPassword && (await isLink(portal, id))
    if (!isWrong || tries.take(id)) return next()
    sendTooMany(res.set(pageHeaders('no-referrer')), base)
  }
}

function sendTooMany(res: Response, base: string): void {
  const text = 'Too many tries. Wait a minute, then try again.'
  res.status(429).set('Retry-After', '60').send(passwordPage(base, text))
}

/** Only ids of links are counted, whose number is limited. */
async function isLink({ managed }: Portal, id: string): Promise<boolean> {
  return /^[\w-]{22}$/.test(id) && (await managed.getPolicy(id)) !== undefined
}

/** Whether the token is bound to the password: its signature is valid only with it. */
function isRight({ managed }: Portal, token: string, proof: string): boolean {
  try {
    return managed.inspect(token, { boundTo: bindingOf(proof) }).terms.bound
  } catch {
    return false
  }
}
