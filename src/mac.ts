// HMAC-SHA256 (RFC 2104, FIPS 180-4), a comparison in constant time, and SHA-256 of identities. There is a second comparison in
// one-shot-hmac.ts: `verifyOneShotMac` compares the MAC of a token that is neither bound nor narrowed if its key has `oneShot`.
import crypto from 'node:crypto'
import { type OneShotKey, oneShotBlockMac, oneShotKey, oneShotMac, verifyOneShotMac } from './one-shot-hmac.ts'
import { MAC_CHARS, MAX_TEXT } from './values/limits.ts'

// In memory of their own: small Buffers share a pool, in which anyone who makes another can see what was there.
const parentBytes = Buffer.alloc(MAC_CHARS)
// One byte longer than a MAC, so that a text of more bytes than characters shows.
const expectedBytes = Buffer.alloc(MAC_CHARS + 1)
const givenBytes = Buffer.alloc(MAC_CHARS + 1)
const [expectedMac, givenMac] = [expectedBytes.subarray(0, MAC_CHARS), givenBytes.subarray(0, MAC_CHARS)]

/** A key ready for use. With `oneShot`, the same MACs are computed in half the time. */
export interface MacKey {
  readonly object: crypto.KeyObject
  readonly oneShot: OneShotKey | undefined
}

/** Derives the key for one purpose: `HMAC(secret, "daypass/1/" + purpose)` (SPEC.md, section 4). */
export function deriveKey(secret: Uint8Array, purpose: string): MacKey {
  const bytes = crypto.createHmac('sha256', secret).update(`daypass/1/${purpose}`).digest()
  const object = crypto.createSecretKey(bytes)
  const probe = `daypass/self-check/${purpose}`
  const mac = hmac(object, probe)
  const oneShot = oneShotKey(bytes, probe, mac, macBlock(mac, probe))
  bytes.fill(0)
  return { object, oneShot }
}

/** MAC of the UTF-8 bytes of `text`, as 43 base64url characters. */
export function macText({ object, oneShot }: MacKey, text: string): string {
  if (text.length > MAX_TEXT) throw new RangeError('text is too long to MAC')
  return oneShot === undefined ? hmac(object, text) : oneShotMac(oneShot, text)
}

/** MAC of a holder's block: the 43 characters of its parent's MAC are the key (SPEC.md, section 4). */
export function macBlock(parentMac: string, block: string, isOneShot = false): string {
  if (isOneShot) return oneShotBlockMac(parentMac, block)
  parentBytes.write(parentMac, 'latin1')
  const key = crypto.createSecretKey(parentBytes)
  parentBytes.fill(0)
  return hmac(key, block)
}

/** Whether a token that is neither bound nor narrowed is ASCII, and ends in the MAC of everything before its last dot. */
export function verifyPlainMac(key: MacKey, token: string): boolean {
  if (key.oneShot !== undefined) return verifyOneShotMac(key.oneShot, token)
  if (Buffer.byteLength(token) !== token.length) return false
  const macDot = token.length - MAC_CHARS - 1
  return equalMacs(hmac(key.object, token.slice(0, macDot)), token.slice(macDot + 1))
}

/** Compares the texts of two MACs in constant time. Texts of another length, or that are not ASCII, are never equal. */
export function equalMacs(expected: string, given: string): boolean {
  if (expected.length !== MAC_CHARS || given.length !== MAC_CHARS) return false
  const areAscii = expectedBytes.write(expected) === MAC_CHARS && givenBytes.write(given) === MAC_CHARS
  return areAscii && crypto.timingSafeEqual(expectedMac, givenMac)
}

/** SHA-256 of the UTF-8 bytes of `text`, as 43 base64url characters: for identities, which are not secret (SPEC.md, section 10). */
export function hashText(text: string): string {
  if (typeof crypto.hash === 'function') return crypto.hash('sha256', text, 'base64url')
  return crypto.createHash('sha256').update(text).digest('base64url')
}

function hmac(key: crypto.KeyObject, text: string): string {
  return crypto.createHmac('sha256', key).update(text).digest('base64url')
}
