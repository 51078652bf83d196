import { createLinks, type NarrowOptions, narrow } from 'daypass'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { KEY, NOW } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const tokenOf = () => createLinks({ keys: [KEY] }).sign('a', ['read', 'write'], '4h', { scope: 'tree' })

it.each<readonly [readonly string[], NarrowOptions]>([
  [['--ttl', '10m'], { ttl: '10m' }],
  [['--ttl', '2026-11-24T13:00:00Z', '--not-before', '30m'], { ttl: new Date(NOW + 3_600_000), notBefore: '30m' }],
  [['--perm', 'read', '--perm', 'list'], { perms: ['read', 'list'] }],
  [['--file', 'a/b', '--tree'], { fileId: 'a/b', scope: 'tree' }],
  [['--address', '192.0.2.1', '--https-only'], { addresses: ['192.0.2.1'], httpsOnly: true }],
  [
    ['--min-bytes', '1', '--max-bytes', '2', '--upload-type', 'text/plain'],
    { upload: { minBytes: 1, maxBytes: 2, contentTypes: ['text/plain'] } },
  ],
])('narrow %j makes the token of the library, without a key', async (args, options) => {
  const token = tokenOf()
  expect(await runCommand(['narrow', token, ...args])).toEqual({
    exit: 0,
    stdout: `${narrow(token, options)}\n`,
    stderr: '',
  })
})

it('narrow takes a URL, and prints one with --url', async () => {
  const token = tokenOf()
  const url = `https://files.example.org/a?token=${token}`
  const narrowed = narrow(token, { ttl: '10m' })
  const { stdout } = await runCommand(['narrow', '-', '--ttl', '10m', '--url', url, '--json'], { stdin: url })
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    token: narrowed,
    url: `https://files.example.org/a?token=${narrowed}`,
  })
})

it.each([
  [[], 2, 'narrow: these options restrict nothing'],
  [['--tree'], 2, 'scope requires a fileId'],
  [['--ttl', '1'.repeat(12)], 2, undefined],
])('narrow %j is wrong usage', async (args, exit, message) => {
  const result = await runCommand(['narrow', tokenOf(), ...args])
  expect(result.exit).toBe(exit)
  if (message !== undefined) expect(result.stderr).toBe(`daypass: ${message}\n`)
})

it('narrow refuses what is not a link', async () => {
  expect((await runCommand(['narrow', 'x', '--ttl', '1m', '--json'])).stdout).toBe('{"ok":false,"code":"malformed"}\n')
})
