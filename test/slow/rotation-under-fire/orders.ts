import { setTimeout as sleep } from 'node:timers/promises'
import type { Fire } from './fire.ts'
import type { Fleet } from './fleet.ts'
import { ANSWERS } from './outcome.ts'
import { type PlannedKey, plannedKey } from './planned-key.ts'
import type { Tally } from './tally.ts'

/** Milliseconds. */
export interface Timing {
  /** From the publication of a key to its first signature. */
  readonly lead: number
  /** From the first server that gets a key set to the last. */
  readonly lag: number
  /** No clock is further from the true time. */
  readonly skew: number
}

/** Message of the error if the machine was too slow to keep the order, so that nothing was shown. */
export const TOO_SLOW = 'the machine is too slow: a key set came after it took effect'

/**
 * One rotation in the documented order: publish, change by the clock, retire, take out.
 *
 * @returns the key that signs from now on
 * @throws Error `TOO_SLOW`
 */
export async function rotate(
  fleet: Pick<Fleet, 'maxTtl' | 'publish'>,
  fire: Pick<Fire, 'expect'>,
  old: PlannedKey,
  id: string,
  timing: Timing,
): Promise<PlannedKey> {
  const { lead, lag, skew } = timing
  const publish = async (keys: readonly PlannedKey[], deadline: number): Promise<void> => {
    fire.expect(keys)
    const last = await fleet.publish(keys, lag)
    if (last + skew >= deadline * 1000) throw new Error(TOO_SLOW)
  }
  const switchAt = Math.ceil((Date.now() + lead) / 1000)
  const next = { ...plannedKey(id), signFrom: switchAt }
  await publish([old, next], switchAt)
  await until(switchAt * 1000 + skew)

  // No link of the old key ends later: by the clock that changes keys, lifetimes are counted too.
  const verifyUntil = switchAt + fleet.maxTtl
  await publish([{ ...old, signUntil: switchAt, verifyUntil }, next], verifyUntil)
  await until(verifyUntil * 1000 + skew)
  await sleep(500)

  await fleet.publish([next], lag)
  await sleep(500)
  return next
}

/** What a wrong order led to. */
export interface Disorder {
  readonly key: PlannedKey
  /** When the last server got the keys. */
  readonly complete: number
}

/** The wrong order: the next key signs as soon as the first server has it. */
export async function signBeforePublished(fleet: Fleet, old: PlannedKey, id: string, lag: number): Promise<Disorder> {
  const key = { ...plannedKey(id), signFrom: Math.floor(Date.now() / 1000) - 1 }
  const complete = await fleet.publish([old, key], lag)
  await sleep(fleet.maxTtl * 1000)
  return { key, complete }
}

/** Everything that speaks against what the wrong order must lead to, and to nothing else. */
export function wrongOrderFaults({ wrong, paths }: Tally, servers: number, { key, complete }: Disorder): string[] {
  const refused = wrong.filter(({ right }) => right === 'allowed')
  // A server without the key cannot tell whether its link has ended.
  const others = wrong.filter(
    ({ right, answer, link, sent }) =>
      right === 'retired' || answer !== ANSWERS.retired || link.keyId !== key.id || sent > complete,
  )
  const ways = [...paths].filter((path) => path.startsWith(`${key.id} `)).length
  return [
    ...(refused.length === 0 ? ['no living link was refused'] : []),
    ...(others.length > 0 ? [`${others.length} other wrong answers, such as ${JSON.stringify(others[0])}`] : []),
    ...(ways !== servers ** 2 ? [`links of the key took ${ways} of ${servers ** 2} ways once all had it`] : []),
  ]
}

async function until(time: number): Promise<void> {
  while (Date.now() < time) await sleep(time - Date.now())
}
