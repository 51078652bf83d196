import { bytesOf, secretBytes } from '#bytes'

/** A `node:crypto` `KeyObject` of type `secret`, described by its shape, so that these types need no others. */
export interface SecretKeyObject {
  /** Only `secret` is taken. */
  readonly type: 'secret' | 'public' | 'private'
  /** In bytes: 32 to 64. */
  readonly symmetricKeySize?: number | undefined
}

/** Fewest bytes of a secret: as many as SHA-256 gives (RFC 2104, section 3). */
export const MIN_SECRET = 32
const MAX_SECRET = 64
const MAX_CHARS = 86 // of 64 bytes as base64url
const HEX = /^[0-9A-Fa-f]+$/
/** How to make a key, for messages: the command prints a whole line for the environment. */
export const MAKE_ONE = `make one with: node -p "'DAYPASS_KEYS=2026-11:' + require('node:crypto').randomBytes(32).toString('base64url')"`

/**
 * The bytes of a secret, copied into memory of their own. Nothing is guessed: pass phrases, PEM, JWK and hex are refused (CVE-2026-44351).
 */
export function normalizeSecret(secret: unknown, keyName: string): Uint8Array {
  const bytes = typeof secret === 'string' ? parseSecret(secret) : secretBytes(secret)
  if (bytes === undefined && typeof secret !== 'string') {
    throw new TypeError(
      `${keyName}: secret must be base64url text, a Uint8Array, or a secret KeyObject (not for daypass/web); ${MAKE_ONE}`,
    )
  }
  if (bytes !== undefined && bytes.length >= MIN_SECRET && bytes.length <= MAX_SECRET) return bytes
  throw new RangeError(
    `${keyName}: secret must be 32 to 64 bytes, as text in unpadded base64url and not hex; ${MAKE_ONE}`,
  )
}

function parseSecret(text: string): Uint8Array | undefined {
  return text.length > MAX_CHARS || HEX.test(text) ? undefined : bytesOf(text)
}
