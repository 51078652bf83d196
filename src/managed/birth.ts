import { readClock } from '../values/clock.ts'
import { storedNumber } from './numbers.ts'
import type { LinkStore } from './store.ts'
import { StoreError } from './store-error.ts'

/**
 * When a store was born. A store that lost its memory (flushed, restarted, failed over to an empty replica) has no birth: it gets a new one,
 * and managed links that were issued at or before it are refused, since nobody knows any more which of them were revoked or used up.
 */
export interface Birth {
  /** The second of a birth that was read, once a missing or unexpected one has been replaced. Rejects with a `StoreError`. */
  readonly observe: (text: string | undefined) => number | Promise<number>
  /** The last second at which no link may be issued, as far as this instance knows. */
  readonly floor: () => number
}

/** An instance that is younger may be the first of all, whose first links must work. In milliseconds. */
const YOUNG = 2000

/**
 * A birth is stored as twice its second, plus 1 if it replaced one that was lost. Everyone who knew the lost one then sees that a new one
 * was set late enough, and leaves it; a birth set by an instance that knew no other may be too early, and is replaced.
 */
export function createBirth(store: LinkStore, key: string, clock: () => number, skew: number): Birth {
  const created = readClock(clock)
  const createdSecond = Math.floor(created / 1000)
  let known: number | undefined

  const replace = async (value: number): Promise<number> => {
    await store.raise(key, value, Number.POSITIVE_INFINITY)
    const [text] = await store.read([key])
    known = storedNumber(text)
    if (known === undefined) throw new StoreError('the store does not keep what is written to it')
    return Math.floor(known / 2)
  }

  const observe = (text: string | undefined): number | Promise<number> => {
    const value = storedNumber(text)
    const isReplaced = value !== undefined && value % 2 === 1
    if (value !== undefined && (known === undefined || value === known || isReplaced)) {
      known = value
      return Math.floor(value / 2)
    }
    const now = readClock(clock)
    const isFirst = value === undefined && known === undefined && now - created <= YOUNG
    // Beyond the one that was known, since links are issued in the second after it: two losses may be less than a second apart.
    const next = Math.max(Math.ceil(now / 1000) + skew, secondOf(known) + 1)
    return replace(isFirst ? 2 * createdSecond : 2 * next + 1)
  }

  // At once, so that this instance notices if the store loses its memory later. Every verification asks again.
  store
    .read([key])
    .then(
      async ([text]) => observe(text),
      () => undefined,
    )
    .catch(() => undefined)

  return Object.freeze({
    observe,
    floor: () => Math.max(createdSecond, secondOf(known)),
  })
}

/** The second of a birth as it is stored; -1 if there is none. */
export function secondOf(birth: number | undefined): number {
  return birth === undefined ? -1 : Math.floor(birth / 2)
}
