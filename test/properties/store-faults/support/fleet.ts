import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Key } from 'daypass'
import { PROJECT } from '../../../support/project.ts'
import type { StoreKind } from '../../../support/servers/open-store.ts'
import type { DeadLink, Tally } from './traffic.ts'

/** What a process is to do. */
export interface TrafficOptions {
  readonly kind: StoreKind
  readonly place: string
  readonly key: Key
  /** Milliseconds by which the clock of each of its instances is ahead. */
  readonly offsets: readonly number[]
  readonly isNaive: boolean
  readonly seed: number
}

export type Order = 'stop' | { readonly dead: readonly DeadLink[] }

export interface Report {
  readonly tally: Tally
  readonly dead: readonly DeadLink[]
  readonly isLast: boolean
}

/** Processes that make traffic on the links of one purpose, and tell each other which links are dead. */
export interface Fleet {
  /** Resolves once what every process has seen since this call is enough, or one of them has seen a fault. */
  readonly until: (isEnough: (since: Omit<Tally, 'faults'>) => boolean) => Promise<void>
  readonly faults: () => readonly string[]
  readonly stop: () => Promise<void>
}

const script = fileURLToPath(new URL('traffic-process.ts', import.meta.url))
const NOTHING: Tally = { accepted: 0, triedAgain: 0, unavailable: 0, faults: [] }

interface Member {
  readonly child: ChildProcess
  tally: Tally
}

/** Starts a process for each of the options. */
export function startFleet(all: readonly TrafficOptions[]): Fleet {
  let wake = (): void => undefined
  let isStopping = false
  const members = all.map((options): Member => {
    const child = fork(script, [JSON.stringify(options)], { cwd: PROJECT, execArgv: ['--import', 'tsx'] })
    return { child, tally: NOTHING }
  })
  const faults = (): readonly string[] => members.flatMap(({ tally }) => tally.faults)
  const ended = members.map(async (member) => {
    const { child } = member
    child.on('message', ({ tally, dead }: Report) => {
      member.tally = tally
      if (dead.length > 0) for (const other of members) if (other !== member) send(other.child, { dead })
      wake()
    })
    await new Promise((resolve) => child.once('exit', resolve))
    if (!isStopping) member.tally = { ...member.tally, faults: [...member.tally.faults, 'a process ended by itself'] }
    wake()
  })

  return {
    until: async (isEnough) => {
      const before = members.map(({ tally }) => tally)
      const isDone = (): boolean =>
        members.every(({ tally }, i) => isEnough(difference(tally, before[i] as Tally))) || faults().length > 0
      while (!isDone()) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    faults,
    stop: async () => {
      isStopping = true
      for (const { child } of members) send(child, 'stop')
      await Promise.all(ended)
    },
  }
}

function difference(now: Tally, before: Tally): Omit<Tally, 'faults'> {
  return {
    accepted: now.accepted - before.accepted,
    triedAgain: now.triedAgain - before.triedAgain,
    unavailable: now.unavailable - before.unavailable,
  }
}

function send(child: ChildProcess, order: Order): void {
  // One that ends meanwhile needs no order any more.
  if (child.connected) child.send(order, () => undefined)
}
