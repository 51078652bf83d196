import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** A test that runs a program which people use. If it is not installed, the test says so; if CI is "true", it fails. */
export function withClient(client: string, does: string, test: () => Promise<void>): void {
  const isThere = spawnSync(client, ['--version']).status === 0
  it(`${client} ${does}`, async ({ skip }) => {
    if (!isThere && process.env.CI !== 'true') skip(`${client} is not installed: this was NOT tested`)
    expect(isThere, `${client} must be installed if CI is "true"`).toBe(true)
    await test()
  })
}
