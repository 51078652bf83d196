import { fromBase64url, toBase64url } from '../values/encoding.ts'
import { isHeaderValue, MAX_HEADER } from '../values/header-value.ts'
import { normalizeOptions } from '../values/options.ts'
import { isStandardPerm } from '../values/perms.ts'
import { type Condition, defineCondition, ofSigner } from './condition.ts'

/** Headers that a link sets for the answer. Every member is safe in a header as it is, `filename` once encoded (RFC 6266). */
export interface ResponseHeaders {
  /** File name to save as: 1 to 255 UTF-8 bytes, no path separator, no control or bidirectional formatting character. */
  readonly filename?: string
  /** If absent, the guard answers with `attachment`. */
  readonly disposition?: 'inline' | 'attachment'
  /** `Content-Type`, for example `application/pdf` or `text/plain; charset=utf-8` (RFC 9110, section 8.3). */
  readonly contentType?: string
  /** `Cache-Control` directives (RFC 9111, section 5.2). */
  readonly cacheControl?: string
  /** `Content-Language` tags (RFC 9110, section 8.5). */
  readonly contentLanguage?: string
  /** `Content-Encoding` codings (RFC 9110, section 8.4). */
  readonly contentEncoding?: string
}

// Letters of the fields, in their order (SPEC.md, section 5.6), and how each rule reads in an error.
const HEADERS = [
  ['C', 'cacheControl', 'must be directives such as "private, max-age=60"'],
  ['D', 'disposition', 'must be "attachment" or "inline"'],
  ['E', 'contentEncoding', 'must be codings such as "gzip"'],
  ['L', 'contentLanguage', 'must be language tags such as "de-CH, en"'],
  ['N', 'filename', 'must not be "." or "..", nor contain "/", "\\", control or bidirectional characters'],
  ['T', 'contentType', 'must be a type such as "text/plain; charset=utf-8"'],
] as const satisfies readonly (readonly [string, keyof ResponseHeaders, string])[]

/**
 * `response`: headers to answer a download with (SPEC.md, section 5.6). Whatever serves the file sends them: they restrict nothing here.
 */
export const response: Condition<ResponseHeaders> = defineCondition({
  name: 'response',
  letters: HEADERS.map(([letter]) => letter).join(''),
  signerOnly: true,
  normalize: normalizeHeaders,
  encode: (headers) =>
    HEADERS.map(([letter, name]) => {
      const header = headers[name]
      if (header === undefined) return ''
      return `.${letter}${name === 'disposition' ? header.charAt(0) : toBase64url(header)}`
    }).join(''),
  parse: parseHeader,
  intersect: ofSigner,
  usedBy: {
    perm: (perm) => perm === 'read' || !isStandardPerm(perm),
    text: 'the permission "read" or a custom permission',
  },
  show: (headers) => headers,
})

/** @throws TypeError if a member is unknown or not a string, or there is none; RangeError if one is not valid in its header */
function normalizeHeaders(value: unknown): ResponseHeaders {
  const names = HEADERS.map(([, name]) => name)
  const headers = normalizeOptions(value, names, 'response')
  if (!names.some((name) => name in headers)) throw new TypeError('response must have at least one member')
  for (const [, name, rule] of HEADERS) {
    const header = headers[name]
    if (header === undefined) continue
    if (typeof header !== 'string') throw new TypeError(`response.${name} must be a string`)
    if (!isHeaderValue(name, header)) {
      throw new RangeError(`response.${name} ${rule} (1 to ${MAX_HEADER} UTF-8 bytes)`)
    }
  }
  return headers as ResponseHeaders
}

function parseHeader(letter: string, field: string, before?: ResponseHeaders): ResponseHeaders | undefined {
  const name = HEADERS.find(([own]) => own === letter)?.[1]
  if (name === undefined) return undefined
  const header = letter === 'D' ? parseDisposition(field) : fromBase64url(field, MAX_HEADER)
  if (header === undefined || !isHeaderValue(name, header)) return undefined
  // Without a prototype, whose members could be polluted.
  return Object.assign(before ?? Object.create(null), { [name]: header })
}

function parseDisposition(letter: string): ResponseHeaders['disposition'] | undefined {
  return letter === 'a' ? 'attachment' : letter === 'i' ? 'inline' : undefined
}
