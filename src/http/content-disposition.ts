// Left out besides what is not ASCII: `"` and `\`, which end or escape in a quoted string, and `%`, which some decode there.
const NOT_PLAIN = /[^\x20-\x7e]|["\\%]/u

/**
 * `Content-Disposition` (RFC 6266). A name that a quoted string cannot carry everywhere stands twice: encoded as UTF-8 (RFC 8187),
 * and for old software with `_` in the place of what it could not read.
 */
export function contentDisposition(disposition: 'inline' | 'attachment', filename: string | undefined): string {
  if (filename === undefined) return disposition
  if (!NOT_PLAIN.test(filename)) return `${disposition}; filename="${filename}"`
  const plain = Array.from(filename, (character) => (NOT_PLAIN.test(character) ? '_' : character)).join('')
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${encodeExtended(filename)}`
}

/** `value-chars` of RFC 8187, section 3.2.1: fewer characters stand as they are than in a URI component. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
