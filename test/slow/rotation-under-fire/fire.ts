import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, createClient } from './client.ts'
import type { Fleet } from './fleet.ts'
import { ANSWERS, type HeldLink, heldLink, type Outcome, outcomeAt, outcomeWithin } from './outcome.ts'
import type { PlannedKey } from './planned-key.ts'
import { emptyTally, type Tally } from './tally.ts'

/** Holders of links and those who make them, asking all servers without a pause. */
export interface Fire {
  /** The key set that is being published: what is right is judged by it. */
  readonly expect: (keys: readonly PlannedKey[]) => void
  /** Waits for the last answers. */
  readonly cease: () => Promise<Tally>
}

/** Milliseconds between bursts, and what is in one: some 400 requests a second. */
const PAUSE = 25
const MADE = 2
const USED = 8
/** More wait for no answer at a time: a slow machine is asked less, and not buried. */
const MOST_WAITING = 64
/** How often each kind is asked for, out of 20. */
const SHARES: readonly Outcome[] = [
  ...Array<Outcome>(9).fill('allowed'),
  ...Array<Outcome>(5).fill('expired'),
  ...Array<Outcome>(6).fill('retired'),
]

/** `random` gives numbers from 0 up to 1: what is asked for, and of which server. */
export function openFire(fleet: Fleet, keys: readonly PlannedKey[], random: () => number): Fire {
  const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const client = createClient(fleet)
  const tally = emptyTally()
  const links: HeldLink[] = []
  const ends = new Map<string, number>()
  let newest = { id: '', signFrom: 0 }
  const expect = (all: readonly PlannedKey[]): void => {
    for (const { id, signFrom = 0, verifyUntil } of all) {
      if (verifyUntil !== undefined) ends.set(id, verifyUntil * 1000)
      if (signFrom >= newest.signFrom) newest = { id, signFrom }
    }
  }
  const endOf = (link: HeldLink): number => ends.get(link.keyId) ?? Number.POSITIVE_INFINITY
  const skewOf = (server: number): number => fleet.members[server]?.skew as number

  let count = 0
  const make = async (): Promise<void> => {
    const file = `file-${count++}`
    const answer = await client.ask(
      count % fleet.members.length,
      `/links/${file}?ttl=${1 + Math.floor(random() * fleet.maxTtl)}`,
    )
    if (answer === undefined) tally.unanswered++
    else if (answer.status !== 200) tally.notMade.push(shown(answer))
    else {
      tally.made++
      links.push(heldLink(answer.body.token as string, file, answer.server))
    }
  }
  const use = async (link: HeldLink): Promise<void> => {
    const answer = await client.ask(
      Math.floor(random() * fleet.members.length),
      `/files/${link.file}?token=${link.token}`,
    )
    if (answer === undefined) {
      tally.unanswered++
      return
    }
    const { server, from, to } = answer
    const skew = skewOf(server)
    const right = outcomeWithin(link, endOf(link), from + skew, to + skew)
    if (right === undefined) {
      tally.undecided++
      return
    }
    tally.asked[right]++
    const isRight = shown(answer) === ANSWERS[right] && (right !== 'allowed' || answer.body.file === link.file)
    if (!isRight) {
      const { token: _, ...rest } = link
      tally.wrong.push({ right, answer: shown(answer), link: rest, server, sent: from })
    } else if (right === 'allowed') {
      tally.paths.add(`${link.keyId} ${link.maker} ${server}`)
      if (link.keyId !== newest.id && from + skew >= newest.signFrom * 1000) tally.olderKey++
    }
  }

  const sorted = (): Readonly<Record<Outcome, HeldLink[]>> => {
    const kinds: Record<Outcome, HeldLink[]> = { allowed: [], expired: [], retired: [] }
    const clock = Date.now()
    for (const link of links) kinds[outcomeAt(link, endOf(link), clock)].push(link)
    return kinds
  }
  const waiting = new Set<Promise<void>>()
  const start = (task: Promise<void>): void => {
    waiting.add(task)
    task.finally(() => waiting.delete(task))
  }
  let ceased = false
  const burn = async (): Promise<void> => {
    while (!ceased) {
      const kinds = sorted()
      for (let i = 0; i < MADE && waiting.size < MOST_WAITING; i++) start(make())
      for (let i = 0; i < USED && waiting.size < MOST_WAITING; i++) {
        const link = oneOf(kinds[oneOf(SHARES) as Outcome]) ?? oneOf(kinds.allowed)
        if (link !== undefined) start(use(link))
      }
      await sleep(PAUSE)
    }
  }
  expect(keys)
  const burning = burn()
  return {
    expect,
    cease: async () => {
      ceased = true
      await burning
      await Promise.all(waiting)
      client.close()
      tally.failedConnections = client.failedConnections()
      return tally
    },
  }
}

function shown({ status, body }: Answer): string {
  return typeof body.code === 'string' ? `${status} ${body.code}` : String(status)
}
