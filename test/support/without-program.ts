import type { TestContext } from 'vitest'

/**
 * The body of a test that stands for those which need a program that is missing. It is skipped, and says so. With DAYPASS_SKIP_NOTHING,
 * which `.ci/run` sets, it fails: a machine that should have the program cannot pass without it. GitHub sets CI in every job, those
 * without the programs among them.
 */
export function withoutProgram(program: string): (context: TestContext) => void {
  return ({ skip }) => {
    if (process.env.DAYPASS_SKIP_NOTHING === '1') {
      throw new Error(`${program} must be installed if DAYPASS_SKIP_NOTHING is "1"`)
    }
    skip(`${program} is not installed: this was NOT tested`)
  }
}
