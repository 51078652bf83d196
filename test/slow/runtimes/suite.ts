import { createHash, hash } from 'node:crypto'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { checkProperties } from './properties.ts'
import { checkStores } from './stores.ts'
import { checkVectors } from './vectors.ts'

/** What one runtime made of the built package. */
export interface Outcome {
  /** Whether `crypto.hash` is there and agrees with `createHash`; without it the library computes by `createHmac`. */
  readonly oneShot: 'agrees' | 'missing' | 'differs'
  readonly vectors: number
  readonly cases: number
  /** The stores that pass or fail the contract of stores. */
  readonly stores: readonly string[]
  readonly failures: readonly string[]
}

/** All vectors and properties, with no test runner: it has to run where none does. */
export async function run(files: VectorFiles): Promise<Outcome> {
  const vectors = await checkVectors(files)
  const properties = await checkProperties({ cases: 20_000, asks: 50 })
  const { stores, failures } = await checkStores()
  return {
    oneShot: oneShot(),
    vectors: vectors.count,
    cases: properties.cases,
    stores,
    failures: [...vectors.failed.map((name) => `vector: ${name}`), ...properties.failures, ...failures],
  }
}

function oneShot(): Outcome['oneShot'] {
  if (typeof hash !== 'function') return 'missing'
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i)
  const agrees = (['binary', 'base64url'] as const).every((encoding) => {
    return hash('sha256', bytes, encoding) === createHash('sha256').update(bytes).digest(encoding)
  })
  return agrees ? 'agrees' : 'differs'
}
