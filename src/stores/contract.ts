/**
 * The checks that every `LinkStore` must pass.
 *
 * @module daypass/store-contract
 */

import type { LinkStore } from 'daypass/managed'
import { CLAIMS } from './contract/claims.ts'
import { CLOCKS } from './contract/clocks.ts'
import { CONCURRENCY } from './contract/concurrency.ts'
import { LEASES } from './contract/leases.ts'
import { MARKS } from './contract/marks.ts'
import { TEXTS } from './contract/texts.ts'
import { createTrial } from './contract/trial.ts'
import { USES } from './contract/uses.ts'

/** One check of a store. */
export interface StoreCheck {
  /** What the check asks of the store, unique among the checks. */
  readonly name: string
  /** Makes a store and checks it. Rejects with an `Error` that names the difference; the store's own errors pass through. */
  readonly run: () => Promise<void>
}

/**
 * The checks that a store of your own must pass, for any test runner. They cover each operation, concurrency, ends, leases, claims with
 * odd names, an older mark that arrives later, and a clock of the process that jumps.
 *
 * Every check uses random keys, so they can run against a server that other things use too. Most entries end within ten minutes; a few
 * that have no end stay behind. Run one check at a time: one of them replaces `Date.now` for a moment. Together they take a few seconds,
 * because ends are waited for, by the store's own clock.
 *
 * @param makeStore returns a store, or a promise of one. It is called once for each check.
 * @returns the checks, each to be run on its own
 * @throws TypeError if `makeStore` is not a function
 *
 * @example
 * ```ts
 * import { memoryStore } from 'daypass/managed'
 * import { storeContract } from 'daypass/store-contract'
 *
 * for (const { name, run } of storeContract(() => memoryStore())) {
 *   await run() // in a test runner: test(name, run)
 * }
 * ```
 */
export function storeContract(makeStore: () => LinkStore | Promise<LinkStore>): readonly StoreCheck[] {
  if (typeof makeStore !== 'function') throw new TypeError('storeContract: makeStore must be a function')
  return [...TEXTS, ...MARKS, ...USES, ...CLAIMS, ...LEASES, ...CONCURRENCY, ...CLOCKS].map(([name, check]) => {
    return Object.freeze({ name, run: async () => check(createTrial(await makeStore())) })
  })
}
