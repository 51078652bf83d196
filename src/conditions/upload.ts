import { check, checkSet, isNumber, isString } from '../values/check.ts'
import { fromBase64url, parseSet, toBase64url } from '../values/encoding.ts'
import { readOptions } from '../values/options.ts'

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

/** @throws TypeError or RangeError where a member is unknown, missing, of a wrong form, or contradicts another */
export function checkUpload(value: unknown): UploadLimits {
  const { minBytes, maxBytes, contentTypes } = readOptions(value, ['minBytes', 'maxBytes', 'contentTypes'], 'upload')
  const limits = {
    ...(minBytes !== undefined && { minBytes: checkBytes(minBytes, 'minBytes') }),
    ...(maxBytes !== undefined && { maxBytes: checkBytes(maxBytes, 'maxBytes') }),
    ...(contentTypes !== undefined && { contentTypes: checkMediaTypes(contentTypes) }),
  }
  if (Object.keys(limits).length === 0) throw new TypeError('upload must have at least one member')
  if (areContradictory(limits)) throw new RangeError('upload.minBytes must be at most upload.maxBytes')
  return limits
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

/** The media types of a field, where each is well-formed and they are strictly ascending; else undefined. */
export function parseMediaTypes(field: string): readonly string[] | undefined {
  const list = fromBase64url(field, MAX_LIST)
  return list === undefined ? undefined : parseSet(list, ',', (type) => MEDIA_TYPE.test(type))
}

/** Both limits at once: the larger minimum, the smaller maximum, the types that both allow. */
export function combineUploads(a: UploadLimits, b: UploadLimits): UploadLimits {
  const minBytes = Math.max(a.minBytes ?? 0, b.minBytes ?? 0)
  const maxBytes = Math.min(a.maxBytes ?? Number.POSITIVE_INFINITY, b.maxBytes ?? Number.POSITIVE_INFINITY)
  const contentTypes = combineTypes(a.contentTypes, b.contentTypes)
  return {
    ...(minBytes > 0 && { minBytes }),
    ...(maxBytes !== Number.POSITIVE_INFINITY && { maxBytes }),
    ...(contentTypes !== undefined && { contentTypes }),
  }
}

function combineTypes(a?: readonly string[], b?: readonly string[]): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  // Sets, so that a holder who writes long lists by hand buys no more than linear work.
  const inA = new Set(a)
  const inB = new Set(b)
  const both = [...a.filter((type) => isAllowedType(inB, type)), ...b.filter((type) => isAllowedType(inA, type))]
  return [...new Set(both)].sort()
}

/** Whether `type`, lower case and without parameters, is one of `types` or falls under a `type/*` of them. */
export function isAllowedType(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || types.has(`${type.slice(0, type.indexOf('/'))}/*`)
}

/** Whether no body at all can satisfy the limits. */
export function areContradictory({
  minBytes = 0,
  maxBytes = Number.POSITIVE_INFINITY,
  contentTypes,
}: UploadLimits): boolean {
  return minBytes > maxBytes || contentTypes?.length === 0
}
