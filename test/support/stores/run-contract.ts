import type { LinkStore } from 'daypass/managed'
import { storeContract } from 'daypass/store-contract'
import { it } from 'vitest'

/** Each check of the contract as a test. */
export function runContract(makeStore: () => LinkStore | Promise<LinkStore>): void {
  // A check shows a difference by throwing: there is nothing to expect beside it.
  for (const { name, run } of storeContract(makeStore)) it(name, run)
}
