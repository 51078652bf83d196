import { describe, it } from 'vitest'

/**
 * Describes tests that need a program. If it is missing, one test is skipped that says so; if CI is "true" it fails instead, so that a
 * machine that should have the program cannot pass without it.
 */
export function describeServer(name: string, program: string, isThere: boolean, body: () => void): void {
  describe(name, () => {
    if (isThere) {
      body()
      return
    }
    it(`needs ${program}`, ({ skip }) => {
      if (process.env.CI === 'true') throw new Error(`${program} must be installed if CI is "true"`)
      skip(`${program} is not installed: this was NOT tested`)
    })
  })
}
