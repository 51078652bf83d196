import { types } from 'node:util'

/** A `node:crypto` `KeyObject` of type `secret`, said by its shape, so that these types need no others. */
export interface SecretKeyObject {
  /** Only `secret` is taken. */
  readonly type: 'secret' | 'public' | 'private'
  /** In bytes: 32 to 64. */
  readonly symmetricKeySize?: number | undefined
}

/** Fewest bytes of a secret: as many as SHA-256 gives (RFC 2104, section 3). */
export const MIN_SECRET = 32
const MAX_SECRET = 64
const HEX = /^[0-9A-Fa-f]+$/
const MAKE_ONE = `make one with: node -p "require('node:crypto').randomBytes(32).toString('base64url')"`

/** The bytes of a secret, copied. Nothing is guessed: pass phrases, PEM, JWK and hex are refused (CVE-2026-44351). */
export function readSecret(secret: unknown, keyName: string): Uint8Array {
  const bytes = typeof secret === 'string' ? parseSecret(secret) : secretBytes(secret, keyName)
  if (bytes !== undefined && bytes.length >= MIN_SECRET && bytes.length <= MAX_SECRET) return bytes
  throw new RangeError(
    `${keyName}: secret must be 32 to 64 bytes, as text in unpadded base64url and not hex; ${MAKE_ONE}`,
  )
}

function secretBytes(secret: unknown, keyName: string): Uint8Array {
  if (types.isUint8Array(secret)) return Uint8Array.from(secret)
  if (types.isKeyObject(secret) && secret.type === 'secret') return Uint8Array.from(secret.export())
  throw new TypeError(`${keyName}: secret must be base64url text, a Uint8Array or a secret KeyObject; ${MAKE_ONE}`)
}

function parseSecret(text: string): Uint8Array | undefined {
  if (HEX.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  // Node's decoder skips what it does not know.
  return bytes.toString('base64url') === text ? Uint8Array.from(bytes) : undefined
}
