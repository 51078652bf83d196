import { fromBase64url, toBase64url } from '../values/encoding.ts'
import { isHeaderValue, MAX_HEADER } from '../values/header-value.ts'
import { readOptions } from '../values/options.ts'

/** Headers that a link fixes for the answer. Every member is safe in a header as it is, `filename` once encoded (RFC 6266). */
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

/** @throws TypeError if a member is unknown or not a string, or there is none; RangeError if one is not valid in its header */
export function checkResponse(value: unknown): ResponseHeaders {
  const names = HEADERS.map(([, name]) => name)
  const headers = readOptions(value, names, 'response')
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

/** The fields of some headers, each with the dot before it. */
export function encodeResponse(headers: ResponseHeaders): string {
  return HEADERS.map(([letter, name]) => {
    const header = headers[name]
    if (header === undefined) return ''
    return `.${letter}${name === 'disposition' ? header.charAt(0) : toBase64url(header)}`
  }).join('')
}

/** `headers` and that of one field more; undefined if the letter is none of these, or its value not in canonical encoding. */
export function addResponseField(
  headers: ResponseHeaders | undefined,
  letter: string,
  value: string,
): ResponseHeaders | undefined {
  const name = HEADERS.find(([own]) => own === letter)?.[1]
  if (name === undefined) return undefined
  const header = letter === 'D' ? parseDisposition(value) : fromBase64url(value, MAX_HEADER)
  if (header === undefined || !isHeaderValue(name, header)) return undefined
  // Without a prototype, whose members could be polluted.
  return Object.assign(headers ?? Object.create(null), { [name]: header })
}

function parseDisposition(letter: string): ResponseHeaders['disposition'] | undefined {
  return letter === 'a' ? 'attachment' : letter === 'i' ? 'inline' : undefined
}
