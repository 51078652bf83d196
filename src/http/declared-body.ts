import type { Grant, UploadLimits } from 'daypass'
import { ownMembers } from '../values/own.ts'
import { getHeader, getHeaderValues } from './headers.ts'
import { isAllowedType } from './media-type.ts'
import type { GuardRequest } from './request.ts'
import { isUpload } from './required-permission.ts'
import type { UploadCode } from './upload-error.ts'

// A request with one of these brings a file, be it an empty one; of others the content has no meaning (RFC 9110, section 9.3).
const BRINGS_FILE = ['PUT', 'POST', 'PATCH']

// Forms: limits are about the file, and a form is not one. Anywhere in the header, since some parsers look no closer (formidable).
const MULTIPART = /multipart/i

/**
 * Checks a body against the limits of its link before a byte of it is read, if the body is the file. Nothing passes that was not
 * measured: Node holds a body to its `Content-Length` on HTTP/1 and HTTP/2, so a length that is declared is the length.
 *
 * @param perm the permission that was needed: it tells what the handler does, and a method does not if the permission is explicit
 * @returns undefined if nothing is wrong
 */
export function checkDeclaredBody(
  request: GuardRequest,
  perm: string,
  grant: Grant,
): UploadCode | 'bad-request' | undefined {
  const limits = ownMembers(grant).upload
  if (limits === undefined || !isUpload(perm)) return undefined
  // A part is not a file (RFC 9110, section 14.5): many of them could make one beyond the limits.
  if (getHeader(request.headers, 'content-range') !== undefined) return 'bad-request'
  const length = declaredLength(request)
  if (length === undefined) return 'length-required'
  if (length === 0 && !BRINGS_FILE.includes(request.method)) return undefined
  return checkLength(length, limits) ?? (isAllowedBody(request, length, limits) ? undefined : 'upload-wrong-type')
}

/** Bytes of the body; undefined if nothing tells. */
function declaredLength(request: GuardRequest): number | undefined {
  if (getHeader(request.headers, 'transfer-encoding') !== undefined) return undefined
  const length = getHeader(request.headers, 'content-length')
  if (length !== undefined) return /^[0-9]+$/.test(length) ? Number(length) : undefined
  return hasBody(request) ? undefined : 0
}

/** HTTP/1 announces every body in a header (RFC 9112, section 6.3); of anything else a body is only absent if the adapter says so. */
function hasBody({ hasBody, httpVersion }: GuardRequest): boolean {
  return hasBody === undefined ? !httpVersion?.startsWith('1.') : hasBody()
}

function checkLength(length: number, limits: UploadLimits): UploadCode | undefined {
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY } = ownMembers(limits)
  if (length > maxBytes) return 'upload-too-large'
  return length < minBytes ? 'upload-too-small' : undefined
}

function isAllowedBody({ headers, rawHeaders }: GuardRequest, length: number, limits: UploadLimits): boolean {
  // A parser would inflate a compressed body to more than was measured.
  const coding = getHeader(headers, 'content-encoding')
  if (coding !== undefined && coding.toLowerCase() !== 'identity') return false
  const type = getHeader(headers, 'content-type')
  const all = getHeaderValues(headers, rawHeaders, 'content-type')
  if ([...all, type ?? ''].some((value) => MULTIPART.test(value))) return false
  const { contentTypes } = ownMembers(limits)
  if (contentTypes === undefined) return true
  if (type === undefined) return length === 0
  // Of two, Node shows the first, and the handler may read the second.
  return all.length < 2 && isAllowedType(contentTypes, type)
}
