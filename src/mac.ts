// The only file that touches cryptography. HMAC-SHA256 is RFC 2104 over FIPS 180-4; nothing else is used.
import crypto from 'node:crypto'

/** Longest text that is ever MACed, in UTF-16 units: a token of 2,048 characters, a NUL, and a binding of 256 bytes. */
const MAX_TEXT = 2048 + 1 + 256
const BLOCK_BYTES = 64 // SHA-256 works on blocks of 64 bytes (RFC 2104 calls it B)
const DIGEST_BYTES = 32

/** Characters of a MAC as base64url: all 32 bytes of it, unpadded (RFC 4648, section 5). */
export const MAC_CHARS = 43

/** A key ready for use: the two padded keys of RFC 2104, and room for the inner digest behind the second. */
export interface MacKey {
  readonly bytes: Uint8Array
  readonly inner: Uint8Array
  readonly outer: Buffer
  /** Whether the one-shot path proved itself on this key; `createHmac` serves where it did not. */
  readonly oneShot: boolean
}

// Fixed scratch: written anew by every call before it is read, and no call can interrupt another.
const scratch = Buffer.alloc(BLOCK_BYTES + 3 * MAX_TEXT)
// A view costs more to make than to keep; nearly all links are shorter than these 256 bytes.
const views = Array.from({ length: BLOCK_BYTES + 257 }, (_, length) => scratch.subarray(0, length))
const expectedMac = Buffer.alloc(MAC_CHARS)
const givenMac = Buffer.alloc(MAC_CHARS)

/**
 * Derives the key for one purpose: `HMAC(secret, "daypass/1/" + purpose)` (SPEC.md, section 4).
 * The one-shot path must agree with `createHmac` on this very key, or it is not used.
 */
export function deriveKey(secret: Uint8Array, purpose: string): MacKey {
  const bytes = crypto.createHmac('sha256', secret).update(`daypass/1/${purpose}`).digest()
  const probe = `daypass/self-check/${purpose}`
  const key = padKey(bytes, typeof crypto.hash === 'function')
  return key.oneShot && macText(key, probe) !== plainHmac(bytes, probe) ? padKey(bytes, false) : key
}

/** HMAC-SHA256 of the UTF-8 bytes of `text`, as 43 base64url characters. */
export function macText(key: MacKey, text: string): string {
  if (!key.oneShot) return plainHmac(key.bytes, text)
  // Two one-shot hashes over prepared pads cost half of what one Hmac object does: RFC 2104, section 2, word for word.
  // UTF-8 and not latin1: a latin1 write drops the high byte, so that U+0131 would be taken for "1".
  scratch.set(key.inner)
  const length = BLOCK_BYTES + scratch.write(text, BLOCK_BYTES)
  const digest = crypto.hash('sha256', views[length] ?? scratch.subarray(0, length), 'binary')
  key.outer.write(digest, BLOCK_BYTES, 'binary')
  return crypto.hash('sha256', key.outer, 'base64url')
}

/** MAC of a narrowing block: the text of its parent's MAC is the key (SPEC.md, section 4). */
export function macBlock(parentMac: string, block: string, oneShot = false): string {
  return macText(padKey(Buffer.from(parentMac), oneShot), block)
}

/** Whether `text` is the one spelling of 32 bytes: 43 characters, the last of them with two spare bits that are zero. */
export function isMacText(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text)
}

/** Compares the two texts of a MAC in constant time; a text that is not 43 ASCII characters is never equal. */
export function equalMacs(expected: string, given: string): boolean {
  // A short write would leave the bytes of an earlier call standing, so both must fill their buffer.
  return (
    given.length === MAC_CHARS &&
    expectedMac.write(expected) === MAC_CHARS &&
    givenMac.write(given) === MAC_CHARS &&
    crypto.timingSafeEqual(expectedMac, givenMac)
  )
}

/** `count` random bytes from the system's generator. */
export function randomBytes(count: number): Buffer {
  return crypto.randomBytes(count)
}

function plainHmac(key: Uint8Array, text: string): string {
  return crypto.createHmac('sha256', key).update(text).digest('base64url')
}

/** RFC 2104, section 2: the key, filled up with zeros to one block, XOR ipad and XOR opad. Keys here are 32 or 43 bytes. */
function padKey(bytes: Uint8Array, oneShot: boolean): MacKey {
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36)
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c)
  for (const [i, byte] of bytes.entries()) {
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  return { bytes, inner, outer, oneShot }
}
