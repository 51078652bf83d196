import { describe, it } from 'vitest'
import { withoutProgram } from '../without-program.ts'

/** Describes tests that need a server. If its program is missing, one test takes their place. */
export function describeServer(name: string, program: string, isThere: boolean, body: () => void): void {
  describe(name, () => {
    if (isThere) body()
    else it(`needs ${program}`, withoutProgram(program))
  })
}
