import type { Key, LinksOptions, SignOptions } from 'daypass'
import type { KeyData, SignVector } from '../spec/make-vectors/signed.ts'
import type { Vector } from '../spec/make-vectors/vector.ts'

/** Options of `createLinks` for a vector that is verified. */
export function verifierOptions(vector: Vector): LinksOptions<string> {
  const { secret, keyId, purpose, maxTtl, startLeeway, verifyUntil, now, request } = vector
  return {
    keys: [{ id: keyId, secret, ...(verifyUntil !== undefined && { verifyUntil: new Date(verifyUntil) }) }],
    purpose,
    perms: request.perm === undefined ? [] : [request.perm],
    ...(maxTtl !== undefined && { maxTtl }),
    ...(startLeeway !== undefined && { startLeeway }),
    clock: () => now,
  }
}

/** Options of `createLinks` for a vector that is signed. */
export function signerOptions({ keys, purpose, maxTtl, now }: SignVector): LinksOptions<string> {
  return { keys: keys.map(keyOf), purpose, ...(maxTtl !== undefined && { maxTtl }), clock: () => now }
}

/** Arguments of `sign`. */
export function signArguments({ fileId, perms, ttl, options }: SignVector): [string, string[], Date, SignOptions] {
  return [fileId, perms as string[], revive(ttl) as Date, reviveAll(options)]
}

/** Options as JSON has them: a date is `{ date: milliseconds }`. */
export function reviveAll(options: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, revive(value)]))
}

function revive(value: unknown): unknown {
  const isDate = typeof value === 'object' && value !== null && 'date' in value
  return isDate ? new Date(value.date as number) : value
}

function keyOf({ id, secret, ...times }: KeyData): Key {
  return { id, secret, ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, new Date(at)])) }
}
