import type { Grant, UploadLimits } from 'daypass'
import { ownMember, ownMembers } from '../values/own.ts'
import { getHeader, getHeaderValues } from './headers.ts'
import { isAllowedType } from './media-type.ts'
import type { GuardRequest } from './request.ts'
import { isUpload } from './required-permission.ts'
import type { UploadCode } from './upload-error.ts'

// A request with one of these methods brings a file, even if it is empty; the content of others has no meaning (RFC 9110, section 9.3).
const BRINGS_FILE = ['PUT', 'POST', 'PATCH']

// Forms: limits are about the file, and a form is not one. Anywhere in the header, since some parsers look no closer (formidable).
const MULTIPART = /multipart/i

/**
 * Checks a body that is the file against the limits of its link, before any of it is read. Nothing passes unmeasured: Node.js enforces
 * `Content-Length` on HTTP/1 and HTTP/2, so the declared length is the length.
 *
 * @param perm the required permission, which determines whether the handler stores a file; if it is explicit, the method does not
 * @returns undefined if the body is allowed
 */
export function refuseDeclaredBody(
  request: GuardRequest,
  perm: string,
  grant: Grant,
): UploadCode | 'bad-request' | undefined {
  const limits = isUpload(perm) ? ownMember(grant, 'upload') : undefined
  // Limits can be there without any: two holders' limits may leave none.
  if (limits === undefined || Object.keys(limits).length === 0) return undefined
  // A part is not a file (RFC 9110, section 14.5): many of them could make one beyond the limits.
  if (getHeader(request.headers, 'content-range') !== undefined) return 'bad-request'
  const length = declaredLength(request)
  if (length === undefined) return 'length-required'
  if (length === 0 && !BRINGS_FILE.includes(request.method)) return undefined
  return refuseLength(length, limits) ?? (isAllowedBody(request, length, limits) ? undefined : 'upload-wrong-type')
}

/** Bytes of the body; undefined if they are not known. */
function declaredLength(request: GuardRequest): number | undefined {
  if (getHeader(request.headers, 'transfer-encoding') !== undefined) return undefined
  const length = getHeader(request.headers, 'content-length')
  if (length !== undefined) return /^[0-9]+$/.test(length) ? Number(length) : undefined
  return hasBody(request) ? undefined : 0
}

/** HTTP/1 announces every body in a header (RFC 9112, section 6.3). With other versions, only the adapter knows that there is no body. */
function hasBody({ hasBody, httpVersion }: GuardRequest): boolean {
  return hasBody === undefined ? !httpVersion?.startsWith('1.') : hasBody()
}

function refuseLength(length: number, limits: UploadLimits): UploadCode | undefined {
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY } = ownMembers(limits)
  if (length > maxBytes) return 'upload-too-large'
  return length < minBytes ? 'upload-too-small' : undefined
}

function isAllowedBody({ headers, rawHeaders }: GuardRequest, length: number, limits: UploadLimits): boolean {
  // A parser would decompress the body to more bytes than were measured.
  const coding = getHeader(headers, 'content-encoding')
  if (coding !== undefined && coding.toLowerCase() !== 'identity') return false
  const type = getHeader(headers, 'content-type')
  const all = getHeaderValues(headers, rawHeaders, 'content-type')
  if ([...all, type ?? ''].some((value) => MULTIPART.test(value))) return false
  const { contentTypes } = ownMembers(limits)
  if (contentTypes === undefined) return true
  if (type === undefined) return length === 0
  // If the header is repeated, Node.js shows the first value, and the handler may read the second.
  return all.length < 2 && isAllowedType(contentTypes, type)
}
