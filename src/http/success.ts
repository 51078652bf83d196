import type { Grant, ResponseHeaders } from 'daypass'
import { cacheControl } from './cache-control.ts'
import { contentDisposition } from './content-disposition.ts'
import { isSafe } from './permission.ts'

// What a browser runs scripts of when it shows it.
const ACTIVE = /^(?:text\/html|(?:text|application)\/(?:xml|xsl)|[^;]*\+xml)\s*(?:;|$)/i
const NO_RESPONSE: ResponseHeaders = Object.freeze({})
const CHANGES = ['write', 'create', 'delete']

/** Headers of an answer to an allowed request; the handler may override them. */
export function successHeaders(grant: Grant, method: string, perm: string, now: number): Record<string, string> {
  const headers: Record<string, string> = {
    'Cache-Control': 'no-store',
    // The page that is shown must not pass its own address, and the link in it, on to others.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
  // The answer to a change is no download.
  if (!CHANGES.includes(perm)) addDownload(headers, grant, method, now)
  return headers
}

function addDownload(headers: Record<string, string>, grant: Grant, method: string, now: number): void {
  const { response = NO_RESPONSE } = grant
  const { disposition = 'attachment', contentType, contentLanguage, contentEncoding } = response
  if (isSafe(method) || response.cacheControl !== undefined) {
    const remaining = Math.floor((grant.expiresAt.getTime() - now) / 1000)
    headers['Cache-Control'] = cacheControl(response.cacheControl, Math.max(remaining, 0))
  }
  headers['Content-Disposition'] = contentDisposition(disposition, response.filename)
  if (contentType !== undefined) headers['Content-Type'] = contentType
  if (contentLanguage !== undefined) headers['Content-Language'] = contentLanguage
  if (contentEncoding !== undefined) headers['Content-Encoding'] = contentEncoding
  // Without a signed type the handler chooses one, perhaps by the name of a file that a stranger uploaded.
  if (disposition === 'inline' && (contentType === undefined || ACTIVE.test(contentType))) {
    headers['Content-Security-Policy'] = "sandbox; default-src 'none'"
  }
}
