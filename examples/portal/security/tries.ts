const MINUTE = 60_000
const MAX_KEYS = 10_000

/** Counts what may be tried a few times a minute. */
export interface Tries {
  /** Counts one, before it is known how it ends, so that many at once are not more than are allowed. False if there were too many. */
  readonly take: (key: string) => boolean
}

/** Allows five tries a minute for each key, and 300 for all keys together, so that tries cannot keep the machine busy. */
export function limitTries(each = 5, together = 300, clock: () => number = Date.now): Tries {
  const tries = new Map<string, number[]>()
  let all: number[] = []
  return {
    take(key) {
      const since = clock() - MINUTE
      all = all.filter((at) => at > since)
      const own = (tries.get(key) ?? []).filter((at) => at > since)
      if (own.length >= each || all.length >= together) return false
      if (tries.size >= MAX_KEYS) for (const [name, at] of tries) if (!at.some((one) => one > since)) tries.delete(name)
      tries.set(key, [...own, clock()])
      all.push(clock())
      return true
    },
  }
}
