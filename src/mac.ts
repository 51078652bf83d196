// The only file that touches cryptography: HMAC-SHA256 (RFC 2104, FIPS 180-4), a comparison, and random bytes.
import crypto from 'node:crypto'

const BLOCK_BYTES = 64 // RFC 2104 calls it B
const DIGEST_BYTES = 32

/** Longest text that is ever MACed, in UTF-16 units: a token of 2,048 characters, a NUL, and a binding of 256 bytes. */
const MAX_TEXT = 2048 + 1 + 256

/** Characters of a MAC as base64url: all 32 bytes of it, unpadded (RFC 4648, section 5). */
export const MAC_CHARS = 43

/** The two padded keys of RFC 2104, the second with room for the inner digest behind it. */
interface Pads {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

/** A key ready for use. */
export interface MacKey extends Pads {
  readonly bytes: Uint8Array
  /** Whether the one-shot path agreed with `createHmac` on this key; otherwise `createHmac` is used. */
  readonly oneShot: boolean
}

// Shared scratch buffer: safe because every call overwrites the bytes that it reads, and calls are synchronous. Views are kept
// because making one is slow.
const scratch = Buffer.alloc(BLOCK_BYTES + 3 * MAX_TEXT)
// Stryker disable next-line ArithmeticOperator: a view that is not kept is made anew, which costs time alone
const VIEWS = BLOCK_BYTES + 257 // for texts of up to 256 bytes, as most tokens are
// Stryker disable ObjectLiteral,ArrowFunction: as above
const prefixes = Array.from({ length: VIEWS }, (_, length) => scratch.subarray(0, length))
const macWindows = Array.from({ length: VIEWS }, (_, start) => scratch.subarray(start, start + MAC_CHARS))
// Stryker restore ObjectLiteral,ArrowFunction
const expectedMac = new Uint8Array(MAC_CHARS)
const givenMac = new Uint8Array(MAC_CHARS)
// Keys of narrowing blocks; like the scratch in memory of their own, and not in the pool that small Buffers share.
const parentBytes = new Uint8Array(MAC_CHARS)
const parentPads = { inner: new Uint8Array(BLOCK_BYTES), outer: new Uint8Array(BLOCK_BYTES + DIGEST_BYTES) }

/**
 * Derives the key for one purpose: `HMAC(secret, "daypass/1/" + purpose)` (SPEC.md, section 4).
 * The one-shot path must agree with `createHmac` on this very key, or it is not used.
 */
export function deriveKey(secret: Uint8Array, purpose: string): MacKey {
  const bytes = crypto.createHmac('sha256', secret).update(`daypass/1/${purpose}`).digest()
  const pads = { inner: new Uint8Array(BLOCK_BYTES), outer: new Uint8Array(BLOCK_BYTES + DIGEST_BYTES) }
  const key = { bytes, ...padKey(bytes, pads), oneShot: typeof crypto.hash === 'function' }
  const probe = `daypass/self-check/${purpose}`
  return key.oneShot && macText(key, probe) !== plainHmac(bytes, probe) ? { ...key, oneShot: false } : key
}

/** HMAC-SHA256 of the UTF-8 bytes of `text`, as 43 base64url characters. */
export function macText(key: MacKey, text: string): string {
  // `Buffer.write` truncates silently; text beyond the scratch buffer would not be authenticated.
  if (text.length > MAX_TEXT) throw new RangeError('text is too long to MAC')
  return key.oneShot ? oneShotHmac(key, scratch.write(text, BLOCK_BYTES)) : plainHmac(key.bytes, text)
}

/**
 * MAC of a narrowing block: the 43 characters of its parent's MAC are the key (SPEC.md, section 4). `oneShot` is for blocks out of a
 * frame, which fit into the scratch.
 */
export function macBlock(parentMac: string, block: string, oneShot = false): string {
  putBytes(parentMac, parentBytes)
  if (oneShot) return oneShotHmac(padKey(parentBytes, parentPads), scratch.write(block, BLOCK_BYTES))
  const mac = plainHmac(parentBytes, block)
  parentBytes.fill(0)
  return mac
}

/** Verifies a framed token without narrowings: it must be ASCII and end in the MAC of everything before its last dot. */
export function verifyPlainMac(key: MacKey, token: string): boolean {
  const length = token.length - MAC_CHARS - 1
  // Written once, for the MAC and for the comparison. If there are more bytes than characters, the token is not ASCII and the
  // offsets below would be wrong.
  if (scratch.write(token, BLOCK_BYTES) !== token.length) return false
  if (!key.oneShot) return equalMacs(plainHmac(key.bytes, token.slice(0, length)), token.slice(length + 1))
  const start = BLOCK_BYTES + length + 1
  // By length: an index beyond the array would be read from Array.prototype, which can be polluted.
  const window = start < VIEWS ? macWindows[start] : scratch.subarray(start, start + MAC_CHARS)
  return equalBytes(oneShotHmac(key, length), window as Uint8Array)
}

/** Compares the texts of two MACs in constant time; a text that is not 43 ASCII characters is never equal. */
export function equalMacs(expected: string, given: string): boolean {
  return given.length === MAC_CHARS && putBytes(given, givenMac) < 0x80 && equalBytes(expected, givenMac)
}

/** `count` random bytes from the system's generator. */
export function randomBytes(count: number): Buffer {
  return crypto.randomBytes(count)
}

/**
 * HMAC of the `length` bytes in the scratch behind the room for the key: H(K XOR opad, H(K XOR ipad, text)),
 * RFC 2104, section 2. Two one-shot hashes over prepared pads cost half of what an Hmac object does, and a digest as text
 * half of what it does as a Buffer.
 */
function oneShotHmac({ inner, outer }: Pads, length: number): string {
  scratch.set(inner)
  const end = BLOCK_BYTES + length
  // By length, as in verifyPlainMac: a polluted prototype would make the MAC of every longer text a constant.
  const message = end < VIEWS ? prefixes[end] : scratch.subarray(0, end)
  putBytes(crypto.hash('sha256', message as Uint8Array, 'binary'), outer, BLOCK_BYTES)
  return crypto.hash('sha256', outer, 'base64url')
}

function plainHmac(key: Uint8Array, text: string): string {
  return crypto.createHmac('sha256', key).update(text).digest('base64url')
}

function equalBytes(expected: string, given: Uint8Array): boolean {
  putBytes(expected, expectedMac)
  return crypto.timingSafeEqual(expectedMac, given)
}

/** Puts the low byte of every character. Returns all of them ORed: a high byte that was dropped shows there. */
function putBytes(text: string, target: Uint8Array, offset = 0): number {
  let all = 0
  for (let i = 0; i !== text.length; i++) {
    const code = text.charCodeAt(i)
    all |= code
    target[offset + i] = code
  }
  return all
}

/** RFC 2104, section 2: the key, filled up with zeros to one block, XOR ipad and XOR opad. Keys here are 32 or 43 bytes. */
function padKey(key: Uint8Array, pads: Pads): Pads {
  for (let i = 0; i !== BLOCK_BYTES; i++) {
    const byte = key[i] ?? 0
    pads.inner[i] = byte ^ 0x36
    pads.outer[i] = byte ^ 0x5c
  }
  return pads
}
