import type { Grant, LinkRequest } from 'daypass'
import { isString, normalizeValue } from '../values/check.ts'
import { isClaim } from '../values/claim.ts'
import { ownMember } from '../values/own.ts'
import { MEMBERS, normalizeRequest } from '../values/request.ts'

/** What a managed link must permit: a request of `daypass`, and these. */
export interface ManagedRequest<Perm extends string = string> extends LinkRequest<Perm> {
  /**
   * Who uses the link, for a link that counts: 16 to 128 visible ASCII characters that nobody can guess. The same claim within its lease
   * is the same use. Undefined: the request is a use of its own.
   */
  readonly claim?: string | undefined
  /**
   * `false`: looks whether the link would be accepted, and uses nothing up. Default `true`. A function returns either: it is called once, with
   * the grant, if the link is counted and passes every other check. A server can so refuse what the link does not allow, such as a body that
   * is too large, before it counts a use.
   */
  readonly count?: boolean | ((grant: Grant) => boolean)
}

/** A request, once checked. */
export interface AskedOfManaged {
  readonly request: LinkRequest
  readonly claim: string | undefined
  readonly count: boolean | ((grant: Grant) => boolean)
}

const NAMES: ReadonlySet<string> = new Set([...MEMBERS, 'claim', 'count'])

/** @throws TypeError or RangeError as `normalizeRequest`, and if the claim or `count` is wrong; the message never shows a claim */
export function normalizeManagedRequest(given: unknown, perms: ReadonlySet<string>): AskedOfManaged {
  const request = normalizeRequest(given as LinkRequest | undefined, perms, NAMES)
  // Own members alone, so that none comes from a polluted prototype.
  const own = (given ?? {}) as ManagedRequest
  const claim = ownMember(own, 'claim')
  const asked: unknown = ownMember(own, 'count')
  const count = asked === undefined ? true : asked
  if (typeof count !== 'boolean' && typeof count !== 'function') {
    throw new TypeError('request: count must be a boolean, or a function that returns one')
  }
  return { request, claim: normalizeClaim(claim), count: count as AskedOfManaged['count'] }
}

function normalizeClaim(claim: unknown): string | undefined {
  if (claim === undefined) return undefined
  return normalizeValue(claim, isString, 'request: claim', '16 to 128 visible ASCII characters', isClaim)
}
