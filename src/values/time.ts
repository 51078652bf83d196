import { types } from 'node:util'

/** A length of time: `'90s'`, `'15m'`, `'4h'`, `'7d'`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Last instant that the format can say, in seconds since the epoch: 11 digits. */
export const MAX_TIME = 99_999_999_999

/** Allowance for servers whose clocks differ when the lifetime is checked again, in seconds. */
export const CLOCK_ALLOWANCE = 900

/**
 * Seconds of a duration: a whole number of seconds, or text such as `'15m'`.
 * @throws TypeError where it is neither number nor string; RangeError where it is not a whole number >= 1, or beyond `max`
 */
export function durationSeconds(value: unknown, name: string, max: number = MAX_TIME): number {
  if (typeof value !== 'number' && typeof value !== 'string') {
    throw new TypeError(`${name} must be a duration, such as '15m' or 900 (seconds); there is no default`)
  }
  const seconds = typeof value === 'number' ? value : parseDuration(value)
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new RangeError(`${name} must be '90s', '15m', '4h', '7d' or a whole number of seconds, at least 1`)
  }
  if (seconds > max) throw new RangeError(`${name} must be at most ${max} seconds`)
  return seconds
}

function parseDuration(text: string): number {
  const match = /^([1-9][0-9]*)([smhd])$/.exec(text)
  return match === null ? Number.NaN : Number(match[1]) * UNIT_SECONDS[match[2] as keyof typeof UNIT_SECONDS]
}

/** Seconds since the epoch of a `Date`, rounded down, or of a duration counted from `from`. */
export function instantSeconds(value: unknown, from: number, name: string): number {
  if (!types.isDate(value)) return withinFormat(from + durationSeconds(value, name), name)
  const seconds = Math.floor(value.getTime() / 1000)
  if (!(seconds >= 0)) throw new RangeError(`${name} must be a valid Date, not before 1970`)
  return withinFormat(seconds, name)
}

function withinFormat(seconds: number, name: string): number {
  if (seconds > MAX_TIME) throw new RangeError(`${name} lies beyond the last instant that a link can say`)
  return seconds
}

/** Milliseconds since the epoch. A clock that gives anything else would switch expiry off, so it stops everything. */
export function readClock(clock: () => number): number {
  const now = clock()
  if (!Number.isFinite(now) || now < 0) throw new RangeError('clock must return a finite number of milliseconds >= 0')
  return now
}
