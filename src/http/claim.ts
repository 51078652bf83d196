import { randomText } from '#bytes'
import { isClaim } from '../values/claim.ts'
import { getCookies } from './cookies.ts'
import { getHeader } from './headers.ts'
import type { GuardRequest } from './request.ts'

/** The claims that a request carries. */
export interface Claims {
  /** The header `Idempotency-Key`, by which a program says that its requests are one download. */
  readonly key: string | undefined
  /** The cookie that a guard has set. */
  readonly cookie: string | undefined
}

/** What `createClaim` makes. Anything else in a cookie is from someone else, and is ignored. */
const OWN_CLAIM = /^[0-9a-f]{32}$/

/** The claims of a request for the link with this nonce; undefined if its `Idempotency-Key` cannot be one. */
export function findClaims({ headers }: GuardRequest, nonce: string): Claims | undefined {
  const key = getHeader(headers, 'idempotency-key')
  if (key !== undefined && !isClaim(key)) return undefined
  const cookie = getCookies(headers, cookieName(nonce)).find((value) => OWN_CLAIM.test(value))
  return { key, cookie }
}

/** A claim of 128 random bits that nobody can guess. */
export function createClaim(): string {
  return randomText(16, 'hex')
}

/** A claim as a cookie. */
export interface ClaimCookie {
  /** The nonce of the link. */
  readonly nonce: string
  readonly claim: string
}

/**
 * The header `Set-Cookie` that gives a claim to a browser (RFC 6265, section 4.1). Without a path, the browser sends the cookie to the folder
 * of the URL, also behind a proxy that rewrites paths.
 *
 * @param lease seconds for which the claim is useful
 * @param isSecure whether the request came over https
 */
export function claimCookie({ nonce, claim }: ClaimCookie, lease: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : ''
  return `${cookieName(nonce)}=${claim}; Max-Age=${lease}; HttpOnly; SameSite=Lax${secure}`
}

/** By the nonce, because links to two files in one folder have two cookies there. */
function cookieName(nonce: string): string {
  return `daypass-${nonce}`
}
