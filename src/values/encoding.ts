import { byteLength, decodeLeniently, toBase64url } from '#bytes'

export { toBase64url }

/** Whether `text` is ASCII. */
export function isAscii(text: string): boolean {
  return byteLength(text) === text.length
}

/** Whether `value` is 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL. Constant time for anything too long. */
export function isText(value: string, maxBytes: number): boolean {
  // UTF-8 takes one to three bytes for each unit of UTF-16, so most texts need not be counted.
  if (value.length === 0 || value.length > maxBytes) return false
  if (3 * value.length > maxBytes && byteLength(value) > maxBytes) return false
  return value.isWellFormed() && !value.includes('\0')
}

/**
 * The text whose canonical encoding is `encoded`, else undefined. Decoders skip what they do not know, and replace broken UTF-8: only
 * encoding again shows that nothing was skipped.
 */
export function fromBase64url(encoded: string, maxBytes: number): string | undefined {
  const text = decodeLeniently(encoded)
  return text !== undefined && isText(text, maxBytes) && toBase64url(text) === encoded ? text : undefined
}

// Codes of A-Z a-z 0-9 _ - (RFC 4648, section 5).
const IS_BASE64URL = new Uint8Array(128).map((_, code) => (/[\w-]/.test(String.fromCharCode(code)) ? 1 : 0))

/** Whether `text` has only `A-Z a-z 0-9 _ -` from `from` to `to`. In place: a slice and a regular expression cost thrice as much. */
export function isBase64url(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (IS_BASE64URL[text.charCodeAt(i)] !== 1) return false
  return true
}

/** Whether `text` has only `a-z` from `from` to `to`, one at least. */
export function isLowerCase(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!(text.charCodeAt(i) >= 0x61 && text.charCodeAt(i) <= 0x7a)) return false
  return to > from
}

/** Last instant that the format can express, in seconds since the epoch: 11 digits. */
export const MAX_TIME = 99_999_999_999

/** The decimal number from `from` to `to`, without leading zeros; undefined if it has another form, or is beyond `max`. */
export function parseDecimal(text: string, from: number, to: number, max: number): number | undefined {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (!(digit >= 0 && digit <= 9)) return undefined
    value = value * 10 + digit
  }
  const isCanonical = to === from + 1 || (to > from && text.charCodeAt(from) !== 0x30)
  return isCanonical && value <= max ? value : undefined
}

/** The items of a list in a field, if each passes and they are strictly ascending, so that a set has one encoding. */
export function parseSet(
  list: string,
  separator: string,
  passes: (item: string) => boolean,
): readonly string[] | undefined {
  const items = list.split(separator)
  let previous = ''
  // Not by `for … of`, which looks for a `return` on a polluted `Object.prototype` when it is left early.
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as string
    if (!(item > previous) || !passes(item)) return undefined
    previous = item
  }
  return items
}
