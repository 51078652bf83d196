import { MAX_TIME } from '../values/encoding.ts'
import type { Options } from '../values/options.ts'
import { askMilliseconds, durationText, normalizeDuration, normalizeInstant } from '../values/time.ts'

/** Seconds since the epoch; no start if the link works at once. */
export type Lifetime = { readonly start: number | undefined; readonly expires: number }

/**
 * Start and end of a link that is signed at `now`, in seconds since the epoch (SPEC.md, section 7).
 * @throws TypeError or RangeError if a time has another form, or is beyond `maxTtl` or the key's own end
 */
export function normalizeLifetime(
  ttl: unknown,
  options: Options<'notBefore' | 'roundExpiry'>,
  now: number,
  maxTtl: number,
  key: { readonly id: string; readonly verifyUntil: number },
): Lifetime {
  const notBefore = options.notBefore === undefined ? now : normalizeInstant(options.notBefore, now, 'notBefore')
  const start = Math.max(now, notBefore)
  if (start - now > maxTtl) throw beyondMaxTtl('notBefore must be at most', 'ahead', maxTtl, options.notBefore)
  const asked = normalizeInstant(ttl, notBefore, 'ttl')
  if (asked <= start) throw new RangeError('ttl must end in the future and after notBefore')
  if (asked - start > maxTtl) throw beyondMaxTtl('ttl must be at most', 'long', maxTtl, ttl)
  const keyEnd = Math.floor(key.verifyUntil / 1000)
  // Otherwise the link would stop early, without an error, when its key does (boto3#2392).
  if (asked > keyEnd) throw new RangeError(`ttl must not end after verifyUntil of the signing key "${key.id}"`)
  const latest = Math.min(start + maxTtl, keyEnd, MAX_TIME)
  const expires = options.roundExpiry === undefined ? asked : roundExpiry(asked, start, latest, options.roundExpiry)
  return { start: options.notBefore === undefined ? undefined : notBefore, expires }
}

function beyondMaxTtl(rule: string, extent: string, maxTtl: number, value: unknown): RangeError {
  const hint = askMilliseconds(value)
  return new RangeError(
    `${rule} ${durationText(maxTtl)} ${extent}; to allow more, raise maxTtl in createLinks({ maxTtl })${hint}`,
  )
}

function roundExpiry(expires: number, start: number, latest: number, value: unknown): number {
  const window = normalizeDuration(value, 'roundExpiry')
  if (window > expires - start) throw new RangeError('roundExpiry must not be longer than the lifetime of the link')
  const up = Math.ceil(expires / window) * window
  return up <= latest ? up : Math.floor(expires / window) * window
}
