import { types } from 'node:util'
import { isKeyId } from '../format/token.ts'
import { randomBytes } from '../mac.ts'
import { readOptions } from '../values/options.ts'

/** A `node:crypto` `KeyObject` of type `secret`, said by its shape, so that these types need no others. */
export interface SecretKeyObject {
  readonly type: 'secret' | 'public' | 'private'
  readonly symmetricKeySize?: number | undefined
}

/** A signing key. Signs while `signFrom <= now < signUntil`; verifies from the moment it is loaded until `verifyUntil`. */
export interface Key {
  /** 1 to 32 of `A-Z a-z 0-9 _ -`. Stands in every token, readable. */
  readonly id: string
  /** 32 to 64 bytes: canonical unpadded base64url, the bytes themselves (copied), or a `KeyObject`. */
  readonly secret: string | Uint8Array | SecretKeyObject
  /** First instant at which it signs. Left out: from the start. */
  readonly signFrom?: Date
  /** First instant at which it no longer signs. Left out: never. */
  readonly signUntil?: Date
  /** First instant at which it no longer verifies; links beyond it are not signed. Left out: never. */
  readonly verifyUntil?: Date
}

/** A key as it was when loaded: checked, copied, its times in milliseconds. */
export interface LoadedKey {
  readonly id: string
  readonly secret: Uint8Array
  readonly signFrom: number
  readonly signUntil: number
  readonly verifyUntil: number
}

const MAKE_ONE = `make one with: node -p "require('node:crypto').randomBytes(32).toString('base64url')"`
const MIN_SECRET = 32
const MAX_SECRET = 64
const SECRET_TEXT = /^[A-Za-z0-9_-]{43,86}$/
const HEX_TEXT = /^[0-9A-Fa-f]+$/

/**
 * Makes a key with a random 32-byte secret, as 43 base64url characters. `util.inspect` of it, and of a copy made by
 * spreading, hides the secret; `JSON.stringify` shows it, so that it can be stored.
 *
 * @param id 1 to 32 of `A-Z a-z 0-9 _ -`; random if left out
 * @throws TypeError where `id` is no string; RangeError where it has another form
 * @example
 * ```ts
 * const key = createKey('2026-11')
 * console.log(key.id, key.secret.length) // 2026-11 43
 * ```
 */
export function createKey(id: string = randomBytes(4).toString('hex')): Readonly<{ id: string; secret: string }> {
  const secret = randomBytes(MIN_SECRET).toString('base64url')
  return sealKey({ id: checkKeyId(id), secret })
}

/** Freezes a key and keeps its secret out of `util.inspect`; the symbol is enumerable, so that spread copies keep it. */
export function sealKey<K extends Key>(key: K): Readonly<K> {
  return Object.freeze({ ...key, [Symbol.for('nodejs.util.inspect.custom')]: inspectKey })
}

function inspectKey(this: Key): object {
  return { ...this, secret: '[hidden]', [Symbol.for('nodejs.util.inspect.custom')]: undefined }
}

/** Checks and copies a key. Nothing is guessed: pass phrases, PEM, JWK and hex are refused (CVE-2026-44351). */
export function loadKey(value: unknown): LoadedKey {
  const key = readOptions(value, ['id', 'secret', 'signFrom', 'signUntil', 'verifyUntil'], 'key')
  const id = checkKeyId(key.id)
  const signFrom = readTime(key.signFrom, id, 'signFrom', Number.NEGATIVE_INFINITY)
  const signUntil = readTime(key.signUntil, id, 'signUntil', Number.POSITIVE_INFINITY)
  const verifyUntil = readTime(key.verifyUntil, id, 'verifyUntil', Number.POSITIVE_INFINITY)
  // A key that retires stops signing then at the latest, whether it says so or not.
  const lastSigning = key.signUntil === undefined ? verifyUntil : signUntil
  if (!(signFrom < lastSigning && lastSigning <= verifyUntil)) {
    throw new RangeError(`key "${id}": signFrom < signUntil <= verifyUntil must hold`)
  }
  return { id, secret: readSecret(key.secret, id), signFrom, signUntil: lastSigning, verifyUntil }
}

function checkKeyId(id: unknown): string {
  if (typeof id !== 'string') throw new TypeError('key id must be a string')
  // The id is not quoted: a secret in its place would be shown.
  if (!isKeyId(id)) throw new RangeError('key id must be 1 to 32 of A-Z a-z 0-9 _ -')
  return id
}

function readTime(value: unknown, id: string, name: string, missing: number): number {
  if (value === undefined) return missing
  if (!types.isDate(value)) throw new TypeError(`key "${id}": ${name} must be a Date`)
  const time = value.getTime()
  if (Number.isNaN(time)) throw new RangeError(`key "${id}": ${name} must be a valid Date`)
  return time
}

function readSecret(secret: unknown, id: string): Uint8Array {
  const bytes = typeof secret === 'string' ? parseSecret(secret, id) : secretBytes(secret, id)
  if (bytes.length < MIN_SECRET || bytes.length > MAX_SECRET) {
    throw new RangeError(`key "${id}": secret must be ${MIN_SECRET} to ${MAX_SECRET} bytes; ${MAKE_ONE}`)
  }
  return bytes
}

function secretBytes(secret: unknown, id: string): Uint8Array {
  if (types.isUint8Array(secret)) return Uint8Array.from(secret)
  if (types.isKeyObject(secret) && secret.type === 'secret') return Uint8Array.from(secret.export())
  throw new TypeError(`key "${id}": secret must be base64url text, a Uint8Array or a secret KeyObject; ${MAKE_ONE}`)
}

function parseSecret(text: string, id: string): Uint8Array {
  const bytes = SECRET_TEXT.test(text) && !HEX_TEXT.test(text) ? Buffer.from(text, 'base64url') : undefined
  if (bytes === undefined || bytes.toString('base64url') !== text) {
    throw new RangeError(
      `key "${id}": secret must be 32 to 64 bytes as unpadded base64url (no hex, "+", "/" or "="); ${MAKE_ONE}`,
    )
  }
  return Uint8Array.from(bytes)
}
