import type { Grant, LinkResult } from 'daypass'
import { ownMembers } from '../values/own.ts'
import { parseClientAddress } from './client-address.ts'
import { type Decision, decisionOf, type GuardLinks, type Outcome } from './decision.ts'
import { refuseDeclaredBody } from './declared-body.ts'
import { getHeader } from './headers.ts'
import { markTypeChecked } from './limit-upload.ts'
import { prefersHtml } from './negotiate.ts'
import { type GuardOptions, type GuardSettings, normalizeGuardOptions } from './options.ts'
import { publicCode, type RefusalCause, type RefusalCode, refusalHeaders } from './refusal.ts'
import { viewOf } from './render.ts'
import type { GuardRequest } from './request.ts'
import { allowedMethods, isUpload, type PermsOf, permsFor } from './required-permission.ts'
import { type Allowed, type AnswerHeaders, completeHeaders } from './response-headers.ts'
import { couldBeToken } from './token-form.ts'
import { findToken } from './token-sources.ts'

/** The grant of a request that a guard has let pass. */
export interface GuardedGrant extends Grant {
  /**
   * The permission that let the request pass. It is `create` for a `PUT` with `If-None-Match: *` if the link does not have `write`: a
   * handler that ignores this overwrites files.
   */
  readonly usedPerm: string
}

/** What a guard decides: let the handler run, or send this answer. Add its `Vary` to one that is already set. */
export type GuardAnswer =
  | {
      readonly ok: true
      readonly grant: GuardedGrant
      /**
       * Completes the headers of the handler's answer, whatever that is. Call it once, when the status and all headers are known and
       * nothing has been sent. `beforeHead` does this on Node.js.
       */
      readonly complete: (status: number, headers: AnswerHeaders) => void
    }
  | {
      readonly ok: false
      readonly grant?: undefined
      readonly code: RefusalCode
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }

/** Decides about one request. Rejects if a function of the application fails: the handler must not run then either. */
export type Guard<Req> = (req: Req) => Promise<GuardAnswer>

/**
 * Makes the guard of a route. An adapter describes the framework's request and sends the guard's answer if the request is refused.
 * Otherwise it passes the grant on, runs the handler, and sees to it that `complete` is called before the handler's answer is sent.
 *
 * @param links the object returned by `createLinks`
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
    const request = ownMembers(describe(req))
    const outcome = await decide(links as GuardLinks, settings, permsOf, request, req)
    const isRecorded =
      settings.onDecision === undefined ||
      (await record(links as GuardLinks, settings.onDecision, request.method, outcome, req))
    if (outcome.code !== undefined) return refuse(settings, request, publicCode(outcome.code), outcome.grant)
    if (!isRecorded) return refuse(settings, request, 'unavailable')
    settings.clock() // if the clock fails, the handler must not run
    return {
      ok: true,
      grant: outcome.grant,
      complete: (status, headers) =>
        completeHeaders(outcome, settings.cacheControl, nowOrNever(settings.clock), status, headers),
    }
  }
}

type Passed = Outcome & Allowed & { readonly grant: GuardedGrant; readonly code: undefined }
type Refused = Outcome & { readonly code: RefusalCause }

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
  const wider = perms[0] as string

  const found = findToken(request, settings.tokenFrom)
  if (found.token === undefined) return { code: found.code, perm: wider }
  const { token, header } = found
  // What cannot be a link does not reach the functions of the application, which may query a database. What has the form of one does.
  if (!couldBeToken(token)) return { code: 'malformed', perm: wider }

  const fileId = await settings.fileId(req)
  if (typeof fileId !== 'string') throw new TypeError('fileId must return a string')
  const boundTo = settings.boundTo === undefined ? undefined : ((await settings.boundTo(req)) as string | undefined)
  let isAddressed = false
  const address = (): string | undefined => {
    isAddressed = true // only a link that is restricted to addresses asks for one
    const written = settings.address === undefined ? request.address?.() : settings.address(req)
    return typeof written === 'string' ? parseClientAddress(written) : written
  }
  const secure = (): boolean | undefined => (settings.secure === undefined ? request.secure?.() : settings.secure(req))
  const verify = (perm: string): LinkResult =>
    links.tryVerify(token, { fileId, perm: perm as 'read', boundTo, address, secure })
  const narrower = perms[1]
  let perm = wider
  let result = verify(perm)
  // Verifying without a permission instead, and looking at the grant, would check the address of a link that has neither permission.
  if (result.code === 'permission-denied' && narrower !== undefined) {
    perm = narrower
    result = verify(perm)
  }
  if (!result.ok) return { code: result.code, grant: result.refused, fileId, perm }

  const grant: GuardedGrant = { ...result.grant, usedPerm: perm }
  if (settings.uploadLimits === 'guard') {
    const code = refuseDeclaredBody(request, perm, grant)
    if (code !== undefined) return { code, grant, fileId, perm }
    if (isUpload(perm)) markTypeChecked(grant)
  }
  return { code: undefined, grant, fileId, perm, method: request.method, header, isAddressed }
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

/** Refusals of a body that may be large, or never end. */
const ENDLESS: readonly RefusalCode[] = ['upload-too-large', 'length-required']

function refuse<Req>(
  { statuses, page, problem, perm, clock }: GuardSettings<Req>,
  { headers, httpVersion }: GuardRequest,
  code: RefusalCode,
  refused?: Grant,
): GuardAnswer {
  const status = statuses[code]
  const render = prefersHtml(getHeader(headers, 'accept')) ? page : problem
  const rendering = render(viewOf(code, status))
  return {
    ok: false,
    code,
    status,
    headers: {
      ...rendering.headers,
      ...refusalHeaders(code, status, allowedMethods(perm), refused, clock()),
      // Close the connection, or Node.js keeps reading the body (RFC 9110, section 15.5.14). HTTP/2 does not have this header.
      ...(ENDLESS.includes(code) && httpVersion?.startsWith('1.') && { Connection: 'close' }),
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    body: rendering.body,
  }
}
