import { isDeepStrictEqual } from 'node:util'
import { createLinks, type Grant, type Key, narrow } from 'daypass'
import type { MacVector } from '../../spec/make-vectors/macs.ts'
import type { NarrowVector } from '../../spec/make-vectors/narrowings.ts'
import type { KeyData, SignVector } from '../../spec/make-vectors/signed.ts'
import type { Vector } from '../../spec/make-vectors/vector.ts'

/** The files of `test/spec/vectors`, by name. */
export interface VectorFiles {
  readonly accepted: readonly Vector[]
  readonly refused: readonly Vector[]
  readonly 'non-ascii': readonly Vector[]
  readonly sign: readonly SignVector[]
  readonly narrow: readonly NarrowVector[]
  readonly mac: readonly MacVector[]
}

/** Names of the vectors that do not hold, and how many there are in all. */
export function checkVectors(files: VectorFiles): { readonly count: number; readonly failed: readonly string[] } {
  const checks: readonly (readonly [string, () => boolean])[] = [
    ...[...files.accepted, ...files.refused, ...files['non-ascii']].map(
      (one) => [one.name, () => verifies(one)] as const,
    ),
    ...files.sign.map((one) => [one.name, () => signs(one)] as const),
    ...files.narrow.map((one) => [one.name, () => narrows(one)] as const),
    ...files.mac.map((one) => [one.name, () => holds(one)] as const),
  ]
  return { count: checks.length, failed: checks.filter(([, passes]) => !passes()).map(([name]) => name) }
}

function verifies({
  secret,
  keyId,
  purpose,
  maxTtl,
  startLeeway,
  verifyUntil,
  now,
  token,
  request,
  expected,
}: Vector): boolean {
  const links = createLinks<string>({
    keys: [{ id: keyId, secret, ...(verifyUntil !== undefined && { verifyUntil: new Date(verifyUntil) }) }],
    purpose,
    perms: request.perm === undefined ? [] : [request.perm],
    ...(maxTtl !== undefined && { maxTtl }),
    ...(startLeeway !== undefined && { startLeeway }),
    clock: () => now,
  })
  const result = links.tryVerify(token, request)
  if (expected.ok) return result.ok && isDeepStrictEqual(dataOf(result.grant), expected.grant)
  return !result.ok && result.code === expected.code
}

function dataOf({ expiresAt, notBefore, ...grant }: Grant): object {
  const times = { expiresAt: expiresAt.getTime() / 1000, ...(notBefore && { notBefore: notBefore.getTime() / 1000 }) }
  // As data: without members that are undefined, and with the prototypes of literals.
  return JSON.parse(JSON.stringify({ ...grant, ...times }))
}

function signs({ keys, purpose, maxTtl, now, fileId, perms, ttl, options, token }: SignVector): boolean {
  const set = keys.map(keyOf)
  const links = createLinks<string>({ keys: set, purpose, ...(maxTtl !== undefined && { maxTtl }), clock: () => now })
  return outcomeOf(() => links.sign(fileId, perms, revive(ttl), reviveAll(options))) === (token ?? 'RangeError')
}

function narrows({ parent, options, child, error }: NarrowVector): boolean {
  const outcome = outcomeOf(() => narrow(parent, reviveAll(options) as never))
  if (child !== null) return outcome === child
  return error === 'malformed' ? outcome === 'LinkError' : outcome === 'TypeError' || outcome === 'RangeError'
}

function holds({ secretBytes, purpose, token, request }: MacVector): boolean {
  const keys = [{ id: 'k1', secret: Buffer.from(secretBytes, 'hex') }]
  return createLinks<string>({ keys, purpose, clock: () => 1_700_000_000_000 }).tryVerify(token, request).ok
}

function outcomeOf(act: () => string): string {
  try {
    return act()
  } catch (error) {
    return (error as Error).name
  }
}

function keyOf({ id, secret, ...times }: KeyData): Key {
  return { id, secret, ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, new Date(at)])) }
}

/** A date is `{ date: milliseconds }` in JSON. */
function revive(value: unknown): never {
  const isDate = typeof value === 'object' && value !== null && 'date' in value
  return (isDate ? new Date(value.date as number) : value) as never
}

function reviveAll(options: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, revive(value)]))
}
