import { types } from 'node:util'
import { isKeyId } from '../format/token.ts'
import { randomBytes } from '../mac.ts'
import { check, isString } from '../values/check.ts'
import { readOptions } from '../values/options.ts'
import { MIN_SECRET, readSecret, type SecretKeyObject } from '../values/secret.ts'

/** A signing key. Signs while `signFrom <= now < signUntil`; verifies from the moment it is loaded until `verifyUntil`. */
export interface Key {
  /** 1 to 32 of `A-Z a-z 0-9 _ -`. Stands in every token, readable. */
  readonly id: string
  /** 32 to 64 bytes: canonical unpadded base64url, the bytes themselves (copied), or a `KeyObject`. */
  readonly secret: string | Uint8Array | SecretKeyObject
  /** First instant at which it signs. Left out: from the start. */
  readonly signFrom?: Date
  /** First instant at which it no longer signs. Left out: `verifyUntil`, or never. */
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
  return sealKey({ id: checkKeyId(id), secret: randomBytes(MIN_SECRET).toString('base64url') })
}

/** Freezes a key and keeps its secret out of `util.inspect`; the symbol is enumerable, so that spread copies keep it. */
export function sealKey<K extends Key>(key: K): Readonly<K> {
  return Object.freeze({ ...key, [Symbol.for('nodejs.util.inspect.custom')]: inspectKey })
}

function inspectKey(this: Key): object {
  return { ...this, secret: '[hidden]', [Symbol.for('nodejs.util.inspect.custom')]: undefined }
}

/** Checks and copies a key. */
export function loadKey(value: unknown): LoadedKey {
  const key = readOptions(value, ['id', 'secret', 'signFrom', 'signUntil', 'verifyUntil'], 'key')
  const id = checkKeyId(key.id)
  const name = `key "${id}"`
  const signFrom = readTime(key.signFrom, `${name}: signFrom`, -MAX_DATE)
  const verifyUntil = readTime(key.verifyUntil, `${name}: verifyUntil`, MAX_DATE)
  const signUntil = readTime(key.signUntil, `${name}: signUntil`, verifyUntil)
  if (!(signFrom < signUntil && signUntil <= verifyUntil)) {
    throw new RangeError(`${name}: signFrom < signUntil <= verifyUntil must hold`)
  }
  return { id, secret: readSecret(key.secret, name), signFrom, signUntil, verifyUntil }
}

// The last instant that a Date can say (ECMA-262, section 21.4.1.1), in milliseconds; it stands for "never".
const MAX_DATE = 8.64e15

function checkKeyId(id: unknown): string {
  return check(id, isString, 'key id', '1 to 32 of A-Z a-z 0-9 _ -', (text) => isKeyId(text))
}

function readTime(value: unknown, name: string, missing: number): number {
  if (value === undefined) return missing
  return check(value, types.isDate, name, 'a valid Date', (date) => !Number.isNaN(date.getTime())).getTime()
}
