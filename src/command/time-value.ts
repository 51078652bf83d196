import type { Duration } from 'daypass'
import { parseIsoTime } from '../keys/iso-time.ts'
import { usage } from './failure.ts'
import type { Given } from './given.ts'

/** A time on the command line as the library takes it: seconds, a duration, or an instant. The library checks it. */
export function timeOf(given: Given, name: string): Date | Duration | number | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  const time = parseIsoTime(text)
  if (!Number.isNaN(time)) return new Date(time)
  // The library would ask for a Date, which nobody can type.
  if (/^[0-9]+-/.test(text)) throw usage(`--${name}: write a time in UTC as 2026-12-01T00:00:00Z`)
  return durationOf(given, name)
}

/** A duration on the command line, or a number of seconds. */
export function durationOf(given: Given, name: string): Duration | number | undefined {
  const text = given.text(name)
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : (text as Duration | undefined)
}

/** An instant on the command line. */
export function instantOf(given: Given, name: string): Date | undefined {
  const time = timeOf(given, name)
  if (time === undefined || time instanceof Date) return time
  throw usage(`--${name}: write a time in UTC as 2026-12-01T00:00:00Z`)
}
