import type { Grant, ResponseHeaders } from 'daypass'
import { ownMember, ownMembers } from '../values/own.ts'
import { cacheControl, revocableCacheControl } from './cache-control.ts'
import { contentDisposition } from './content-disposition.ts'
import type { GuardedGrant } from './guarded-grant.ts'
import { isGetOrHead } from './required-permission.ts'
import { sandboxPolicy } from './sandbox.ts'

/** The headers of an answer. The `Headers` of the Fetch API have this form. */
export interface AnswerHeaders {
  /** The value of a header, several values joined by commas; null if it is not set. */
  readonly get: (name: string) => string | null
  /** Sets a header, in place of its previous values. */
  readonly set: (name: string, value: string) => void
  /** Adds a value, as a header of its own. Called for `Set-Cookie`, whose values cannot be joined (RFC 9110, section 5.3). */
  readonly append: (name: string, value: string) => void
  /** Removes a header. */
  readonly delete: (name: string) => void
}

/** An allowed request. */
export interface Allowed {
  readonly grant: Grant & Partial<GuardedGrant>
  readonly perm: string
  readonly method: string
  /** The header that carried the token; undefined if the URL did. */
  readonly header: 'Authorization' | 'Cookie' | undefined
  /** Whether the link is restricted to addresses. */
  readonly isAddressed: boolean
  /** A cookie to set; undefined if none is. */
  readonly cookie: string | undefined
}

/** An answer under one of these permissions lists files or reports a change; it is not the file. */
const NOT_THE_FILE = ['list', 'write', 'create', 'delete']

/** The whole file or a part of it, from another server too (203, 226), or that it has not changed. */
const FILE_STATUSES = [200, 203, 206, 226, 304]

// What `send`, and so the static middleware of Express and Fastify, sets by itself: not the handler's word about caching.
const STATIC_DEFAULT = /^(?:public, ?max-age=0)?$/

// Shared caches obey these before `Cache-Control` (RFC 9213; Edge Architecture Specification).
const FOR_CDNS = [
  'CDN-Cache-Control',
  'Surrogate-Control',
  'Cloudflare-CDN-Cache-Control',
  'Vercel-CDN-Cache-Control',
  'Netlify-CDN-Cache-Control',
  'Akamai-Cache-Control',
  'Edge-Control',
]

/**
 * Completes the headers of the answer to an allowed request, when its status and type are known. A signed header takes precedence over
 * the handler's, and the handler's over the guard's default, except that no cache may keep the file of a counted link. Headers that describe the file go out only with the file: an error or a
 * redirect that has them would be cached for as long as the link is valid (immich#31190).
 *
 * @param fallback `Cache-Control` of a file if neither the link nor the handler sets one
 * @param now milliseconds since the epoch, when the headers are sent
 */
export function completeHeaders(
  allowed: Allowed,
  fallback: string,
  now: number,
  status: number,
  headers: AnswerHeaders,
): void {
  const response = ownMembers(ownMember(allowed.grant, 'response'))
  // The address of a page contains the token, and the page must not send it to other sites.
  if (headers.get('Referrer-Policy') === null) headers.set('Referrer-Policy', 'no-referrer')
  headers.set('X-Content-Type-Options', 'nosniff')
  if (allowed.header !== undefined) addVary(headers, allowed.header)
  // Whatever the status: a retry after an error is the same use.
  if (allowed.cookie !== undefined) headers.append('Set-Cookie', allowed.cookie)

  const { method, perm } = allowed
  if (method === 'HEAD' && isUnclaimed(allowed.grant)) for (const name of LEADING_TO_FILE) headers.delete(name)
  const isFile = FILE_STATUSES.includes(status) && isGetOrHead(method) && !NOT_THE_FILE.includes(perm)
  const signed = isFile ? response.cacheControl : undefined
  setCacheControl(headers, allowed, signed, isFile ? fallback : 'no-store', now)
  if (!isFile) return
  if (status === 304) keepStoredHeaders(headers)
  else describeFile(headers, isSeveralRanges(status, headers) ? withoutType(response) : response, allowed.grant.fileId)
}

function setCacheControl(
  headers: AnswerHeaders,
  { grant, header, isAddressed }: Allowed,
  signed: string | undefined,
  fallback: string,
  now: number,
): void {
  const linkId = ownMember(grant, 'linkId')
  const uses = ownMember(grant, 'uses')
  headers.delete('X-Accel-Expires') // nginx obeys it before all of these, and it has no form that ends with the link
  if (uses !== undefined) {
    forbidStoring(headers)
    return
  }
  const handlers = headers.get('Cache-Control')
  const chosen = handlers === null || STATIC_DEFAULT.test(handlers) ? undefined : handlers
  const remaining = Math.floor((grant.expiresAt.getTime() - now) / 1000)
  // Another guard, or the handler, may have found that the answer depends on who asks.
  const varies = /\b(?:authorization|cookie)\b/i.test(headers.get('Vary') ?? '')
  const isRevocable = linkId !== undefined && signed === undefined // the signer may accept that a cache outlives a revocation
  const isPersonal = isRevocable || header !== undefined || grant.bound || isAddressed || varies
  const text = signed ?? chosen ?? fallback
  headers.set(
    'Cache-Control',
    cacheControl(isRevocable ? revocableCacheControl(text) : text, Math.max(remaining, 0), isPersonal),
  )
  for (const name of FOR_CDNS) {
    const value = headers.get(name)
    if (value === null) continue
    if (isPersonal || linkId !== undefined) headers.delete(name)
    else headers.set(name, cacheControl(value, Math.max(remaining, 0), false))
  }
}

// A handler may redirect to a URL that gives the file to anyone.
const LEADING_TO_FILE = ['Location', 'Content-Location', 'Link', 'Refresh']

/** Whether a link is counted, and the request has not used it: HEAD looks at it for nothing. */
function isUnclaimed(grant: Partial<GuardedGrant>): boolean {
  const uses = ownMember(grant, 'uses')
  return uses !== undefined && !uses.claimed
}

/** Such an answer has parts, each with the type of the file (RFC 9110, section 14.6). */
function isSeveralRanges(status: number, headers: AnswerHeaders): boolean {
  return status === 206 && /^multipart\/byteranges\b/i.test(headers.get('Content-Type') ?? '')
}

function withoutType({ contentType: _, ...others }: ResponseHeaders): ResponseHeaders {
  return ownMembers(others)
}

/** No cache may give the file of a counted link again: each time is a use. */
function forbidStoring(headers: AnswerHeaders): void {
  headers.set('Cache-Control', 'private, no-store')
  headers.delete('Expires')
  for (const name of FOR_CDNS) headers.delete(name)
}

function describeFile(headers: AnswerHeaders, response: ResponseHeaders, fileId: string): void {
  const { contentType, contentLanguage, contentEncoding } = response
  if (contentType !== undefined) headers.set('Content-Type', contentType)
  if (contentLanguage !== undefined) headers.set('Content-Language', contentLanguage)
  if (contentEncoding !== undefined) headers.set('Content-Encoding', contentEncoding)
  const handlers = headers.get('Content-Disposition') ?? undefined
  const disposition = contentDisposition(response, handlers, fileId)
  headers.set('Content-Disposition', disposition)
  const handlersPolicy = headers.get('Content-Security-Policy') ?? undefined
  const policy = sandboxPolicy(disposition, headers.get('Content-Type') ?? undefined, handlersPolicy)
  if (policy !== undefined) headers.set('Content-Security-Policy', policy)
}

/** Browsers merge the headers of a 304 into those they stored with the file, so a policy without a sandbox would remove the sandbox. */
function keepStoredHeaders(headers: AnswerHeaders): void {
  const ofTheFile = ['Type', 'Language', 'Encoding', 'Disposition', 'Security-Policy']
  for (const name of ofTheFile) headers.delete(`Content-${name}`)
}

/** Adds a name to `Vary`. */
export function addVary(headers: AnswerHeaders, name: string): void {
  const vary = headers.get('Vary')
  headers.set('Vary', vary === null ? name : `${vary}, ${name}`)
}
