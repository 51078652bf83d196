const NAME = '[a-z0-9][a-z0-9!#$&^_.+-]{0,126}' // RFC 6838, section 4.2; no wildcard
const TOKEN = "[a-z0-9!#$%&'*+.^_`|~-]+"
const QUOTED = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"'

// RFC 9110, section 8.3.1. Blanks can be matched in one way only, so that time is linear.
const CONTENT_TYPE = new RegExp(
  `^[ \\t]*(${NAME}/${NAME})[ \\t]*(?:;[ \\t]*(?:${TOKEN}=(?:${TOKEN}|${QUOTED})[ \\t]*)?)*$`,
  'i',
)

/**
 * The media type of a `Content-Type`, in lower case and without parameters; undefined where the header is not well-formed as a whole.
 * Of a malformed one, readers make different types: of "image/png, text/html", browsers the last.
 */
export function parseMediaType(header: string): string | undefined {
  return CONTENT_TYPE.exec(header)?.[1]?.toLowerCase()
}

/** Whether a `Content-Type` is one of `types`, which are in lower case, as the core makes them; `type/*` allows every subtype. */
export function isAllowedType(types: readonly string[], header: string): boolean {
  const type = parseMediaType(header)
  return type !== undefined && (types.includes(type) || types.includes(`${type.slice(0, type.indexOf('/'))}/*`))
}
