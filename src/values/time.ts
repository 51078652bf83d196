import { isDate } from './check.ts'
import { MAX_TIME } from './encoding.ts'

/** A length of time with its unit: `'90s'`, `'15m'`, `'4h'`, `'7d'`. `` `${n}s` `` is n seconds, whatever n is. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Largest number that is taken for seconds without a unit. */
const LARGEST_NUMBER = 86_400

/**
 * Seconds of a duration: text such as `'15m'`, or a number that can only be seconds. Milliseconds taken for seconds make a link
 * of minutes one of days, so a number from 10,000 up must not be a whole thousand, and none may exceed a day.
 *
 * @param min 1, or 0 if nothing at all is meaningful
 * @param canBeDate whether the caller also takes a `Date`, for messages
 * @throws TypeError if it is neither a number nor a string; RangeError if it has another form, is ambiguous, or is not within `min` and `max`
 */
export function normalizeDuration(
  value: unknown,
  name: string,
  max: number = MAX_TIME,
  min = 1,
  canBeDate = false,
): number {
  if (typeof value !== 'number' && typeof value !== 'string') throw new TypeError(wantedForm(name, min, canBeDate))
  const seconds = typeof value === 'number' ? value : parseDuration(value)
  if (!Number.isSafeInteger(seconds) || seconds < min) throw new RangeError(wantedForm(name, min, canBeDate))
  if (typeof value === 'number' && (value > LARGEST_NUMBER || isWholeThousand(value))) {
    throw new RangeError(
      `${name}: ${value} is ambiguous; write '${value}s' for seconds or '${inSeconds(value)}' if you meant milliseconds${canBeDate ? '; for an instant, give a Date' : ''}`,
    )
  }
  if (seconds > max) throw new RangeError(`${name} must be at most ${durationText(max)}${askMilliseconds(value)}`)
  return seconds
}

function wantedForm(name: string, min: number, canBeDate: boolean): string {
  const seconds = `a whole number of seconds from ${min} to ${LARGEST_NUMBER}`
  return `${name} must be a duration such as '15m' or '7d', ${canBeDate ? `${seconds}, or a Date` : `or ${seconds}`}`
}

function isWholeThousand(value: number): boolean {
  return value >= 10_000 && value % 1000 === 0
}

function inSeconds(milliseconds: number): Duration {
  return `${Math.max(1, Math.round(milliseconds / 1000))}s`
}

function parseDuration(text: string): number {
  const match = /^(0|[1-9][0-9]*)([smhd])$/.exec(text)
  return match === null ? Number.NaN : Number(match[1]) * UNIT_SECONDS[match[2] as keyof typeof UNIT_SECONDS]
}

/** A number of seconds in the largest unit that expresses it exactly. */
export function durationText(seconds: number): Duration {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds % UNIT_SECONDS[unit] === 0) return `${seconds / UNIT_SECONDS[unit]}${unit}`
  }
  return `${seconds}s`
}

/** For a duration that is too long: what to write if its number of seconds was one of milliseconds. Otherwise nothing. */
export function askMilliseconds(value: unknown): string {
  const count = typeof value === 'string' && /^[1-9][0-9]+000s$/.test(value) ? Number(value.slice(0, -1)) : undefined
  return count === undefined ? '' : `; is ${count} in milliseconds? Then write '${inSeconds(count)}'`
}

/**
 * Seconds since the epoch of a `Date`, rounded down, or of a duration counted from `from`.
 * @throws TypeError if it is neither; RangeError if it is not a valid time from 1970 to 5138
 */
export function normalizeInstant(value: unknown, from: number, name: string): number {
  if (!isDate(value)) return withinFormat(from + normalizeDuration(value, name, MAX_TIME, 1, true), name)
  const seconds = Math.floor(value.getTime() / 1000)
  if (!(seconds >= 0)) throw new RangeError(`${name} must be a valid Date, not before 1970`)
  return withinFormat(seconds, name)
}

function withinFormat(seconds: number, name: string): number {
  if (seconds > MAX_TIME) throw new RangeError(`${name} is too far in the future (latest: 5138-11-16)`)
  return seconds
}
