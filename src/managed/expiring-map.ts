/** A map whose entries end, each at an instant of its own. */
export interface ExpiringMap<Value> {
  /** Entries in memory, those among them that have ended and are still to be removed. */
  readonly size: number
  /** The entry, unless it has ended at `now`. */
  readonly get: (key: string, now: number) => Entry<Value> | undefined
  readonly set: (key: string, value: Value, end: number, now: number) => void
  readonly delete: (key: string) => void
}

interface Entry<Value> {
  readonly value: Value
  readonly end: number
}

/**
 * Entries that each `set` looks at and removes if they have ended. A `set` adds one entry, so with more than one the rounds through the
 * map overtake its growth: of n entries that have ended, none is left after n / 3 more.
 */
const LOOKS_PER_SET = 4

export function createExpiringMap<Value>(): ExpiringMap<Value> {
  const entries = new Map<string, Entry<Value>>()
  // An iterator of a Map goes on after the last entry, whatever has been added or deleted meanwhile.
  let round = entries.entries()

  const removeEnded = (now: number): void => {
    for (let i = 0; i < LOOKS_PER_SET; i++) {
      const { value, done } = round.next()
      if (done) {
        round = entries.entries()
        return
      }
      if (value[1].end <= now) entries.delete(value[0])
    }
  }

  return Object.freeze({
    get size() {
      return entries.size
    },
    get: (key: string, now: number) => {
      const entry = entries.get(key)
      return entry !== undefined && entry.end > now ? entry : undefined
    },
    set: (key: string, value: Value, end: number, now: number) => {
      entries.set(key, { value, end })
      removeEnded(now)
    },
    delete: (key: string) => {
      entries.delete(key)
    },
  })
}
