import { setTimeout as sleep } from 'node:timers/promises'
import type { LinkStore } from 'daypass/managed'

/** Mistakes that stores make. Without one, the store is right. */
export interface Flaws {
  /** Reads the count, and writes it back a moment later. */
  readonly readsThenWrites?: boolean
  /** Looks for the claim before the moment in which it counts. */
  readonly looksForClaimFirst?: boolean
  readonly extendsLeases?: boolean
  readonly neverEndsLeases?: boolean
  readonly ignoresEndOfLease?: boolean
  readonly keepsLastMark?: boolean
  readonly keepsLastEnd?: boolean
  readonly readsEndedEntries?: boolean
  readonly forgetsAtEndOfFirst?: boolean
  readonly keyOfClaim?: (key: string, claim: string) => string
  readonly keyOfEntry?: (key: string) => string
  readonly leasesToRefused?: boolean
  readonly countsAtMaxOfZero?: boolean
  readonly admitsAfterEnd?: boolean
  readonly keepsText?: (text: string) => string
  readonly keepsNumber?: (value: number) => number
  readonly keepsEndOfText?: boolean
  readonly overshoots?: boolean
  /** The clock that `raise` returns; ends are judged by that of the process. */
  readonly clock?: () => number
  /** Takes an entry that is newer than the clock for one that was damaged. */
  readonly distrustsTheFuture?: boolean
  readonly absent?: null
  readonly keysAtOnce?: number
  readonly neverDeletes?: boolean
  readonly keepsFirstMax?: boolean
  /** The claim under which calls without one are kept. */
  readonly claimOfNone?: string
  readonly sortsKeys?: boolean
}

interface Entry {
  readonly value: string | number
  readonly end: number
  readonly made: number
}

/** A store that is simple, slow, and wrong in the ways that are asked for. */
export function flawedStore(flaws: Flaws = {}): LinkStore {
  const entries = new Map<string, Entry>()
  const firstMax = new Map<string, number>()
  const keyOfEntry = flaws.keyOfEntry ?? ((key: string) => key)
  const keyOfClaim = flaws.keyOfClaim ?? ((key: string, claim: string) => `${key} ${JSON.stringify(claim)}`)
  const get = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (entry === undefined || (flaws.distrustsTheFuture && entry.made > Date.now())) return undefined
    return flaws.readsEndedEntries || entry.end > Date.now() ? entry : undefined
  }
  const set = (key: string, value: string | number, end: number): void => {
    entries.set(key, { value, end, made: Date.now() })
  }
  const laterEnd = (old: Entry | undefined, end: number): number => {
    if (flaws.forgetsAtEndOfFirst && old !== undefined) return old.end
    return flaws.keepsLastEnd ? end : Math.max(old?.end ?? 0, end)
  }
  const keepsNumber = flaws.keepsNumber ?? ((value: number) => value)

  return {
    read: async (keys) => {
      const asked = flaws.sortsKeys ? [...keys].sort() : keys
      const texts = asked.map((key) => get(keyOfEntry(key))?.value.toString() ?? (flaws.absent as undefined))
      return texts.slice(0, flaws.keysAtOnce)
    },
    raise: async (rawKey, value, end) => {
      const key = keyOfEntry(rawKey)
      const old = get(key)
      const larger = flaws.keepsLastMark ? value : Math.max(Number(old?.value ?? 0), value)
      const last = laterEnd(old, end)
      set(key, keepsNumber(larger), last)
      return flaws.clock === undefined ? Date.now() : flaws.clock()
    },
    write: async (rawKey, text, end) => {
      const key = keyOfEntry(rawKey)
      if (text === undefined) {
        if (!flaws.neverDeletes) entries.delete(key)
      } else {
        const kept = flaws.keepsEndOfText ? (get(key)?.end ?? end) : end
        set(key, (flaws.keepsText ?? ((same: string) => same))(text), kept)
      }
    },
    use: async (rawKey, rawClaim, givenMax, leaseMs, end) => {
      const key = keyOfEntry(rawKey)
      const claim = rawClaim ?? flaws.claimOfNone
      if (!firstMax.has(key)) firstMax.set(key, givenMax)
      const max = flaws.keepsFirstMax ? (firstMax.get(key) as number) : givenMax
      const lease = claim === undefined ? undefined : keyOfClaim(key, claim)
      const leaseEnd = flaws.ignoresEndOfLease ? Date.now() + leaseMs : Math.min(Date.now() + leaseMs, end)
      const hold = (): void => {
        const until = flaws.neverEndsLeases ? end : leaseEnd
        if (lease !== undefined) set(lease, '', until)
      }
      if (end <= Date.now() && !flaws.admitsAfterEnd) return { admitted: false, used: Number(get(key)?.value ?? 0) }
      let used = Number(get(key)?.value ?? 0)
      if (lease !== undefined && get(lease) !== undefined) {
        if (flaws.extendsLeases) hold()
        return { admitted: true, used }
      }
      if (flaws.looksForClaimFirst) {
        await sleep(1)
        used = Number(get(key)?.value ?? 0)
      }
      if (used >= max + (flaws.overshoots ? 1 : 0)) {
        if (flaws.leasesToRefused) hold()
        if (flaws.countsAtMaxOfZero && max === 0) set(key, used, end)
        return { admitted: false, used }
      }
      if (flaws.readsThenWrites) await sleep(1)
      set(key, used + 1, laterEnd(get(key), end))
      hold()
      return { admitted: true, used: used + 1 }
    },
  }
}
