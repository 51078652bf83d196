import { readClock } from '../values/clock.ts'
import type { Birth } from './birth.ts'

/** Gives links the second at which they are issued: late enough for the marks that this instance has raised itself. */
export interface Issuer {
  /** The second of a link that these marks would refuse. */
  readonly issue: (keys: () => readonly string[]) => number
  /** The latest second that was given. */
  readonly latest: () => number
  /** Notes a mark that this instance has raised: its next link of the subject is issued after it, so that sharing again works at once. */
  readonly note: (key: string, mark: number) => void
}

export function createIssuer(clock: () => number, birth: Birth): Issuer {
  const marks = new Map<string, number>()
  let latest = 0

  /** Marks are a little ahead: soon the clock is beyond them, and they need not be known any more. */
  const forget = (now: number): void => {
    for (const [key, mark] of marks) if (mark < now) marks.delete(key)
  }

  return Object.freeze({
    issue: (keys: () => readonly string[]) => {
      const now = Math.floor(readClock(clock) / 1000)
      let second = Math.max(now, birth.floor() + 1)
      if (marks.size > 0) {
        forget(now)
        for (const key of keys()) second = Math.max(second, (marks.get(key) ?? 0) + 1)
      }
      latest = Math.max(latest, second)
      return second
    },
    latest: () => latest,
    note: (key: string, mark: number) => {
      forget(Math.floor(readClock(clock) / 1000))
      // Of two revocations at once, the later mark may be acknowledged first.
      marks.set(key, Math.max(mark, marks.get(key) ?? 0))
    },
  })
}
