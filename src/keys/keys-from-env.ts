import { type Key, sealKey } from './key.ts'
import { createKeyring } from './keyring.ts'
import { MAKE_ONE } from './secret.ts'

type Environment = Readonly<Record<string, string | undefined>>

// Browsers and some workers have none.
declare const process: { readonly env: Environment } | undefined
const ofProcess = (): Environment | undefined => (typeof process === 'undefined' ? undefined : process.env)

const FORM =
  'DAYPASS_KEYS must be "id:secret,…" or "id:secret:signFrom:signUntil:verifyUntil,…" (times in epoch seconds; empty: no limit)'

const QUOTED =
  'DAYPASS_KEYS must not be in quotes; files read by docker --env-file, for one, keep them as part of the value'

const NO_ENVIRONMENT =
  'keysFromEnv: this runtime has no process.env; give it the variable, such as keysFromEnv({ DAYPASS_KEYS: env.DAYPASS_KEYS })'

const WANTED =
  'keysFromEnv takes an object such as process.env; for another variable: keysFromEnv({ DAYPASS_KEYS: process.env.MY_KEYS })'

/**
 * Reads keys from the variable `DAYPASS_KEYS`: entries `id:secret` or `id:secret:signFrom:signUntil:verifyUntil`,
 * separated by commas. Times are in whole seconds since the epoch; a time is empty if it has no limit.
 *
 * @param env an object with that variable; `process.env` if left out
 * @throws TypeError if it is not set; RangeError if it has another form, or a key in it has a wrong value
 * @example
 * ```ts
 * const secret = createKey().secret
 * const links = createLinks({ keys: keysFromEnv({ DAYPASS_KEYS: `2026-11:${secret}` }) })
 * ```
 */
export function keysFromEnv(env: Environment | undefined = ofProcess()): readonly Key[] {
  if (env === undefined) throw new TypeError(NO_ENVIRONMENT)
  if (typeof env !== 'object' || env === null) throw new TypeError(WANTED)
  // An own property, so that a polluted prototype brings no key.
  const text = Object.hasOwn(env, 'DAYPASS_KEYS') ? env.DAYPASS_KEYS : undefined
  if (typeof text !== 'string') throw new TypeError(`DAYPASS_KEYS is not set; ${MAKE_ONE}`)
  if (/^\s*["']|["']\s*$/.test(text)) throw new RangeError(QUOTED)
  const keys = text.split(',').map(parseEntry)
  createKeyring(keys) // throws for a wrong key, with its name
  return keys
}

function parseEntry(entry: string): Key {
  const [
    // Stryker disable next-line StringLiteral: for the compiler alone, a text that is split has a first part
    id = '',
    secret = '',
    ...times
  ] = entry.trim().split(':')
  if (secret === '') throw new RangeError(FORM)
  if (times.length !== 0 && times.length !== 3) throw new RangeError(FORM)
  const [signFrom, signUntil, verifyUntil] = times.map(parseTime)
  return sealKey<Key>({
    id,
    secret,
    ...(signFrom && { signFrom }),
    ...(signUntil && { signUntil }),
    ...(verifyUntil && { verifyUntil }),
  })
}

function parseTime(seconds: string): Date | undefined {
  if (!/^[0-9]{0,11}$/.test(seconds)) throw new RangeError(FORM)
  return seconds === '' ? undefined : new Date(Number(seconds) * 1000)
}
