// HMAC-SHA256 (RFC 2104, FIPS 180-4), a comparison in constant time, SHA-256 of identities, and randomness.
import crypto from 'node:crypto'
import { type OneShotKey, oneShotBlockMac, oneShotKey, oneShotMac, verifyOneShotMac } from './one-shot-hmac.ts'

/** Characters of a MAC as base64url: all 32 bytes of it, unpadded (RFC 4648, section 5). */
export const MAC_CHARS = 43

// In memory of their own: small Buffers share a pool, in which anyone who makes another can see what was there.
const parentBytes = Buffer.alloc(MAC_CHARS)
// One byte longer than a MAC, so that a longer text shows.
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
  const key = { object, oneShot: oneShotKey(bytes, probe, hmac(object, probe)) }
  bytes.fill(0)
  return key
}

/** MAC of the UTF-8 bytes of `text`, as 43 base64url characters. */
export function macText({ object, oneShot }: MacKey, text: string): string {
  return oneShot === undefined ? hmac(object, text) : oneShotMac(oneShot, text)
}

/** MAC of a holder's block: the 43 characters of its parent's MAC are the key (SPEC.md, section 4). */
export function macBlock(parentMac: string, block: string, oneShot = false): string {
  if (oneShot) return oneShotBlockMac(parentMac, block)
  parentBytes.write(parentMac, 'latin1')
  const key = crypto.createSecretKey(parentBytes)
  parentBytes.fill(0)
  return hmac(key, block)
}

/** Whether a token that has no narrowings ends in the MAC of everything before its last dot. */
export function verifyPlainMac(key: MacKey, token: string): boolean {
  if (key.oneShot !== undefined) return verifyOneShotMac(key.oneShot, token)
  const macDot = token.length - MAC_CHARS - 1
  return equalMacs(hmac(key.object, token.slice(0, macDot)), token.slice(macDot + 1))
}

/** Compares the texts of two MACs in constant time. Texts of another length, or that are not ASCII, are never equal. */
export function equalMacs(expected: string, given: string): boolean {
  const haveLength = expectedBytes.write(expected) === MAC_CHARS && givenBytes.write(given) === MAC_CHARS
  return haveLength && crypto.timingSafeEqual(expectedMac, givenMac)
}

/** SHA-256 of the UTF-8 bytes of `text`, as 43 base64url characters: for identities, which are not secret (SPEC.md, section 10). */
export function hashText(text: string): string {
  if (typeof crypto.hash === 'function') return crypto.hash('sha256', text, 'base64url')
  return crypto.createHash('sha256').update(text).digest('base64url')
}

/** Random bytes from the system's generator, as text. */
export function randomText(bytes: number, encoding: 'base64url' | 'hex'): string {
  const random = crypto.randomBytes(bytes)
  const text = random.toString(encoding)
  random.fill(0)
  return text
}

function hmac(key: crypto.KeyObject, text: string): string {
  return crypto.createHmac('sha256', key).update(text).digest('base64url')
}
