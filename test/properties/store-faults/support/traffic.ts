import { setTimeout as sleep } from 'node:timers/promises'
import { LinkError } from 'daypass'
import { type ManagedLinks, StoreError } from 'daypass/managed'

/** What traffic has seen so far. */
export interface Tally {
  /** New links that were accepted. */
  readonly accepted: number
  /** Links that were tried again after they had been spent or revoked. */
  readonly triedAgain: number
  /** Operations that the store failed. */
  readonly unavailable: number
  /** What must never happen. */
  readonly faults: readonly string[]
}

/** A link that must not be accepted any more. */
export interface DeadLink {
  readonly token: string
  readonly why: 'spent' | 'revoked'
}

export interface Traffic {
  readonly tally: () => Tally
  /** Links that died since the last call. */
  readonly takeDead: () => readonly DeadLink[]
  /** Tries these too from now on. */
  readonly addDead: (links: readonly DeadLink[]) => void
  readonly stop: () => Promise<void>
}

/** Steps that an instance takes at the same time. */
const LANES = 4

/** So many of the last links to die are tried more often than others: a store that forgets brings them back first. */
const RECENT = 100

/** Several instances of one purpose sign, spend and revoke links, and try those again that were spent or revoked. */
export function startTraffic(instances: readonly ManagedLinks[], filesBegin: string, random: () => number): Traffic {
  const counts = { accepted: 0, triedAgain: 0, unavailable: 0 }
  const faults: string[] = []
  const dead: DeadLink[] = []
  let died: DeadLink[] = []
  let files = 0
  let isStopped = false

  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const bury = (link: DeadLink): void => {
    dead.push(link)
    died.push(link)
  }

  /** Whether a link is accepted. A store that fails does not accept; any other error is a fault. */
  const accepts = async (links: ManagedLinks, token: string): Promise<boolean> => {
    try {
      await links.verify(token)
      return true
    } catch (error) {
      if (error instanceof StoreError) counts.unavailable++
      else if (!(error instanceof LinkError)) throw error
      return false
    }
  }

  /** Two instances use a link at once, and more often than it works. */
  const spend = async (one: ManagedLinks, other: ManagedLinks): Promise<void> => {
    const uses = 1 + Math.floor(random() * 3)
    const token = one.sign(`${filesBegin}/${files++}`, 'read', '1h', { uses })
    const calls = Array.from({ length: uses + 2 }, (_, i) => accepts(i % 2 === 0 ? one : other, token))
    const accepted = (await Promise.all(calls)).filter(Boolean).length
    if (accepted > uses) faults.push('a link was accepted more often than it works')
    if (accepted === uses) bury({ token, why: 'spent' })
    counts.accepted += accepted
  }

  /** Another instance than the one that signed it revokes a link, by itself or by its file. */
  const revoke = async (one: ManagedLinks, other: ManagedLinks): Promise<void> => {
    const fileId = `${filesBegin}/${files++}`
    const token = one.sign(fileId, 'read', '1h')
    if (await accepts(one, token)) counts.accepted++
    try {
      await other.revoke(random() < 0.5 ? { token } : { fileId })
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      counts.unavailable++
      return
    }
    bury({ token, why: 'revoked' })
  }

  const tryAgain = async (one: ManagedLinks): Promise<void> => {
    const link = pick(random() < 0.5 ? dead.slice(-RECENT) : dead)
    if (link === undefined) return
    if (await accepts(one, link.token)) faults.push(`a link that had been ${link.why} was accepted`)
    counts.triedAgain++
  }

  const run = async (one: ManagedLinks): Promise<void> => {
    while (!isStopped) {
      const other = pick(instances) as ManagedLinks
      const what = random()
      try {
        await (what < 0.2 ? spend(one, other) : what < 0.4 ? revoke(one, other) : tryAgain(one))
      } catch (error) {
        faults.push(`${error}`)
      }
      // A store that is down may fail at once, and whoever brings it back needs the processor.
      await sleep(1)
    }
  }

  const lanes = instances.flatMap((one) => Array.from({ length: LANES }, () => run(one)))
  return {
    tally: () => ({ ...counts, faults: [...faults] }),
    takeDead: () => {
      const taken = died
      died = []
      return taken
    },
    addDead: (links) => dead.push(...links),
    stop: async () => {
      isStopped = true
      await Promise.all(lanes)
    },
  }
}
