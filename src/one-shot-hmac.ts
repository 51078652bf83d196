// HMAC-SHA256 by two one-shot hashes, in half the time of `createHmac`: that makes an object for every MAC, and this makes none.
//
// RFC 2104, section 2, defines HMAC(K, text) = H(K XOR opad, H(K XOR ipad, text)), K being filled up with zeros to one block of
// the hash. Both XORs are made when a key is loaded. What is left for each text is the two hashes, each over bytes that lie one
// behind the other: [K XOR ipad][text], then [K XOR opad][inner digest].
import crypto from 'node:crypto'
import { MAC_CHARS, MAX_TEXT } from './values/limits.ts'

const BLOCK_BYTES = 64 // RFC 2104 calls it B
const DIGEST_BYTES = 32

/** The two padded keys, the second with room for the inner digest behind it. */
export interface OneShotKey {
  readonly inner: Buffer
  readonly outer: Buffer
  /** That room, as a view: writing there by an offset takes half as long again. */
  readonly digest: Buffer
}

// Shared scratch buffers, in memory of their own and not in the pool that small Buffers share. Safe because every call overwrites
// the bytes that it reads, and calls are synchronous. What a call leaves there is nothing that the process does not keep anyway: keys, and
// MACs of links that it has just seen.
const scratch = Buffer.alloc(BLOCK_BYTES + 3 * MAX_TEXT) // a UTF-16 unit takes at most 3 bytes
// Whose inner pad the scratch begins with: nearly every call has the key of the one before.
let padded: OneShotKey | undefined
const written = scratch.subarray(BLOCK_BYTES)
const messageOf = keepViews((length) => scratch.subarray(0, BLOCK_BYTES + length))
const macAt = keepViews((start) => written.subarray(start, start + MAC_CHARS))
const expected = Buffer.alloc(MAC_CHARS)
const blockKey = emptyPads()
const blockKeyBytes = Buffer.alloc(MAC_CHARS)

/**
 * Prepares a key, and checks itself. Undefined if `crypto.hash` is missing or fails, or if it does not give the MACs that `createHmac`
 * gave: `mac` of `probe` under this key, and `blockMac` of `probe` under `mac`. Then `createHmac` serves. This is a safety net for other
 * runtimes; every supported version of Node.js has `crypto.hash`.
 */
export function oneShotKey(key: Uint8Array, probe: string, mac: string, blockMac: string): OneShotKey | undefined {
  try {
    const pads = padKey(key, emptyPads())
    return oneShotMac(pads, probe) === mac && oneShotBlockMac(mac, probe) === blockMac ? pads : undefined
  } catch {
    return undefined
  }
}

/** MAC of the UTF-8 bytes of `text`, as 43 base64url characters. */
export function oneShotMac(key: OneShotKey, text: string): string {
  return macWritten(key, written.write(text))
}

/** MAC of a holder's block under the MAC of its parent, which is the key: 43 ASCII characters (SPEC.md, section 4). */
export function oneShotBlockMac(parentMac: string, block: string): string {
  blockKeyBytes.write(parentMac, 'latin1')
  return oneShotMac(padKey(blockKeyBytes, blockKey), block)
}

/**
 * Whether a token with the form of one is ASCII, and ends in the MAC of everything before its last dot. The token is written once, for
 * the MAC and to see that it is ASCII: if it takes more bytes than characters, it is not, and offsets in it would be wrong.
 */
export function verifyOneShotMac(key: OneShotKey, token: string): boolean {
  if (written.write(token) !== token.length) return false
  const macStart = token.length - MAC_CHARS
  expected.write(macWritten(key, macStart - 1), 'latin1')
  return crypto.timingSafeEqual(expected, macAt(macStart))
}

/**
 * Views of the scratch by a position in the text. Making one takes a tenth of a verification, so those for texts of up to 256 bytes, as most
 * tokens are, are kept. `Array.from` gives each place an undefined of its own: nothing is read from a polluted `Array.prototype`.
 */
function keepViews(viewAt: (position: number) => Buffer): (position: number) => Buffer {
  const views: (Buffer | undefined)[] = Array.from({ length: 257 }, () => undefined)
  return (position) => {
    if (position >= views.length) return viewAt(position)
    views[position] ??= viewAt(position)
    return views[position] as Buffer
  }
}

/** MAC of the `length` bytes in the scratch, behind the room for the key. A digest as text costs half of what it does as a Buffer. */
function macWritten(key: OneShotKey, length: number): string {
  if (key !== padded) scratch.set(key.inner)
  padded = key
  key.digest.write(crypto.hash('sha256', messageOf(length), 'binary'), 'latin1')
  return crypto.hash('sha256', key.outer, 'base64url')
}

function emptyPads(): OneShotKey {
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  return { inner: Buffer.alloc(BLOCK_BYTES), outer, digest: outer.subarray(BLOCK_BYTES) }
}

/** The key, filled up with zeros to one block, XOR ipad and XOR opad. Keys here are 32 or 43 bytes. */
function padKey(key: Uint8Array, pads: OneShotKey): OneShotKey {
  padded = undefined // it may be these that change
  for (let i = 0; i !== BLOCK_BYTES; i++) {
    const byte = i < key.length ? (key[i] as number) : 0
    pads.inner[i] = byte ^ 0x36
    pads.outer[i] = byte ^ 0x5c
  }
  return pads
}
