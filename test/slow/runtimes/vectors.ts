import { createLinks, type Key, type Links, type LinksOptions, narrow } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import type { MacVector } from '../../spec/make-vectors/macs.ts'
import type { NarrowVector } from '../../spec/make-vectors/narrowings.ts'
import type { KeyData, SignVector } from '../../spec/make-vectors/signed.ts'
import type { Vector } from '../../spec/make-vectors/vector.ts'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { isExpected } from './expected.ts'
import { verifiesManaged } from './managed-vectors.ts'

type Check<V> = (vector: V) => boolean | Promise<boolean>

/** Whether a vector holds, for each file: one that has no check here is an error of types. */
const CHECKS: { readonly [Name in keyof VectorFiles]: Check<VectorFiles[Name][number]> } = {
  accepted: verifies,
  refused: verifies,
  'non-ascii': verifies,
  sign: signs,
  'sign-managed': signsManaged,
  managed: verifiesManaged,
  narrow: narrows,
  mac: holds,
}

/** Names of the vectors that do not hold, and how many there are in all. A file that is missing or not known here does not hold either. */
export async function checkVectors(
  files: VectorFiles,
): Promise<{ readonly count: number; readonly failed: readonly string[] }> {
  const checks: Readonly<Record<string, Check<never>>> = CHECKS
  const given = Object.entries(files) as readonly (readonly [string, readonly { readonly name: string }[]])[]
  const failed = Object.keys(checks)
    .filter((file) => !Object.hasOwn(files, file))
    .map((file) => `${file}.json: it is missing`)
  let count = 0
  for (const [file, vectors] of given) {
    const check = checks[file]
    if (check === undefined) {
      failed.push(`${file}.json: nothing checks it`)
      continue
    }
    count += vectors.length
    for (const vector of vectors) if (!(await check(vector as never))) failed.push(`${file}.json: ${vector.name}`)
  }
  return { count, failed }
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
  return isExpected(links.tryVerify(token, request), expected)
}

function signs(vector: SignVector): boolean {
  return signsWith(createLinks<string>(settingsOf(vector)), vector)
}

function signsManaged(vector: SignVector): boolean {
  return signsWith(createManagedLinks<string>({ ...settingsOf(vector), store: memoryStore() }), vector)
}

function settingsOf({ keys, purpose, maxTtl, now }: SignVector): LinksOptions<string> {
  return { keys: keys.map(keyOf), purpose, ...(maxTtl !== undefined && { maxTtl }), clock: () => now }
}

function signsWith({ sign }: Pick<Links<string>, 'sign'>, { fileId, perms, ttl, options, token }: SignVector): boolean {
  return outcomeOf(() => sign(fileId, perms, revive(ttl), reviveAll(options))) === (token ?? 'RangeError')
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
