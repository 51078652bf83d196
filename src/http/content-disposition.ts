import { isHeaderValue } from '../values/header-value.ts'

// Left out besides what is not ASCII: `"` and `\`, which end or escape in a quoted string, and `%`, which some decode there.
const NOT_PLAIN = /[^\x20-\x7e]|["\\%]/u

// RFC 6266, section 4.1, for the two types that browsers know.
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PARAMETER = `[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*")`
const WELL_FORMED = new RegExp(`^(inline|attachment)((?:${PARAMETER})*)[ \\t]*$`, 'i')

/** What a link fixes of the header. */
export interface SignedDisposition {
  readonly disposition?: 'inline' | 'attachment' | undefined
  readonly filename?: string | undefined
}

/**
 * `Content-Disposition` of a file (RFC 6266). What the link fixes comes first, then what the handler set, then `attachment` and the
 * last segment of the file id.
 *
 * @param own the handler's header, if it set one
 */
export function contentDisposition(signed: SignedDisposition, own: string | undefined, fileId: string): string {
  if (own !== undefined && signed.disposition === undefined && signed.filename === undefined) return own
  const [, type, parameters = ''] = WELL_FORMED.exec(own ?? '') ?? []
  const disposition = signed.disposition ?? type?.toLowerCase() ?? 'attachment'
  if (signed.filename === undefined && parameters !== '') return disposition + parameters
  return disposition + nameParameters(signed.filename ?? lastSegment(fileId))
}

/** The name that a file id gives: a path such as `/d/:token` would otherwise save a file named as the token. */
function lastSegment(fileId: string): string | undefined {
  const segment = fileId.slice(fileId.lastIndexOf('/') + 1)
  return isHeaderValue('filename', segment) ? segment : undefined
}

/**
 * A name that a quoted string cannot carry everywhere appears twice: encoded as UTF-8 (RFC 8187), and for old software with `_` in
 * the place of what it could not read.
 */
function nameParameters(filename: string | undefined): string {
  if (filename === undefined) return ''
  if (!NOT_PLAIN.test(filename)) return `; filename="${filename}"`
  const plain = Array.from(filename, (character) => (NOT_PLAIN.test(character) ? '_' : character)).join('')
  return `; filename="${plain}"; filename*=UTF-8''${encodeExtended(filename)}`
}

/** `value-chars` of RFC 8187, section 3.2.1: fewer characters are allowed as they are than in a URI component. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
