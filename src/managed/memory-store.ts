import { readClock } from '../values/clock.ts'
import { normalizeOptions } from '../values/options.ts'
import { createExpiringMap } from './expiring-map.ts'
import type { LinkStore, StoreUse } from './store.ts'
import { assertKeys, assertRaise, assertUse, assertWrite, claimKey } from './store-arguments.ts'

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** The store's clock: milliseconds since the epoch. Default: `Date.now`, looked up at every call. */
  readonly clock?: () => number
}

/**
 * A store in the memory of this process, for tests and for servers that run as one process. It forgets everything when the process ends,
 * and instances do not see each other's marks and counts: several processes need a store that they share.
 *
 * Every mark that is raised, text that is written and use that is counted looks at up to four other entries, and removes those that have
 * ended.
 *
 * @throws TypeError if the options are not a plain object with a function `clock`. Operations reject with a `TypeError` or `RangeError` if
 * an argument is outside what `LinkStore` allows, or if the clock does not return a finite number that is at least 0.
 *
 * @example
 * ```ts
 * import { memoryStore } from 'daypass/managed'
 *
 * const store = memoryStore()
 * const end = Date.now() + 60_000
 * await store.raise('{links}:file:q3.pdf', 1_795_521_600, end)
 * console.log(await store.read(['{links}:file:q3.pdf', '{links}:all'])) // [ '1795521600', undefined ]
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): LinkStore {
  const clock = normalizeOptions(options, ['clock'], 'memoryStore').clock ?? (() => Date.now())
  if (typeof clock !== 'function') throw new TypeError('memoryStore: clock must be a function')
  const now = (): number => Math.floor(readClock(clock as () => number, 'memoryStore: clock'))
  const entries = createExpiringMap<string | number>()

  // Nothing is awaited inside an operation, so that no other can come between its parts.
  return Object.freeze({
    read: async (keys: readonly string[]) => {
      assertKeys(keys)
      const at = now()
      return keys.map((key) => entries.get(key, at)?.value.toString())
    },

    raise: async (key: string, value: number, end: number) => {
      assertRaise(key, value, end)
      const at = now()
      const mark = entries.get(key, at)
      entries.set(key, Math.max(value, Number(mark?.value ?? 0)), Math.max(end, mark?.end ?? 0), at)
      return at
    },

    write: async (key: string, text: string | undefined, end: number) => {
      assertWrite(key, text, end)
      if (text === undefined) entries.delete(key)
      else entries.set(key, text, end, now())
    },

    use: async (
      key: string,
      claim: string | undefined,
      max: number,
      leaseMs: number,
      end: number,
    ): Promise<StoreUse> => {
      assertUse(key, claim, max, leaseMs, end)
      const at = now()
      const count = entries.get(key, at)
      const used = Number(count?.value ?? 0)
      const lease = claim === undefined ? undefined : claimKey(key, claim)
      if (end <= at) return { admitted: false, used }
      if (lease !== undefined && entries.get(lease, at) !== undefined) return { admitted: true, used }
      if (used >= max) return { admitted: false, used }
      entries.set(key, used + 1, Math.max(end, count?.end ?? 0), at)
      if (lease !== undefined) entries.set(lease, '', Math.min(at + leaseMs, end), at)
      return { admitted: true, used: used + 1 }
    },
  })
}
