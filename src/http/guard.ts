import type { Grant } from 'daypass'
import { ownMembers } from '../values/own.ts'
import { type ClaimCookie, claimCookie } from './claim.ts'
import { type Confirmation, confirmationOf } from './confirmation.ts'
import { type Decision, decisionOf, type Outcome } from './decision.ts'
import { refuseDeclaredBody } from './declared-body.ts'
import type { GuardAnswer } from './guard-answer.ts'
import { type GuardLinks, isManaged } from './guard-links.ts'
import { type GuardedGrant, toGuardedGrant } from './guarded-grant.ts'
import { askForFacts } from './known-facts.ts'
import { markTypeChecked } from './limit-upload.ts'
import { type GuardOptions, type GuardSettings, normalizeGuardOptions } from './options.ts'
import { publicCode, type RefusalCause } from './refusal.ts'
import { askToConfirm, refuse, withCookie } from './refuse.ts'
import { type GuardRequest, readRequest } from './request.ts'
import { isUpload, type PermsOf, permsFor } from './required-permission.ts'
import { type Allowed, completeHeaders } from './response-headers.ts'
import { couldBeToken } from './token-form.ts'
import { findToken } from './token-sources.ts'
import { planUse } from './use-plan.ts'
import { type Verified, verifyLink } from './verify-link.ts'

/** Decides about one request. Rejects if a function of the application fails: the handler must not run then either. */
export type Guard<Req> = (req: Req) => Promise<GuardAnswer>

/**
 * Makes the guard of a route. An adapter describes the framework's request and sends the guard's answer if the request is refused.
 * Otherwise it passes the grant on, runs the handler, and sees to it that `complete` is called before the handler's answer is sent.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options the options of the application
 * @param describe describes the framework's request
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * const guard = createGuard(links, { fileId: () => '7' }, (url: string) => ({ method: 'GET', url, headers: {} }))
 * const answer = await guard(`/7?token=${links.sign('7', 'read', '1h')}`)
 * console.log(answer.ok) // true
 * console.log((await guard('/7')).ok) // false
 * ```
 */
export function createGuard<Req, Perm extends string = never>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Req, Perm>,
  describe: (req: Req) => GuardRequest,
): Guard<Req> {
  const settings = normalizeGuardOptions<Req>(links as GuardLinks, options)
  const permsOf = permsFor(settings.perm)
  return async (req) => {
    const request = readRequest(describe(req))
    const outcome = await decide(links as GuardLinks, settings, permsOf, request, req)
    const isRecorded =
      settings.onDecision === undefined ||
      (await record(links as GuardLinks, settings.onDecision, request.method, outcome, req))
    if (outcome.code !== undefined) {
      const { page, cookie } = ownMembers(outcome)
      const refused = () => refuse(settings, request, publicCode(outcome.code), outcome.grant)
      return withCookie(page === undefined ? refused() : askToConfirm(settings, page), cookie)
    }
    if (!isRecorded) return withCookie(refuse(settings, request, 'unavailable'), outcome.cookie)
    return {
      ok: true,
      grant: outcome.grant,
      complete: (status, headers) =>
        completeHeaders(outcome, settings.cacheControl, nowOrNever(settings.clock), status, headers),
    }
  }
}

type Passed = Outcome & Allowed & { readonly grant: GuardedGrant; readonly code: undefined }
type Refused = Outcome & {
  readonly code: RefusalCause
  readonly page?: Confirmation
  readonly cookie?: string | undefined
}

/** All checks of a request, in their order. */
async function decide<Req>(
  links: GuardLinks,
  settings: GuardSettings<Req>,
  permsOf: PermsOf,
  request: GuardRequest,
  req: Req,
): Promise<Passed | Refused> {
  const perms = permsOf(request)
  if (perms === undefined) return { code: 'method-not-allowed' }
  const [wider = '', narrower] = perms

  const found = findToken(request, settings.tokenFrom)
  if (found.token === undefined) return { code: found.code, perm: wider }
  const { token, header } = found
  // What cannot be a link does not reach the functions of the application, which may query a database. What has the form of one does.
  if (!couldBeToken(token)) return { code: 'malformed', perm: wider }
  const use = planUse(links, request, found, settings.confirm, wider)
  if (use === 'bad-request') return { code: use, perm: wider }

  let isAddressed = false
  const known = await askForFacts(settings, request, req, () => {
    isAddressed = true // only a link that is restricted to addresses asks for one
  })
  // Before a use is counted, since functions of the application can throw. If the clock does, the handler must not run.
  settings.clock()
  const lease = isManaged(links) ? links.lease : 0
  const toHeader = (claim: ClaimCookie): string => claimCookie(claim, lease, known.secure() === true)
  const cookie = use?.cookie && toHeader(use.cookie)
  const refuseBody = (perm: string, grant: Grant): RefusalCause | undefined =>
    settings.uploadLimits === 'guard' ? refuseDeclaredBody(request, perm, grant) : undefined
  const verify = (perm: string): Verified | Promise<Verified> => {
    // A body that the link does not allow uses nothing up.
    const count = use?.isUse === true && ((grant: Grant) => refuseBody(perm, grant) === undefined)
    const { fileId, boundTo, address, secure } = known
    const asked = { fileId, perm: perm as 'read', address, secure, boundTo }
    return verifyLink(links, token, asked, use && { claim: use.claim, count })
  }
  let perm = wider
  let result = await verify(perm)
  // Verifying without a permission instead, and looking at the grant, would check the address of a link that has neither permission.
  if (!result.ok && result.code === 'permission-denied' && narrower !== undefined) {
    perm = narrower
    result = await verify(perm)
  }
  const { fileId } = known
  const hasClaim = use?.hasClaim
  if (!result.ok) {
    // The use may have been counted: with the cookie, a retry is the same use.
    const kept = result.code === 'unavailable' ? cookie : undefined
    return { fileId, perm, hasClaim, code: result.code, grant: result.refused, error: result.error, cookie: kept }
  }

  const grant = toGuardedGrant(result.grant, perm)
  const code = refuseBody(perm, grant)
  if (code !== undefined) return { fileId, perm, hasClaim, code, grant }
  if (use?.needsLease && ownMembers(grant.uses).claimed !== true) {
    const unconfirmed = { fileId, perm, hasClaim, code: 'confirmation-required', grant } as const
    if (use.page === undefined) return unconfirmed
    const page = confirmationOf(request.url, lease, use.page.isCookieMissing, grant)
    return { ...unconfirmed, page, cookie: toHeader(use.page.cookie) }
  }
  if (settings.uploadLimits === 'guard' && isUpload(perm)) markTypeChecked(grant)
  const { method } = request
  return { fileId, perm, hasClaim, code: undefined, grant, method, header, isAddressed, cookie }
}

/** Calls the hook; false if it failed for an allowed request. A refusal does not wait for it, so that it cannot delay the answer. */
async function record<Req>(
  links: GuardLinks,
  onDecision: (decision: Decision, req: Req) => unknown,
  method: string,
  outcome: Outcome,
  req: Req,
): Promise<boolean> {
  const call = async (): Promise<true> => {
    await onDecision(decisionOf(links, method, outcome), req)
    return true
  }
  const recorded = call().catch(() => false)
  return outcome.code === undefined ? recorded : true
}

/** The time, or infinity if the clock fails: an answer that is being sent must not break, and no cache may keep it then. */
function nowOrNever(clock: () => number): number {
  try {
    return clock()
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
