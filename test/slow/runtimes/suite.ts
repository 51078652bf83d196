import { createHash, hash } from 'node:crypto'
import fc from 'fast-check'
import { modelProperty } from '../../properties/model.ts'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { httpProperty } from '../deep/http.ts'
import { misuseProperty } from '../deep/misuse.ts'
import { optionsProperty } from '../deep/options.ts'
import { tokenBytesProperty } from '../deep/token-bytes.ts'
import { tokenTextProperty } from '../deep/token-text.ts'
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

const SEED = 20_261_124
const CASES = 20_000
/** Requests to one link of the model. */
const ASKS = 50

/** All vectors and properties, with no test runner: it has to run where none does. */
export async function run(files: VectorFiles): Promise<Outcome> {
  const vectors = await checkVectors(files)
  const seen = new Map<string, number>()
  const properties: readonly (readonly [string, fc.IRawProperty<unknown>, number])[] = [
    ['token text', tokenTextProperty(seen), 1],
    ['token bytes', await tokenBytesProperty(seen), 1],
    ['options', optionsProperty(seen), 1],
    ['misuse', misuseProperty(seen), 1],
    ['HTTP requests', await httpProperty(seen), 1],
    ['reference model', modelProperty(ASKS, seen), ASKS],
  ]
  const failures = vectors.failed.map((name) => `vector: ${name}`)
  let cases = 0
  for (const [name, property, each] of properties) {
    const details = await fc.check(property, { seed: SEED, numRuns: CASES / each })
    cases += details.numRuns * each
    if (details.failed) failures.push(`${name}: ${String((details.errorInstance as Error).message).slice(0, 2000)}`)
  }
  const { stores, failures: failed } = await checkStores()
  return { oneShot: oneShot(), vectors: vectors.count, cases, stores, failures: [...failures, ...failed] }
}

function oneShot(): Outcome['oneShot'] {
  if (typeof hash !== 'function') return 'missing'
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i)
  const agrees = (['binary', 'base64url'] as const).every((encoding) => {
    return hash('sha256', bytes, encoding) === createHash('sha256').update(bytes).digest(encoding)
  })
  return agrees ? 'agrees' : 'differs'
}
