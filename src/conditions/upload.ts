import { check, checkSet, isNumber, isString } from '../values/check.ts'
import { fromBase64url, parseSet, toBase64url } from '../values/encoding.ts'
import { readOptions } from '../values/options.ts'
import { commonTypes } from './common-types.ts'

/** Limits of an upload; each is optional, at least one is given. */
export interface UploadLimits {
  /** Fewest bytes of a body, 0 to 2^53 - 1. */
  readonly minBytes?: number
  /** Most bytes of a body, 0 to 2^53 - 1. */
  readonly maxBytes?: number
  /** Media types that a body may have: `type/subtype` or `type/*`, lower case. */
  readonly contentTypes?: readonly string[]
}

// RFC 6838, section 4.2, in lower case.
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})$/
// Tried before lowering the case: U+212A becomes a plain "k".
const ANY_CASE = new RegExp(MEDIA_TYPE, 'i')
const MAX_LIST = 2048

/** @throws TypeError if a member is unknown or of a wrong type, or there is none; RangeError if it has another form, or contradicts another */
export function checkUpload(value: unknown): UploadLimits {
  const { minBytes, maxBytes, contentTypes } = readOptions(value, ['minBytes', 'maxBytes', 'contentTypes'], 'upload')
  const limits = limitsOf(
    minBytes === undefined ? undefined : checkBytes(minBytes, 'minBytes'),
    maxBytes === undefined ? undefined : checkBytes(maxBytes, 'maxBytes'),
    contentTypes === undefined ? undefined : checkMediaTypes(contentTypes),
  )
  if (Object.keys(limits).length === 0) throw new TypeError('upload must have at least one member')
  if (areContradictory(limits)) throw new RangeError('upload.minBytes must be at most upload.maxBytes')
  return limits
}

/** Limits without a prototype, whose members could be polluted. */
function limitsOf(
  minBytes: number | undefined,
  maxBytes: number | undefined,
  contentTypes: readonly string[] | undefined,
): UploadLimits {
  return Object.assign(
    Object.create(null),
    minBytes !== undefined && { minBytes },
    maxBytes !== undefined && { maxBytes },
    contentTypes !== undefined && { contentTypes },
  )
}

function checkBytes(value: unknown, name: string): number {
  const wanted = 'a whole number of bytes, 0 to 2^53 - 1'
  return check(value, isNumber, `upload.${name}`, wanted, (bytes) => Number.isSafeInteger(bytes) && bytes >= 0)
}

function checkMediaTypes(value: unknown): readonly string[] {
  return checkSet(value, 'upload.contentTypes', (type) =>
    check(type, isString, 'upload.contentTypes', "'type/subtype' or 'type/*'", (text) =>
      ANY_CASE.test(text),
    ).toLowerCase(),
  )
}

/** Value of the field of media types: the list, joined by commas, as base64url. */
export function encodeMediaTypes(types: readonly string[]): string {
  return toBase64url(types.join(','))
}

/** The media types of a field, if each is well-formed and they are strictly ascending; else undefined. */
export function parseMediaTypes(field: string): readonly string[] | undefined {
  const list = fromBase64url(field, MAX_LIST)
  return list === undefined ? undefined : parseSet(list, ',', (type) => MEDIA_TYPE.test(type))
}

/** All limits at once: the largest minimum, the smallest maximum, the types that all of them allow. */
export function combineUploads(all: readonly UploadLimits[]): UploadLimits {
  const minBytes = Math.max(...all.map((limits) => limits.minBytes ?? 0))
  const maxBytes = Math.min(...all.map((limits) => limits.maxBytes ?? Number.POSITIVE_INFINITY))
  const lists = all.map((limits) => limits.contentTypes).filter((types) => types !== undefined)
  return limitsOf(
    minBytes > 0 ? minBytes : undefined,
    maxBytes === Number.POSITIVE_INFINITY ? undefined : maxBytes,
    lists.length === 0 ? undefined : commonTypes(lists),
  )
}

/** Whether no body at all can satisfy the limits. */
export function areContradictory(limits: UploadLimits): boolean {
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY, contentTypes } = limits
  return minBytes > maxBytes || contentTypes?.length === 0
}
