import { readClock } from '../values/clock.ts'
import type { Birth } from './birth.ts'
import { createExpiringMap, type ExpiringMap } from './expiring-map.ts'

/**
 * Gives links the second at which they are issued: late enough for the marks that this instance has raised itself. What it keeps in memory
 * is ahead of the clock, and is forgotten once the clock is beyond it.
 */
export interface Issuer {
  /** The second of a new link; `keys` are its subjects. */
  readonly issue: (keys: () => readonly string[]) => number
  /** The latest second ahead of the clock that was given to a link of one of these subjects; 0 if there is none. */
  readonly latest: (keys: readonly string[]) => number
  /** Notes a mark that this instance has raised: its next link of the subject is issued after it, so that sharing again works at once. */
  readonly note: (key: string, mark: number) => void
}

export function createIssuer(clock: () => number, birth: Birth): Issuer {
  const marks = createExpiringMap<number>()
  const issued = createExpiringMap<number>()
  let latestMark = -1
  const readSecond = (): number => Math.floor(readClock(clock) / 1000)

  return Object.freeze({
    issue: (keys: () => readonly string[]) => {
      const now = readSecond()
      const first = Math.max(now, birth.floor() + 1)
      if (latestMark < now && first === now) return now
      const subjects = keys()
      const second = Math.max(first, latestOf(marks, subjects, now) + 1)
      if (second > now) for (const key of subjects) keepLater(issued, key, second, now)
      return second
    },
    latest: (keys: readonly string[]) => latestOf(issued, keys, readSecond()),
    // Of two revocations at once, the one with the later mark may be acknowledged first.
    note: (key: string, mark: number) => {
      latestMark = Math.max(latestMark, mark)
      keepLater(marks, key, mark, readSecond())
    },
  })
}

function latestOf(seconds: ExpiringMap<number>, keys: readonly string[], now: number): number {
  return Math.max(0, ...keys.map((key) => seconds.get(key, now)?.value ?? 0))
}

function keepLater(seconds: ExpiringMap<number>, key: string, second: number, now: number): void {
  const later = Math.max(second, seconds.get(key, now)?.value ?? 0)
  seconds.set(key, later, later + 1, now)
}
