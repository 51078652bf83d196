import { isString, normalizeEntries, normalizeValue } from '../values/check.ts'
import type { Options } from '../values/options.ts'
import { normalizePermName, STANDARD_PERMS } from '../values/perms.ts'
import { normalizeDuration } from '../values/time.ts'

/** Options once checked. Times in seconds. */
export interface Settings {
  readonly perms: ReadonlySet<string>
  readonly maxTtl: number
  readonly startLeeway: number
  readonly clock: () => number
  /** Whether managed links can be judged. */
  readonly hasStore: boolean
  /** How much clocks of signers may differ, for managed links. */
  readonly skew: number
}

/** In seconds: ten years, with three leap days. */
export const LARGEST_MAX_TTL: number = 3653 * 86_400
const LARGEST_LEEWAY = 900

// Looked up at every call: timers of tests, such as those of Jest and sinon, replace Date after this module is loaded.
const systemClock = (): number => Date.now()

/** @throws TypeError or RangeError naming the option that is wrong */
export function normalizeSettings(options: Options<'perms' | 'maxTtl' | 'startLeeway' | 'clock'>): Settings {
  const { perms = [], maxTtl = '7d', startLeeway = 0, clock = systemClock } = options
  if (!Array.isArray(perms)) throw new TypeError('perms must be a list of names')
  if (typeof clock !== 'function') throw new TypeError('clock must be a function that returns milliseconds')
  return {
    perms: new Set([...STANDARD_PERMS, ...normalizeEntries(perms, normalizePermName)]),
    maxTtl: normalizeDuration(maxTtl, 'maxTtl', LARGEST_MAX_TTL),
    startLeeway: normalizeDuration(startLeeway, 'startLeeway', LARGEST_LEEWAY, 0),
    clock: clock as () => number,
    hasStore: false,
    skew: 0,
  }
}

/** Separates the keys of one use from those of another. */
export function normalizePurpose(purpose: unknown = 'links'): string {
  return normalizeValue(purpose, isString, 'purpose', '1 to 64 of a-z 0-9 - .', (text) =>
    /^[a-z0-9.-]{1,64}$/.test(text),
  )
}
