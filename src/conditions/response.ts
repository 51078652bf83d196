import { fromBase64url, isText, toBase64url } from '../values/encoding.ts'
import { readOptions } from '../values/options.ts'

/** Headers that a link fixes for the answer. Every member is safe in a header as it stands, `filename` once encoded (RFC 6266). */
export interface ResponseHeaders {
  /** File name to save as: 1 to 255 UTF-8 bytes, no path separator, no control or bidirectional formatting character. */
  readonly filename?: string
  /** `attachment` is what the guard answers with where this is absent. */
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

// RFC 9110, section 5.6: tokens, and quoted strings of visible ASCII. "*" is left out, so that no type is a wildcard.
const TOKEN = "[!#$%&'+.^_`|~0-9A-Za-z-]+"
const VALUE = `(?:${TOKEN}|"[ !#-\\[\\]-~]*")`
const listOf = (item: string): RegExp => new RegExp(`^${item}(?:, ?${item})*$`)

/** Longest value of any header, in UTF-8 bytes. */
const MAX_HEADER = 255

const DISPOSITIONS = { a: 'attachment', i: 'inline' } as const

// Letters of the fields, in their order (SPEC.md, section 5.6). What a pattern lets through is safe in a header as it stands.
const HEADERS = [
  ['C', 'cacheControl', listOf(`${TOKEN}(?:=${VALUE})?`)],
  ['D', 'disposition', /^(?:attachment|inline)$/],
  ['E', 'contentEncoding', listOf(TOKEN)],
  ['L', 'contentLanguage', listOf('[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*')],
  // No control characters or separators, and none of those that reverse the order in which a name is shown.
  ['N', 'filename', /^(?!\.{1,2}$)[^\p{Cc}/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+$/u],
  ['T', 'contentType', new RegExp(`^${TOKEN}/${TOKEN}(?:; ?${TOKEN}=${VALUE})*$`)],
] as const satisfies readonly (readonly [string, keyof ResponseHeaders, RegExp])[]

/** @throws TypeError or RangeError where a member is unknown, missing, or not fit for its header */
export function checkResponse(value: unknown): ResponseHeaders {
  const names = HEADERS.map(([, name]) => name)
  const headers = readOptions(value, names, 'response')
  if (!names.some((name) => name in headers)) throw new TypeError('response must have at least one member')
  for (const [, name, pattern] of HEADERS) {
    const header = headers[name]
    if (header === undefined) continue
    if (typeof header !== 'string') throw new TypeError(`response.${name} must be a string`)
    if (!isText(header, MAX_HEADER) || !pattern.test(header))
      throw new RangeError(`response.${name} is not fit for its header`)
  }
  return headers as ResponseHeaders
}

/** The fields of some headers, each with the dot before it. */
export function encodeResponse(headers: ResponseHeaders): string {
  return HEADERS.map(([letter, name]) => {
    const header = headers[name]
    if (header === undefined) return ''
    return `.${letter}${name === 'disposition' ? header.charAt(0) : toBase64url(header)}`
  }).join('')
}

/** The header that such a field says; undefined where the letter is none of these, or the value not the one spelling. */
export function parseResponseField(letter: string, value: string): ResponseHeaders | undefined {
  if (letter === 'D') return value === 'a' || value === 'i' ? { disposition: DISPOSITIONS[value] } : undefined
  const found = HEADERS.find((header) => header[0] === letter)
  if (found === undefined) return undefined
  const [, name, pattern] = found
  const header = fromBase64url(value, MAX_HEADER)
  return header !== undefined && pattern.test(header) ? { [name]: header } : undefined
}
