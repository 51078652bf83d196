import { createLinks } from 'daypass'
import fc from 'fast-check'
import { modelProperty } from '../../properties/model.ts'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { KEY } from '../../support/fixtures.ts'
import { httpProperty } from '../deep/http.ts'
import { misuseProperty } from '../deep/misuse.ts'
import { optionsProperty } from '../deep/options.ts'
import { tokenBytesProperty } from '../deep/token-bytes.ts'
import { tokenTextProperty } from '../deep/token-text.ts'
import { runChecks, STATELESS_CHECKS } from './stateless-vectors.ts'

/** What one runtime made of `daypass/web`, which stands in the place of `daypass` in the bundle of these tests. */
export interface WebOutcome {
  readonly vectors: number
  readonly cases: number
  readonly failures: readonly string[]
}

const SEED = 20_261_124
// Fewer than of `daypass`: each MAC is a task for other threads.
const CASES = 2000
/** Requests to one link of the model. */
const ASKS = 20

/** All vectors and properties, with no test runner and nothing of Node. */
export async function runOnWebCrypto(files: VectorFiles): Promise<WebOutcome> {
  if (!((createLinks({ keys: [KEY] }).tryVerify('x') as unknown) instanceof Promise)) {
    throw new Error('these tests were bundled with the wrong library')
  }
  const vectors = await runChecks(STATELESS_CHECKS, files)
  const failures = vectors.failed.map((name) => `vector: ${name}`)
  const seen = new Map<string, number>()
  const properties: readonly (readonly [string, fc.IRawProperty<unknown>, number])[] = [
    ['token text', tokenTextProperty(seen), 1],
    ['token bytes', await tokenBytesProperty(seen), 1],
    ['options', optionsProperty(seen), 1],
    ['misuse', misuseProperty(seen), 1],
    ['HTTP requests', await httpProperty(seen), 1],
    ['reference model', modelProperty(ASKS, seen), ASKS],
  ]
  let cases = 0
  for (const [name, property, each] of properties) {
    const details = await fc.check(property, { seed: SEED, numRuns: CASES / each })
    cases += details.numRuns * each
    if (details.failed) failures.push(`${name}: ${String((details.errorInstance as Error).message).slice(0, 2000)}`)
  }
  return { vectors: vectors.count, cases, failures }
}
