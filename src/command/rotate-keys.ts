import type { Key } from 'daypass'
import { CLOCK_ALLOWANCE } from '../values/clock.ts'
import { usage } from './failure.ts'

interface Plan {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Seconds until the new key signs. */
  readonly delay: number
  /** Seconds that a link can be valid after it was signed. */
  readonly lifetime: number
}

interface Rotated {
  readonly next: readonly Key[]
  readonly switchAt: Date
  /** The keys that the new one takes over from, and when each can be removed. */
  readonly retired: readonly { readonly id: string; readonly verifyUntil: Date }[]
  /** Ids of keys that no longer verify. */
  readonly ended: readonly string[]
}

/**
 * The keys of the next step: `created` signs from the switch-over, and the others stop then, and verify for as long as their last link can
 * be valid (docs/keys.md).
 * @throws Failure if another key is yet to begin to sign, or none signs until the switch-over
 */
export function rotateKeys(keys: readonly Key[], created: Key, { now, delay, lifetime }: Plan): Rotated {
  // Keys have whole seconds.
  const switchAt = new Date((Math.ceil(now / 1000) + delay) * 1000)
  const verifyUntil = new Date(switchAt.getTime() + (lifetime + CLOCK_ALLOWANCE) * 1000)
  const isEnded = ({ verifyUntil: end }: Key): boolean => end !== undefined && timeOf(end) <= now
  const left = keys.filter((key) => !isEnded(key))
  const planned = left.find(({ signFrom }) => signFrom !== undefined && timeOf(signFrom) > now)
  if (planned !== undefined) {
    throw usage(`a rotation is under way: key ${planned.id} has not begun to sign; wait until it does`)
  }
  const signing = left.filter(({ signUntil, verifyUntil: end }) => timeOf(signUntil ?? end) > switchAt.getTime())
  // Links could not be signed until the new key begins to.
  if (signing.length === 0) {
    throw usage('no key signs until then: choose a shorter --in, or create a key with daypass keygen')
  }
  const shortened = signing.map((key) => ({
    ...key,
    signUntil: switchAt,
    verifyUntil: earlier(key.verifyUntil, verifyUntil),
  }))
  return {
    next: [{ ...created, signFrom: switchAt }, ...left.map((key) => shortened.find(({ id }) => id === key.id) ?? key)],
    switchAt,
    retired: shortened.map(({ id, verifyUntil }) => ({ id, verifyUntil })),
    ended: keys.filter(isEnded).map(({ id }) => id),
  }
}

/** Keys as the value of `DAYPASS_KEYS`. Their secrets are texts, as `keysFromEnv` and `createKey` give them. */
export function showKeys(keys: readonly Key[]): string {
  return keys.map(showKey).join(',')
}

function showKey({ id, secret, signFrom, signUntil, verifyUntil }: Key): string {
  const times = [signFrom, signUntil, verifyUntil].map((time) =>
    time === undefined ? '' : String(timeOf(time) / 1000),
  )
  return times.every((time) => time === '') ? `${id}:${secret}` : [id, secret, ...times].join(':')
}

function timeOf(time: Date | string | undefined): number {
  return time === undefined ? Number.POSITIVE_INFINITY : new Date(time).getTime()
}

function earlier(a: Date | string | undefined, b: Date): Date {
  return new Date(Math.min(timeOf(a), b.getTime()))
}
