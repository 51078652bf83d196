import { createLinks } from 'daypass'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { KEY } from '../../support/fixtures.ts'
import { checkProperties } from './properties.ts'
import { runChecks, STATELESS_CHECKS } from './stateless-vectors.ts'

/** What one runtime made of `daypass/web`, which replaces `daypass` in the bundle of these tests. */
export interface WebOutcome {
  readonly vectors: number
  readonly cases: number
  readonly failures: readonly string[]
}

/** All vectors and properties, with no test runner and nothing of Node. */
export async function runOnWebCrypto(files: VectorFiles): Promise<WebOutcome> {
  if (!((createLinks({ keys: [KEY] }).tryVerify('x') as unknown) instanceof Promise)) {
    throw new Error('these tests were bundled with the wrong library')
  }
  const vectors = await runChecks(STATELESS_CHECKS, files)
  // Fewer cases than of `daypass`: each MAC is a task for other threads.
  const { cases, failures } = await checkProperties({ cases: 2000, asks: 20 })
  return { vectors: vectors.count, cases, failures: [...vectors.failed.map((name) => `vector: ${name}`), ...failures] }
}
