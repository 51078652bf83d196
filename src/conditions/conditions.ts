import { fromBase64url, parseDecimal, toBase64url } from '../values/encoding.ts'
import { MAX_TIME } from '../values/time.ts'
import { parseNetworks } from './addresses.ts'
import { encodeResponse, parseResponseField, type ResponseHeaders } from './response.ts'
import { isTreeId } from './tree.ts'
import { encodeMediaTypes, parseMediaTypes, type UploadLimits } from './upload.ts'

/** What a block demands beyond file, permissions and end. A member that is absent demands nothing. */
export interface Conditions {
  /** First second of the link's life. */
  start?: number
  /** Networks, as addresses.ts spells them. */
  networks?: readonly string[]
  httpsOnly?: true
  upload?: UploadLimits
  response?: ResponseHeaders
  ref?: string
  /** The file id is a folder, and stands for all below it. */
  tree?: true
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

/** The condition that a field says; undefined where its letter is no condition's, or its value not the one spelling. */
export function parseCondition(letter: string, value: string, file: string | undefined): Conditions | undefined {
  switch (letter) {
    case 'a':
      return given('networks', parseNetworks(value))
    case 'b':
      return given('start', parseDecimal(value, 0, value.length, MAX_TIME))
    case 'h':
      return value === '' ? { httpsOnly: true } : undefined
    case 'k':
      return limit('contentTypes', parseMediaTypes(value))
    case 'l':
      return limit('minBytes', parseDecimal(value, 0, value.length, Number.MAX_SAFE_INTEGER))
    case 'm':
      return limit('maxBytes', parseDecimal(value, 0, value.length, Number.MAX_SAFE_INTEGER))
    case 'r':
      return given('ref', fromBase64url(value, MAX_REF))
    case 't':
      return value === '' && file !== undefined && isTreeId(file) ? { tree: true } : undefined
    default:
      return given('response', parseResponseField(letter, value))
  }
}

/** Two fields' worth of conditions in one: limits and headers stand side by side. */
export function addCondition(all: Conditions | undefined, one: Conditions): Conditions {
  if (all === undefined) return one
  const sum = { ...all, ...one }
  if (one.upload !== undefined) sum.upload = { ...all.upload, ...one.upload }
  if (one.response !== undefined) sum.response = { ...all.response, ...one.response }
  return sum
}

function given<Name extends keyof Conditions>(name: Name, value: Conditions[Name] | undefined): Conditions | undefined {
  return value === undefined ? undefined : { [name]: value }
}

function limit<Name extends keyof UploadLimits>(
  name: Name,
  value: UploadLimits[Name] | undefined,
): Conditions | undefined {
  return value === undefined ? undefined : { upload: { [name]: value } }
}
