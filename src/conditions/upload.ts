import { isNumber, isString, normalizeSet, normalizeValue } from '../values/check.ts'
import { fromBase64url, parseDecimal, parseSet, toBase64url } from '../values/encoding.ts'
import { normalizeOptions } from '../values/options.ts'
import { ownMembers } from '../values/own.ts'
import { commonTypes } from './common-types.ts'
import { type Condition, defineCondition } from './condition.ts'

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

/**
 * `upload`: limits of an upload (SPEC.md, section 5.7). Whatever receives the body enforces them; here they only take away the
 * permission to upload, if no body at all can satisfy them.
 */
export const upload: Condition<UploadLimits> = defineCondition({
  name: 'upload',
  letters: 'klm',
  signerOnly: false,
  normalize: normalizeLimits,
  encode: ({ contentTypes, minBytes, maxBytes }) =>
    (contentTypes === undefined ? '' : `.k${toBase64url(contentTypes.join(','))}`) +
    (minBytes === undefined ? '' : `.l${minBytes}`) +
    (maxBytes === undefined ? '' : `.m${maxBytes}`),
  parse: (letter, field, before) => {
    const name = letter === 'k' ? 'contentTypes' : letter === 'l' ? 'minBytes' : 'maxBytes'
    const limit = letter === 'k' ? parseMediaTypes(field) : parseBytes(field)
    return limit === undefined ? undefined : Object.assign(before ?? Object.create(null), { [name]: limit })
  },
  intersect: intersectLimits,
  usedBy: { perm: usesLimits, text: 'the permission "write" or "create"' },
  leaves: (limits, perm) => !(usesLimits(perm) && areContradictory(limits)),
  show: (limits) => limits,
})

/** @throws TypeError if a member is unknown or of a wrong type, or there is none; RangeError if it has another form, or contradicts another */
function normalizeLimits(value: unknown): UploadLimits {
  const { minBytes, maxBytes, contentTypes } = normalizeOptions(
    value,
    ['minBytes', 'maxBytes', 'contentTypes'],
    'upload',
  )
  const limits = limitsOf({
    minBytes: minBytes === undefined ? undefined : normalizeBytes(minBytes, 'minBytes'),
    maxBytes: maxBytes === undefined ? undefined : normalizeBytes(maxBytes, 'maxBytes'),
    contentTypes: contentTypes === undefined ? undefined : normalizeMediaTypes(contentTypes),
  })
  if (Object.keys(limits).length === 0) throw new TypeError('upload must have at least one member')
  if (areContradictory(limits)) throw new RangeError('upload.minBytes must be at most upload.maxBytes')
  return limits
}

/** The limits that are there, without a prototype, whose members could be polluted. */
function limitsOf(limits: { readonly [Name in keyof UploadLimits]: UploadLimits[Name] | undefined }): UploadLimits {
  return ownMembers(Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)))
}

function normalizeBytes(value: unknown, name: string): number {
  const wanted = 'a whole number of bytes, 0 to 2^53 - 1'
  return normalizeValue(value, isNumber, `upload.${name}`, wanted, (bytes) => Number.isSafeInteger(bytes) && bytes >= 0)
}

function normalizeMediaTypes(value: unknown): readonly string[] {
  return normalizeSet(value, 'upload.contentTypes', (type) =>
    normalizeValue(type, isString, 'upload.contentTypes', "'type/subtype' or 'type/*'", (text) =>
      ANY_CASE.test(text),
    ).toLowerCase(),
  )
}

/** The media types of a field, if each is well-formed and they are strictly ascending; else undefined. */
function parseMediaTypes(field: string): readonly string[] | undefined {
  const list = fromBase64url(field, MAX_LIST)
  return list === undefined ? undefined : parseSet(list, ',', (type) => MEDIA_TYPE.test(type))
}

function parseBytes(field: string): number | undefined {
  return parseDecimal(field, 0, field.length, Number.MAX_SAFE_INTEGER)
}

/**
 * The largest minimum, the smallest maximum, the types that all lists allow. Limits of the signer alone stay as they are (SPEC.md,
 * section 5.7).
 */
function intersectLimits(limits: readonly (UploadLimits | undefined)[]): UploadLimits {
  const all = limits.filter((one) => one !== undefined)
  if (all.length === 1 && limits[0] !== undefined) return limits[0]
  const minBytes = Math.max(...all.map((one) => one.minBytes ?? 0))
  const maxBytes = Math.min(...all.map((one) => one.maxBytes ?? Number.POSITIVE_INFINITY))
  const lists = all.map((one) => one.contentTypes).filter((types) => types !== undefined)
  return limitsOf({
    minBytes: minBytes > 0 ? minBytes : undefined,
    maxBytes: maxBytes === Number.POSITIVE_INFINITY ? undefined : maxBytes,
    contentTypes: lists.length === 0 ? undefined : commonTypes(lists),
  })
}

function usesLimits(perm: string): boolean {
  return perm === 'write' || perm === 'create'
}

/** Whether no body at all can satisfy the limits. */
function areContradictory(limits: UploadLimits): boolean {
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY, contentTypes } = limits
  return minBytes > maxBytes || contentTypes?.length === 0
}
