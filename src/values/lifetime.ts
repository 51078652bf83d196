import type { Options } from './options.ts'
import { durationSeconds, instantSeconds, MAX_TIME } from './time.ts'

/** Seconds since the epoch; no start where the link works at once. */
export type Lifetime = { readonly start: number | undefined; readonly expires: number }

/**
 * Start and end of a link that is signed at `now`, in seconds since the epoch (SPEC.md, section 7).
 * @throws TypeError or RangeError where a time is of a wrong form, or beyond `maxTtl` or the key's own end
 */
export function readLifetime(
  ttl: unknown,
  options: Options<'notBefore' | 'roundExpiry'>,
  now: number,
  maxTtl: number,
  key: { readonly id: string; readonly verifyUntil: number },
): Lifetime {
  const notBefore = options.notBefore === undefined ? now : instantSeconds(options.notBefore, now, 'notBefore')
  const start = Math.max(now, notBefore)
  if (start - now > maxTtl) throw new RangeError(`notBefore must be at most maxTtl (${maxTtl} seconds) ahead`)
  const asked = instantSeconds(ttl, notBefore, 'ttl')
  if (asked <= start) throw new RangeError('ttl must end after now, and after the link starts')
  if (asked - start > maxTtl) throw new RangeError(`ttl must be at most maxTtl (${maxTtl} seconds)`)
  const keyEnd = Math.floor(key.verifyUntil / 1000)
  // Otherwise the link would stop early, without an error, when its key does (boto3#2392).
  if (asked > keyEnd) throw new RangeError(`ttl must end no later than key "${key.id}" does, at its verifyUntil`)
  const latest = Math.min(start + maxTtl, keyEnd, MAX_TIME)
  const expires = options.roundExpiry === undefined ? asked : roundExpiry(asked, start, latest, options.roundExpiry)
  return { start: options.notBefore === undefined ? undefined : notBefore, expires }
}

function roundExpiry(expires: number, start: number, latest: number, value: unknown): number {
  const window = durationSeconds(value, 'roundExpiry')
  if (window > expires - start) throw new RangeError('roundExpiry must be at most the lifetime')
  const up = Math.ceil(expires / window) * window
  return up <= latest ? up : Math.floor(expires / window) * window
}
