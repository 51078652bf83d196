import type { Grant, LinkResult } from 'daypass'
import { ownMembers } from '../values/own.ts'
import { findToken } from './carriers.ts'
import { normalizeAddress } from './client-address.ts'
import { type Decision, decisionOf, type Facts, type GuardLinks } from './decision.ts'
import { checkDeclaredBody } from './declared-body.ts'
import { headerOf } from './headers.ts'
import { markTypeChecked } from './limit-upload.ts'
import { prefersHtml } from './negotiate.ts'
import { type GuardOptions, type GuardSettings, readGuardOptions } from './options.ts'
import { headersOf, publicCode, type RefusalCause, type RefusalCode } from './refusal.ts'
import { viewOf } from './render.ts'
import type { GuardRequest } from './request.ts'
import { allowedMethods, isUpload, type PermsOf, permsFor } from './required-permission.ts'
import { type Allowed, type AnswerHeaders, completeHeaders } from './response-headers.ts'
import { couldBeToken } from './token-form.ts'

/** The grant of a request that a guard let pass. */
export interface GuardedGrant extends Grant {
  /**
   * The permission that the request was let pass with. `create` for a `PUT` with `If-None-Match: *` on a link without `write`: a
   * handler that ignores it overwrites.
   */
  readonly usedPerm: string
}

/** What a guard decides: let the handler run, or answer this. `Vary` among the headers is added to one that is there. */
export type GuardAnswer =
  | {
      readonly ok: true
      readonly grant: GuardedGrant
      /**
       * Completes the headers of the answer, whichever it turns out to be: to be called once, when its status and all headers are
       * known and nothing is sent yet. `beforeHead` does so on Node.
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

/** Decides about one request. Rejects where the application's own functions fail: the handler must not run then either. */
export type Guard<Req> = (req: Req) => Promise<GuardAnswer>

/**
 * Makes the guard of a route. An adapter describes the framework's request, sends the answer of a refusal, and on success hands
 * the grant on, lets the handler run, and has `complete` called before its answer is sent.
 *
 * @param links what `createLinks` returns
 * @param options the application's
 * @param describe the framework's request in the guard's terms
 * @throws TypeError where an option is unknown, missing or of a wrong type; RangeError where its value is wrong
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
  const settings = readGuardOptions<Req>(links as GuardLinks, options)
  const permsOf = permsFor(settings.perm)
  return async (req) => {
    const request = ownMembers(describe(req))
    const facts = await decide(links as GuardLinks, settings, permsOf, request, req)
    const isRecorded =
      settings.onDecision === undefined ||
      (await record(links as GuardLinks, settings.onDecision, request.method, facts, req))
    if (facts.code !== undefined) return refuse(settings, request, publicCode(facts.code), facts.grant)
    if (!isRecorded) return refuse(settings, request, 'unavailable')
    settings.clock() // one that fails stops everything before the handler runs
    return {
      ok: true,
      grant: facts.grant,
      complete: (status, headers) =>
        completeHeaders(facts, settings.cacheControl, nowOrNever(settings.clock), status, headers),
    }
  }
}

type Passed = Facts & Allowed & { readonly grant: GuardedGrant; readonly code: undefined }
type Refused = Facts & { readonly code: RefusalCause }

/** The whole decision, in its order. */
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

  const found = findToken(request, settings.carriers)
  if (found.token === undefined) return { code: found.code, perm: wider }
  const { token, header } = found
  // Before the application's functions: they may ask a database.
  if (!couldBeToken(token)) return { code: 'malformed', perm: wider }

  const fileId = await settings.fileId(req)
  if (typeof fileId !== 'string') throw new TypeError('fileId must return a string')
  const boundTo = settings.boundTo === undefined ? undefined : ((await settings.boundTo(req)) as string | undefined)
  let isAddressed = false
  const verify = (perm: string): LinkResult => {
    const result = links.tryVerify(token, { fileId, perm: perm as 'read', boundTo })
    if (result.code !== 'wrong-address' && result.code !== 'https-required') return result
    isAddressed ||= result.code === 'wrong-address'
    // Few links have these conditions, the last to be checked, and a framework takes longer to work them out than a link to be verified.
    const written = settings.address === undefined ? request.address?.() : settings.address(req)
    const address = typeof written === 'string' ? normalizeAddress(written) : written
    const secure = settings.secure === undefined ? request.secure?.() : settings.secure(req)
    return links.tryVerify(token, { fileId, perm: perm as 'read', boundTo, address, secure })
  }
  let perm = wider
  let result = verify(perm)
  if (result.code === 'permission-denied' && perms.length > 1) {
    perm = perms[1] as string
    result = verify(perm)
  }
  if (!result.ok) return { code: result.code, grant: result.refused, fileId, perm }

  const grant: GuardedGrant = { ...result.grant, usedPerm: perm }
  if (settings.uploadLimits === 'guard') {
    const code = checkDeclaredBody(request, perm, grant)
    if (code !== undefined) return { code, grant, fileId, perm }
    if (isUpload(perm)) markTypeChecked(grant)
  }
  return { code: undefined, grant, fileId, perm, method: request.method, header, isAddressed }
}

/** Tells the hook; false where it failed on a success. On a refusal nobody waits for it, so that it cannot hold up the answer. */
async function record<Req>(
  links: GuardLinks,
  onDecision: (decision: Decision, req: Req) => unknown,
  method: string,
  facts: Facts,
  req: Req,
): Promise<boolean> {
  const call = async (): Promise<true> => {
    await onDecision(decisionOf(links, method, facts), req)
    return true
  }
  const recorded = call().catch(() => false)
  return facts.code === undefined ? recorded : true
}

/** A clock that fails while an answer is sent must not break it: nothing is kept then. */
function nowOrNever(clock: () => number): number {
  try {
    return clock()
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** Refusals of a body that may be large, or have no end. */
const ENDLESS: readonly RefusalCode[] = ['upload-too-large', 'length-required']

function refuse<Req>(
  { statuses, page, problem, perm, clock }: GuardSettings<Req>,
  { headers, httpVersion }: GuardRequest,
  code: RefusalCode,
  refused?: Grant,
): GuardAnswer {
  const status = statuses[code]
  const render = prefersHtml(headerOf(headers, 'accept')) ? page : problem
  const rendering = render(viewOf(code, status))
  return {
    ok: false,
    code,
    status,
    headers: {
      ...rendering.headers,
      ...headersOf(code, status, allowedMethods(perm), refused, clock()),
      // Close the connection, or Node goes on reading a body without end (RFC 9110, section 15.5.14). HTTP/2 has no such header.
      ...(ENDLESS.includes(code) && httpVersion?.startsWith('1.') && { Connection: 'close' }),
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    body: rendering.body,
  }
}
