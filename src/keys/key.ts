import { randomText } from '#bytes'
import { isKeyId } from '../format/token.ts'
import { isDate, isString, normalizeValue } from '../values/check.ts'
import { normalizeOptions } from '../values/options.ts'
import { parseIsoTime } from './iso-time.ts'
import { MIN_SECRET, normalizeSecret, type SecretKeyObject } from './secret.ts'

/** A signing key. Signs while `signFrom <= now < signUntil`; verifies from the moment it is loaded until `verifyUntil`. */
export interface Key {
  /** 1 to 32 of `A-Z a-z 0-9 _ -`. Readable in every token. */
  readonly id: string
  /** 32 to 64 bytes: canonical unpadded base64url, the bytes themselves (copied), or a `KeyObject` (not for `daypass/web`). */
  readonly secret: string | Uint8Array | SecretKeyObject
  /**
   * First instant at which it signs. Left out: from the start. Each time is a `Date`, or what `JSON.stringify` makes of one: ISO
   * 8601 in UTC, with or without milliseconds, such as `'2026-11-24T00:00:00Z'`.
   */
  readonly signFrom?: Date | string
  /** First instant at which it no longer signs. Left out: `verifyUntil`, or never. */
  readonly signUntil?: Date | string
  /** First instant at which it no longer verifies; links beyond it are not signed. Left out: never. */
  readonly verifyUntil?: Date | string
}

/** A key as it was when loaded: checked, copied, its times in milliseconds since the epoch. */
export interface LoadedKey {
  readonly id: string
  readonly secret: Uint8Array
  readonly signFrom: number
  readonly signUntil: number
  readonly verifyUntil: number
}

/**
 * Makes a key with a random 32-byte secret, as 43 base64url characters. `util.inspect` of it, and of a copy made by
 * spreading, hides the secret. `JSON.stringify` shows it, so that it can be stored. So do `console.dir`, `console.table`, `assert`,
 * whatever inspects a `structuredClone` of the key, and diagnostic reports and heap snapshots of the process: keep them as secret as
 * the key.
 *
 * @param id 1 to 32 of `A-Z a-z 0-9 _ -`; random if left out
 * @throws TypeError if `id` is not a string; RangeError if it has another form
 * @example
 * ```ts
 * const key = createKey('2026-11')
 * console.log(key.id, key.secret.length) // 2026-11 43
 * ```
 */
export function createKey(id: string = randomText(4, 'hex')): Readonly<{ id: string; secret: string }> {
  return sealKey({ id: normalizeKeyId(id), secret: randomText(MIN_SECRET, 'base64url') })
}

/** Freezes a key and keeps its secret out of `util.inspect`; the symbol is enumerable, so that spread copies keep it. */
export function sealKey<K extends Key>(key: K): Readonly<K> {
  return Object.freeze({ ...key, [Symbol.for('nodejs.util.inspect.custom')]: inspectKey })
}

function inspectKey(this: Key): object {
  return Object.fromEntries(Object.entries({ ...this, secret: '[hidden]' })) // without the symbol
}

/** Checks and copies a key. */
export function normalizeKey(value: unknown): LoadedKey {
  const key = normalizeOptions(value, ['id', 'secret', 'signFrom', 'signUntil', 'verifyUntil'], 'key')
  const id = normalizeKeyId(key.id)
  const name = `key "${id}"`
  const signFrom = normalizeTime(key.signFrom, `${name}: signFrom`, -MAX_DATE)
  const verifyUntil = normalizeTime(key.verifyUntil, `${name}: verifyUntil`, MAX_DATE)
  const signUntil = normalizeTime(key.signUntil, `${name}: signUntil`, verifyUntil)
  if (!(signFrom < signUntil && signUntil <= verifyUntil)) {
    throw new RangeError(`${name}: signFrom must be before signUntil, and signUntil not after verifyUntil`)
  }
  return { id, secret: normalizeSecret(key.secret, name), signFrom, signUntil, verifyUntil }
}

// The last instant of a Date (ECMA-262, section 21.4.1.1), in milliseconds; here it means "never".
const MAX_DATE = 8.64e15

function normalizeKeyId(id: unknown): string {
  return normalizeValue(id, isString, 'key id', '1 to 32 of A-Z a-z 0-9 _ -', (text) => isKeyId(text))
}

const TIME = "a valid Date, or ISO 8601 text in UTC such as '2026-11-24T00:00:00Z'"

/** Milliseconds since the epoch of a `Date`, or of what JSON makes of one. */
function normalizeTime(value: unknown, name: string, missing: number): number {
  if (value === undefined) return missing
  if (typeof value !== 'string' && !isDate(value)) throw new TypeError(`${name} must be ${TIME}`)
  const time = typeof value === 'string' ? parseIsoTime(value) : value.getTime()
  if (Number.isNaN(time)) throw new RangeError(`${name} must be ${TIME}`)
  return time
}
