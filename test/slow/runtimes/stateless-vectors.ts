import { createLinks, type Links, narrow } from 'daypass'
import type { MacVector } from '../../spec/make-vectors/macs.ts'
import type { ManagedVector } from '../../spec/make-vectors/managed-vector.ts'
import type { NarrowVector } from '../../spec/make-vectors/narrowings.ts'
import type { SignVector } from '../../spec/make-vectors/signed.ts'
import type { Vector } from '../../spec/make-vectors/vector.ts'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { reviveAll, signArguments, signerOptions, verifierOptions } from '../../support/vector-options.ts'
import { isExpected } from './expected.ts'

type Check<V> = (vector: V) => boolean | Promise<boolean>

/** Whether a library passes a vector, for each file. A file without a check is a type error. */
export type Checks = { readonly [Name in keyof VectorFiles]: Check<VectorFiles[Name][number]> }

/** What a library without a store does, whether its verbs are synchronous or not. Managed links it must refuse. */
export const STATELESS_CHECKS: Checks = {
  accepted: verifies,
  refused: verifies,
  'non-ascii': verifies,
  sign: signs,
  'sign-managed': refusesSigned,
  managed: refusesManaged,
  narrow: narrows,
  mac: verifiesMac,
}

/** Names of the vectors that fail, and how many there are in all. A file that is missing or not known here fails too. */
export async function runChecks(
  checks: Readonly<Record<string, Check<never>>>,
  files: VectorFiles,
): Promise<{ readonly count: number; readonly failed: readonly string[] }> {
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

async function verifies(vector: Vector): Promise<boolean> {
  const { token, request, expected } = vector
  return isExpected(await createLinks<string>(verifierOptions(vector)).tryVerify(token, request), expected)
}

function signs(vector: SignVector): Promise<boolean> {
  return signsWith(createLinks<string>(signerOptions(vector)), vector)
}

/** Appendix A: a stateless verifier refuses every managed token as such, whatever the state. */
async function refusesManaged({ secret, keyId, purpose, maxTtl, requests }: ManagedVector): Promise<boolean> {
  for (const { now, token } of requests) {
    const keys = [{ id: keyId, secret }]
    const options = { keys, purpose, ...(maxTtl !== undefined && { maxTtl }), clock: () => now }
    if (token.includes('.i') && (await createLinks(options).tryVerify(token)).code !== 'state-required') return false
  }
  return true
}

async function refusesSigned(vector: SignVector): Promise<boolean> {
  if (vector.token === null) return true
  const { boundTo } = vector.options as { readonly boundTo?: string }
  const request = boundTo === undefined ? {} : { boundTo }
  return (await createLinks<string>(signerOptions(vector)).tryVerify(vector.token, request)).code === 'state-required'
}

export async function signsWith({ sign }: Pick<Links<string>, 'sign'>, vector: SignVector): Promise<boolean> {
  const outcome = await outcomeOf(() => sign(...signArguments(vector)))
  return outcome === (vector.token ?? 'RangeError')
}

async function narrows({ parent, options, child, error }: NarrowVector): Promise<boolean> {
  const outcome = await outcomeOf(() => narrow(parent, reviveAll(options) as never))
  if (child !== null) return outcome === child
  return error === 'malformed' ? outcome === 'LinkError' : outcome === 'TypeError' || outcome === 'RangeError'
}

async function verifiesMac({ secretBytes, purpose, token, request }: MacVector): Promise<boolean> {
  const keys = [{ id: 'k1', secret: Buffer.from(secretBytes, 'hex') }]
  const links = createLinks<string>({ keys, purpose, clock: () => 1_700_000_000_000 })
  return (await links.tryVerify(token, request)).ok
}

async function outcomeOf(act: () => string): Promise<string> {
  try {
    return await act()
  } catch (error) {
    return (error as Error).name
  }
}
