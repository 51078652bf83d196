import { check, isString } from './check.ts'
import type { Options } from './options.ts'
import { checkPermName, STANDARD_PERMS } from './perms.ts'
import { durationSeconds } from './time.ts'

/** Options once checked. Times in seconds. */
export interface Settings {
  readonly perms: ReadonlySet<string>
  readonly maxTtl: number
  readonly startLeeway: number
  readonly clock: () => number
}

const DEFAULT_MAX_TTL = 7 * 86_400
const LARGEST_MAX_TTL = 3653 * 86_400 // ten years, with three leap days
const LARGEST_LEEWAY = 900

/** @throws TypeError or RangeError naming the option that is wrong */
export function readSettings(options: Options<'perms' | 'maxTtl' | 'startLeeway' | 'clock'>): Settings {
  const { perms = [], maxTtl = DEFAULT_MAX_TTL, startLeeway = 0, clock = Date.now } = options
  if (!Array.isArray(perms)) throw new TypeError('perms must be a list of names')
  if (typeof clock !== 'function') throw new TypeError('clock must be a function that returns milliseconds')
  return {
    perms: new Set([...STANDARD_PERMS, ...Array.from(perms, checkPermName)]),
    maxTtl: durationSeconds(maxTtl, 'maxTtl', LARGEST_MAX_TTL),
    startLeeway: startLeeway === 0 ? 0 : durationSeconds(startLeeway, 'startLeeway', LARGEST_LEEWAY),
    clock: clock as () => number,
  }
}

/** What separates the keys of one use from those of another. */
export function checkPurpose(purpose: unknown = 'links'): string {
  return check(purpose, isString, 'purpose', '1 to 64 of a-z 0-9 - .', (text) => /^[a-z0-9.-]{1,64}$/.test(text))
}
