import { isText } from './encoding.ts'

// RFC 9110, section 5.6: tokens, and quoted strings of visible ASCII. "*" is left out, so that no type is a wildcard.
const TOKEN = "[!#$%&'+.^_`|~0-9A-Za-z-]+"
const VALUE = `(?:${TOKEN}|"[ !#-\\[\\]-~]*")`
const listOf = (item: string): RegExp => new RegExp(`^${item}(?:, ?${item})*$`)

/** Longest value of a header, in UTF-8 bytes. */
export const MAX_HEADER = 255

/** Headers whose values are checked, by their names in `ResponseHeaders`. */
export type HeaderName =
  | 'cacheControl'
  | 'disposition'
  | 'contentEncoding'
  | 'contentLanguage'
  | 'filename'
  | 'contentType'

/** What may be a value of each header that a link or a guard sets: safe in it as it is, the file name once encoded (RFC 6266). */
const HEADER_VALUES: Readonly<Record<HeaderName, RegExp>> = {
  cacheControl: listOf(`${TOKEN}(?:=${VALUE})?`),
  disposition: /^(?:attachment|inline)$/,
  contentEncoding: listOf(TOKEN),
  contentLanguage: listOf('[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*'),
  // No control characters or separators, and none of those that reverse the order in which a name is shown.
  filename: /^(?!\.{1,2}$)[^\p{Cc}/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+$/u,
  contentType: new RegExp(`^${TOKEN}/${TOKEN}(?:; ?${TOKEN}=${VALUE})*$`),
}

/** Whether `text` may be the value of a header: at most 255 bytes, and of its form. */
export function isHeaderValue(name: HeaderName, text: string): boolean {
  return isText(text, MAX_HEADER) && HEADER_VALUES[name].test(text)
}
