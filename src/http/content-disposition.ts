import { isHeaderValue } from '../values/header-value.ts'

// Characters that a plain quoted string does not carry: non-ASCII, `"` and `\` (its syntax), and `%`, which some clients decode.
const NOT_PLAIN = /[^\x20-\x7e]|["\\%]/u

// RFC 6266, section 4.1, restricted to the two types that browsers know.
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PARAMETER = `[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*")`
const WELL_FORMED = new RegExp(`^(inline|attachment)((?:${PARAMETER})*)[ \\t]*$`, 'i')

/** The parts of the header that a link sets. */
export interface SignedDisposition {
  readonly disposition?: 'inline' | 'attachment' | undefined
  readonly filename?: string | undefined
}

/**
 * `Content-Disposition` of a file (RFC 6266). The values that the link sets take precedence over those of the handler, and those over
 * the default: `attachment` and the last segment of the file id.
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

/** The file name that a file id yields. Without it, browsers would name a file at a path such as `/d/:token` after the token. */
function lastSegment(fileId: string): string | undefined {
  const segment = fileId.slice(fileId.lastIndexOf('/') + 1)
  return isHeaderValue('filename', segment) ? segment : undefined
}

/**
 * The parameters for a file name. A name that a plain quoted string cannot carry is sent twice: encoded as UTF-8 (RFC 8187), and for old
 * clients with `_` in place of the characters that they cannot read.
 */
function nameParameters(filename: string | undefined): string {
  if (filename === undefined) return ''
  if (!NOT_PLAIN.test(filename)) return `; filename="${filename}"`
  const plain = Array.from(filename, (character) => (NOT_PLAIN.test(character) ? '_' : character)).join('')
  return `; filename="${plain}"; filename*=UTF-8''${encodeExtended(filename)}`
}

/** Encodes `value-chars` of RFC 8187, section 3.2.1, which allow fewer unescaped characters than a URI component does. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
