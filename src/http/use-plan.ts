import { type ClaimCookie, createClaim, findClaims } from './claim.ts'
import { countedNonce } from './counted-token.ts'
import { type GuardLinks, isManaged } from './guard-links.ts'
import { getHeader } from './headers.ts'
import { prefersHtml } from './negotiate.ts'
import { queryParameters } from './query.ts'
import type { GuardRequest } from './request.ts'
import { isReading } from './required-permission.ts'
import type { FoundToken } from './token-sources.ts'

/** What a request for a counted link may do, decided before the link is verified. */
export interface UsePlan {
  /** Whether the request carried a claim. */
  readonly hasClaim: boolean
  /** Who uses the link. Undefined: the request is a use of its own. */
  readonly claim: string | undefined
  /** Whether the request is a use. Otherwise the link is only looked at. */
  readonly isUse: boolean
  /** Whether the handler runs only if the claim holds a lease. */
  readonly needsLease: boolean
  /** The page to answer with if it does not, and the cookie that it sets. Undefined: the answer is a refusal. */
  readonly page: { readonly isCookieMissing: boolean; readonly cookie: ClaimCookie } | undefined
  /** The cookie that every other answer sets. Undefined: none. */
  readonly cookie: ClaimCookie | undefined
}

/**
 * The rules by which counted links are used. A mail scanner follows links and comes as any browser, so that opening a URL must not use it
 * up (onetimesecret#359). Pressing a button does, and so does a program that says which of its requests belong together.
 *
 * @param confirm the guard's option
 * @param perm the required permission
 * @returns undefined if the link is not counted, `'bad-request'` if the `Idempotency-Key` cannot be a claim
 */
export function planUse(
  links: GuardLinks,
  request: GuardRequest,
  { token, header }: FoundToken,
  confirm: boolean,
  perm: string,
): UsePlan | undefined | 'bad-request' {
  if (!isManaged(links)) return undefined
  const nonce = countedNonce(token)
  if (nonce === undefined) return undefined
  const claims = findClaims(request, nonce)
  if (claims === undefined) return 'bad-request'
  const { method, headers, url } = request
  const { key, cookie } = claims
  const claim = key ?? cookie
  const known = { claim, hasClaim: claim !== undefined, page: undefined, cookie: undefined }
  // A handler that changes something must not run for nothing, whatever the method.
  if (method === 'HEAD') return { ...known, isUse: false, needsLease: !isReading(perm) }
  if (isPrefetch(request)) return { ...known, isUse: false, needsLease: true }
  if (method !== 'GET' || key !== undefined || header === 'Authorization')
    return { ...known, isUse: true, needsLease: false }

  const browser = { nonce, claim: cookie ?? createClaim() }
  if (!confirm) return { ...known, claim: browser.claim, isUse: true, needsLease: false, cookie: browser }
  const isPressed = queryParameters(url).some(([name, value]) => name === 'use' && value === '1')
  if (isPressed && cookie !== undefined) return { ...known, isUse: true, needsLease: false, cookie: browser }
  if (!prefersHtml(getHeader(headers, 'accept'))) return { ...known, isUse: false, needsLease: true }
  // Always a new claim: the page is sent only if the one in the cookie holds no lease, and another host of the site may have set that. The
  // file, which is sent if it does, must leave the cookie as it is.
  const page = { isCookieMissing: isPressed, cookie: { nonce, claim: createClaim() } }
  return { ...known, isUse: false, needsLease: true, page }
}

/** Whether a browser fetches what nobody has opened (Fetch Standard, section 3.8; Chrome used to send `Purpose`). */
function isPrefetch({ headers }: GuardRequest): boolean {
  return ['sec-purpose', 'purpose'].some((name) => /prefetch/i.test(getHeader(headers, name) ?? ''))
}
