const NAME = '[a-z0-9][a-z0-9!#$&^_.+-]{0,126}' // RFC 6838, section 4.2; no wildcard
const TOKEN = "[a-z0-9!#$%&'*+.^_`|~-]+"
const QUOTED = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"'

// RFC 9110, section 8.3.1. Blanks match in one way only, so that time is linear.
const CONTENT_TYPE = new RegExp(
  `^[ \\t]*(${NAME}/${NAME})[ \\t]*(?:;[ \\t]*(?:${TOKEN}=(?:${TOKEN}|${QUOTED})[ \\t]*)?)*$`,
  'i',
)

/**
 * The media type of a `Content-Type`, in lower case and without parameters; undefined if the header as a
 * whole is not well-formed. Readers disagree about a malformed one: browsers take the last type of "image/png, text/html".
 */
export function parseMediaType(header: string): string | undefined {
  return CONTENT_TYPE.exec(header)?.[1]?.toLowerCase()
}

/** Whether a `Content-Type` is one of `types`. They are in lower case, as in every grant; `type/*` allows every subtype. */
export function isAllowedType(types: readonly string[], header: string): boolean {
  const type = parseMediaType(header)
  return type !== undefined && (types.includes(type) || types.includes(`${type.slice(0, type.indexOf('/'))}/*`))
}
