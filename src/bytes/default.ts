// The same as node.ts by what every runtime has, for those without Node's Buffer.
const encoder = new TextEncoder()
// Keeps a byte order mark, as Buffer does: it is part of the text (SPEC.md, section 1).
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

// Encoding into memory that is there takes a tenth of the time. It is enough for a token, whose characters take at most 3 bytes each.
const scratch = new Uint8Array(3 * 2048)

export function byteLength(text: string): number {
  if (3 * text.length <= scratch.length) return encoder.encodeInto(text, scratch).written
  return encoder.encode(text).length
}

export function toBase64url(text: string): string {
  return encodeBytes(encoder.encode(text))
}

export function decodeLeniently(encoded: string): string | undefined {
  const bytes = decodeBytes(encoded)
  return bytes && decoder.decode(bytes)
}

export function bytesOf(encoded: string): Uint8Array | undefined {
  const bytes = decodeBytes(encoded)
  return bytes !== undefined && encodeBytes(bytes) === encoded ? bytes : undefined
}

export function encodeBytes(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** There is no `KeyObject` without `node:crypto`. */
export function secretBytes(secret: unknown): Uint8Array | undefined {
  return isUint8Array(secret) ? new Uint8Array(secret) : undefined
}

// The getter of %TypedArray%.prototype tells arrays of other realms, too, and nothing that only has the tag (ECMA-262, section 23.2.3.38).
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get

function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf?.call(value) === 'Uint8Array'
}

export function randomText(bytes: number, encoding: 'base64url' | 'hex'): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  const hex = (): string => Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const text = encoding === 'hex' ? hex() : encodeBytes(random)
  random.fill(0)
  return text
}

function decodeBytes(encoded: string): Uint8Array | undefined {
  try {
    const binary = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
