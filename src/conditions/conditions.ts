import { fromBase64url, parseDecimal, toBase64url } from '../values/encoding.ts'
import { MAX_TIME } from '../values/time.ts'
import { parseNetworks } from './addresses.ts'
import { addResponseField, encodeResponse, type ResponseHeaders } from './response.ts'
import { isTreeId } from './tree.ts'
import { encodeMediaTypes, parseMediaTypes, type UploadLimits } from './upload.ts'

/** What a block requires beyond file, permissions and expiry. A member that is undefined requires nothing. */
export interface Conditions {
  /** First second at which the link works, since the epoch. */
  start: number | undefined
  /** Networks, encoded as in addresses.ts. */
  networks: readonly string[] | undefined
  httpsOnly: true | undefined
  upload: UploadLimits | undefined
  response: ResponseHeaders | undefined
  ref: string | undefined
  /** The file id is a folder, and includes everything below it. */
  tree: true | undefined
}

/** No conditions. Every member is an own property: an absent one would be read from `Object.prototype`, which can be polluted. */
export function noConditions(): Conditions {
  return {
    start: undefined,
    networks: undefined,
    httpsOnly: undefined,
    upload: undefined,
    response: undefined,
    ref: undefined,
    tree: undefined,
  }
}

/** Longest `ref`, in UTF-8 bytes. */
export const MAX_REF = 256

/** The fields of these conditions, each with the dot before it (SPEC.md, section 5). */
export function encodeConditions({ start, networks, httpsOnly, upload, response, ref, tree }: Conditions): string {
  return (
    (response === undefined ? '' : encodeResponse(response)) +
    (networks === undefined ? '' : `.a${networks.join('_')}`) +
    (start === undefined ? '' : `.b${start}`) +
    (httpsOnly === true ? '.h' : '') +
    (upload?.contentTypes === undefined ? '' : `.k${encodeMediaTypes(upload.contentTypes)}`) +
    (upload?.minBytes === undefined ? '' : `.l${upload.minBytes}`) +
    (upload?.maxBytes === undefined ? '' : `.m${upload.maxBytes}`) +
    (ref === undefined ? '' : `.r${toBase64url(ref)}`) +
    (tree === true ? '.t' : '')
  )
}

/** Reads one field into `conditions`; false if its letter is not that of a condition, or its value not in canonical encoding. */
export function readCondition(
  conditions: Conditions,
  letter: string,
  value: string,
  file: string | undefined,
): boolean {
  switch (letter) {
    case 'a':
      conditions.networks = parseNetworks(value)
      return conditions.networks !== undefined
    case 'b':
      conditions.start = parseDecimal(value, 0, value.length, MAX_TIME)
      return conditions.start !== undefined
    case 'h':
      conditions.httpsOnly = true
      return value === ''
    case 'k':
      return readLimit(conditions, 'contentTypes', parseMediaTypes(value))
    case 'l':
      return readLimit(conditions, 'minBytes', parseDecimal(value, 0, value.length, Number.MAX_SAFE_INTEGER))
    case 'm':
      return readLimit(conditions, 'maxBytes', parseDecimal(value, 0, value.length, Number.MAX_SAFE_INTEGER))
    case 'r':
      conditions.ref = fromBase64url(value, MAX_REF)
      return conditions.ref !== undefined
    case 't':
      conditions.tree = true
      return value === '' && file !== undefined && isTreeId(file)
    default:
      conditions.response = addResponseField(conditions.response, letter, value)
      return conditions.response !== undefined
  }
}

function readLimit<Name extends keyof UploadLimits>(
  conditions: Conditions,
  name: Name,
  value: UploadLimits[Name] | undefined,
): boolean {
  if (value === undefined) return false
  conditions.upload = Object.assign(conditions.upload ?? Object.create(null), { [name]: value })
  return true
}
