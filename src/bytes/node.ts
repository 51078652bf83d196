/** UTF-8 bytes of `text`. A surrogate without its pair counts as the three bytes of U+FFFD. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

/** UTF-8 bytes of `text` as unpadded base64url (RFC 4648, section 5). */
export function toBase64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/**
 * The text that some base64url encodes. It is lenient: what is not base64url may be skipped or give undefined, and broken UTF-8 may become
 * U+FFFD. Only encoding the result again shows that `encoded` was canonical.
 */
export function decodeLeniently(encoded: string): string | undefined {
  return Buffer.from(encoded, 'base64url').toString()
}
