/** Whether `value` is 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL. Constant time for anything too long. */
export function isText(value: string, maxBytes: number): boolean {
  return (
    value.length > 0 &&
    value.length <= maxBytes && // UTF-8 never takes fewer bytes than UTF-16 takes units
    value.isWellFormed() &&
    !value.includes('\0') &&
    Buffer.byteLength(value) <= maxBytes
  )
}

/** The same for an option: a `TypeError` where it is no string, a `RangeError` where it is no such text. */
export function checkText(value: unknown, name: string, maxBytes: number): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  if (!isText(value, maxBytes))
    throw new RangeError(`${name} must be 1 to ${maxBytes} bytes of well-formed Unicode, no NUL`)
  return value
}

/** UTF-8 bytes of `text` as unpadded base64url (RFC 4648, section 5). */
export function toBase64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/**
 * The text whose one spelling is `encoded`, else undefined. Node's decoder skips what it does not know and replaces
 * broken UTF-8, so only encoding again shows that nothing was skipped.
 */
export function fromBase64url(encoded: string, maxBytes: number): string | undefined {
  const text = Buffer.from(encoded, 'base64url').toString()
  return isText(text, maxBytes) && toBase64url(text) === encoded ? text : undefined
}
