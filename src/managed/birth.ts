import { readClock } from '../values/clock.ts'
import { MAX_TIME } from '../values/encoding.ts'
import { storedNumber } from './numbers.ts'
import type { LinkStore } from './store.ts'
import { StoreError } from './store-error.ts'

/**
 * When a store was born. A store that lost its memory (flushed, restarted, failed over to an empty replica) has no birth: it gets a new one,
 * and managed links that were issued at or before it are refused, since nobody knows any more which of them were revoked or used up.
 */
export interface Birth {
  /**
   * Reads keys and the birth together. A birth that is missing or unexpected is replaced first. Rejects with a `StoreError`.
   *
   * @param read `read` of the store, or what it gave recently, for as long as `known` gives the same
   */
  readonly readWith: (read: LinkStore['read'], keys: readonly string[]) => Promise<ReadWithBirth>
  /** What this instance knows of the birth: whatever was read while it knew something else may be older than the birth. */
  readonly known: () => number | undefined
  /** The last second at which no link may be issued, as far as this instance knows. */
  readonly floor: () => number
}

/** What was read together with the birth. */
export interface ReadWithBirth {
  /** The last second at which a link that is refused because of the birth was issued. */
  readonly second: number
  /** One for each key; more may follow. */
  readonly texts: readonly (string | undefined)[]
}

/** An instance that is younger may be the first of all, whose first links must work. In milliseconds. */
const YOUNG = 2000

/** How often one call reads while others learn of another birth each time, which no store that works makes them do. */
const MAX_READS = 10

/**
 * A birth is stored as twice its second, plus 1 if it replaced one that was lost. Everyone who knew the lost one then sees that a new one
 * was set late enough, and leaves it; a birth set by an instance that knew no other may be too early, and is replaced.
 */
export function createBirth(store: LinkStore, key: string, clock: () => number, skew: number): Birth {
  const created = readClock(clock)
  const createdSecond = Math.floor(created / 1000)
  let known: number | undefined

  /** What no clock can give is an error of the store, and not remembered. */
  const birthOf = (text: string | undefined): number | undefined => {
    const value = storedNumber(text)
    if (secondOf(value) > MAX_TIME) throw new StoreError('the store gave a birth beyond all times')
    return value
  }

  const replace = async (value: number): Promise<void> => {
    await store.raise(key, value, Number.POSITIVE_INFINITY)
    const [text] = await store.read([key])
    const stored = birthOf(text)
    // What was known is kept, so that this instance still notices the loss.
    if (stored === undefined) throw new StoreError('the store does not keep what is written to it')
    known = stored
  }

  const learn = async (value: number | undefined): Promise<void> => {
    const isReplaced = value !== undefined && value % 2 === 1
    if (value !== undefined && (known === undefined || isReplaced)) {
      known = value
      return
    }
    const now = readClock(clock)
    const isFirst = value === undefined && known === undefined && now - created <= YOUNG
    // Beyond the one that was known, since links are issued in the second after it: two losses may be less than a second apart.
    const next = Math.max(Math.ceil(now / 1000) + skew, secondOf(known) + 1)
    await replace(isFirst ? 2 * createdSecond : 2 * next + 1)
  }

  const readWith = async (read: LinkStore['read'], keys: readonly string[]): Promise<ReadWithBirth> => {
    for (let attempt = 0; attempt < MAX_READS; attempt++) {
      const before = known
      const texts = await read([...keys, key])
      const value = birthOf(texts[keys.length])
      if (value === undefined || value !== known) {
        // Asked before another call learnt of a birth, and answered after that: it does not show a loss, and must not raise the birth.
        if (known !== before) continue
        await learn(value)
      }
      return { second: secondOf(known), texts }
    }
    throw new StoreError('the store gave another birth each time it was asked')
  }

  // At once, so that this instance notices if the store loses its memory later. Every verification asks again.
  readWith(store.read, []).catch(() => undefined)

  return Object.freeze({
    readWith,
    known: () => known,
    floor: () => Math.max(createdSecond, secondOf(known)),
  })
}

/** The second of a birth as it is stored; -1 if there is none. */
export function secondOf(birth: number | undefined): number {
  return birth === undefined ? -1 : Math.floor(birth / 2)
}
