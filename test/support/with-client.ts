import { spawnSync } from 'node:child_process'
import { it } from 'vitest'
import { withoutProgram } from './without-program.ts'

/** A test that runs a program which people use, if it is installed. */
export function withClient(client: string, does: string, test: () => Promise<void>): void {
  const isThere = spawnSync(client, ['--version']).status === 0
  it(`${client} ${does}`, isThere ? test : withoutProgram(client))
}
