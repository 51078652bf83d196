import crypto from 'node:crypto'
import { types } from 'node:util'

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

/**
 * The bytes whose canonical unpadded base64url is `encoded`, else undefined. They are in memory of their own: small Buffers share a pool, in
 * which anyone who makes another can see them.
 */
export function bytesOf(encoded: string): Uint8Array | undefined {
  // Not Buffer.from, which would decode into the pool. `alloc` never does.
  const bytes = Buffer.alloc(Math.floor((encoded.length * 3) / 4))
  bytes.write(encoded, 'base64url')
  // Node's decoder skips what it does not know.
  return bytes.toString('base64url') === encoded ? bytes : undefined
}

/** Bytes as unpadded base64url. */
export function encodeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
}

/** The bytes of a secret that is given as a `Uint8Array` or as a secret `KeyObject`, copied into memory of their own; else undefined. */
export function secretBytes(secret: unknown): Uint8Array | undefined {
  if (types.isUint8Array(secret)) return new Uint8Array(secret)
  return types.isKeyObject(secret) && secret.type === 'secret' ? secret.export() : undefined // a copy, outside the pool
}

/** Random bytes from the system's generator, as text. */
export function randomText(bytes: number, encoding: 'base64url' | 'hex'): string {
  const random = crypto.randomBytes(bytes)
  const text = random.toString(encoding)
  random.fill(0)
  return text
}
