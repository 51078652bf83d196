import type { Grant, ResponseHeaders } from 'daypass'
import { cacheControl } from './cache-control.ts'
import { contentDisposition } from './content-disposition.ts'
import { isSafe } from './permission.ts'

// What a browser shows without running anything of it, or loading more: pictures, but for SVG, sound, film, plain text. PDF runs apart
// from the page's origin, and browsers' viewers fail in a sandbox. Whatever else there is, or will be, is shown in one:
// HTML and XML of all kinds, but also `multipart/x-mixed-replace`, which can hold them.
const PASSIVE = /^(?:image\/(?!svg)[^;+]+|(?:audio|video)\/[^;+]+|text\/plain|application\/pdf)(?:;|$)/i
const NO_RESPONSE: ResponseHeaders = Object.freeze({})
const CHANGES = ['write', 'create', 'delete']

/** What is known of an allowed request. */
export interface Success {
  readonly grant: Grant
  readonly perm: string
  readonly method: string
  /** The header that the link came in, if it did. */
  readonly header: 'Authorization' | 'Cookie' | undefined
  /** Whether the link works for some addresses alone. */
  readonly isAddressed: boolean
}

/** Headers of an answer to an allowed request; the handler may override them. `Vary` is to be added to what is there. */
export function successHeaders(success: Success, now: number): Record<string, string> {
  const headers: Record<string, string> = {
    'Cache-Control': 'no-store',
    // The page that is shown must not pass its own address, and the link in it, on to others.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
  // The answer to a change is no download.
  if (!CHANGES.includes(success.perm)) addDownload(headers, success, now)
  return headers
}

function addDownload(headers: Record<string, string>, success: Success, now: number): void {
  const { grant, method, header, isAddressed } = success
  const { response = NO_RESPONSE } = grant
  const { disposition = 'attachment', contentType, contentLanguage, contentEncoding } = response
  if (isSafe(method) || response.cacheControl !== undefined) {
    const remaining = Math.floor((grant.expiresAt.getTime() - now) / 1000)
    const isPersonal = header !== undefined || grant.bound || isAddressed
    headers['Cache-Control'] = cacheControl(response.cacheControl, Math.max(remaining, 0), isPersonal)
  }
  if (header !== undefined) headers.Vary = header
  headers['Content-Disposition'] = contentDisposition(disposition, response.filename)
  if (contentType !== undefined) headers['Content-Type'] = contentType
  if (contentLanguage !== undefined) headers['Content-Language'] = contentLanguage
  if (contentEncoding !== undefined) headers['Content-Encoding'] = contentEncoding
  // Without a signed type the handler chooses one, perhaps by the name of a file that a stranger uploaded.
  if (disposition === 'inline' && (contentType === undefined || !PASSIVE.test(contentType))) {
    headers['Content-Security-Policy'] = "sandbox; default-src 'none'"
  }
}
