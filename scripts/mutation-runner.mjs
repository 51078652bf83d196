import { TestRunner, test } from 'vitest'

/** Runs tests against a mutant. */
export default class MutationRunner extends TestRunner {
  /**
   * Stryker looks at tests alone: a mutant that keeps a file of tests from loading would pass for one that no test notices.
   * It also starts to count how often a mutant is reached only once a test runs, and would wait for a loop that never ends.
   */
  async importFile(path, source) {
    if (source !== 'collect') return super.importFile(path, source)
    const { __stryker__: stryker } = globalThis
    if (stryker?.activeMutant !== undefined) stryker.hitCount = 0
    try {
      return await super.importFile(path, source)
    } catch (error) {
      if (stryker?.activeMutant === undefined) throw error
      return test('loads', () => {
        throw error
      })
    }
  }
}
