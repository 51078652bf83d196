import { createLinks } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, SECRET_TEXT } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

const env = { DAYPASS_KEYS: `k:${SECRET_TEXT}` }
const links = createLinks({ keys: [KEY] })
const END = new Date(Math.floor(Date.now() / 1000) * 1000 + 4 * 3_600_000)
const token = links.sign('q3.pdf', ['read', 'list'], END, {
  addresses: ['192.0.2.0/24'],
  httpsOnly: true,
  boundTo: 'me',
})
const MET = ['--file', 'q3.pdf', '--perm', 'read', '--address', '192.0.2.7', '--https', '--bound-to', 'me']

const verify = (...args: readonly string[]) => runCommand(['verify', ...args], { env })

describe('verify', () => {
  it('prints the grant on one line', async () => {
    const { exit, stdout, stderr } = await verify(token, ...MET)
    expect([exit, stderr]).toEqual([0, ''])
    const end = END.toISOString().replace('.000Z', 'Z')
    expect(stdout).toMatch(/^accepted: file "q3\.pdf", perms list read, expires .* \(in .*\), key k, bound\n$/)
    expect(stdout).toContain(end)
  })

  it('gives the grant as JSON', async () => {
    const { exit, stdout } = await verify(token, ...MET, '--json')
    const grant = {
      fileId: 'q3.pdf',
      perms: ['list', 'read'],
      expiresAt: END.toISOString(),
      keyId: 'k',
      depth: 0,
      bound: true,
    }
    expect([exit, JSON.parse(stdout)]).toEqual([0, { ok: true, grant }])
  })

  it.each([
    ['wrong-file', ['--file', 'q4.pdf']],
    ['permission-denied', ['--perm', 'write']],
    ['wrong-address', ['--address', '198.51.100.1']],
    ['bad-signature', ['--bound-to', 'you']],
  ])('is 1 for %s, which is on the standard error output, and in the JSON', async (code, [flag = '', value = '']) => {
    const at = MET.indexOf(flag)
    const args = MET.with(at + 1, value)
    const { exit, stdout, stderr } = await verify(token, ...args)
    expect([exit, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^daypass: ${code}: .+\\n$`))
    const json = await verify(token, ...args, '--json')
    expect([json.exit, JSON.parse(json.stdout), json.stderr]).toEqual([1, { ok: false, code }, stderr])
  })

  it.each([
    ['wrong-address', '--address', 2],
    ['https-required', '--https', 1],
    ['binding-required', '--bound-to', 2],
  ])('is 1 with %s without %s', async (code, flag, count) => {
    const { exit, stdout } = await verify(token, ...MET.toSpliced(MET.indexOf(flag), count), '--json')
    expect([exit, JSON.parse(stdout)]).toEqual([1, { ok: false, code }])
  })

  it('asks for nothing that was not given', async () => {
    expect((await verify(links.sign('a', 'read', '1h'))).exit).toBe(0)
    expect((await verify(links.sign('a', 'read', '1h', { scope: 'tree' }))).stderr).toContain(
      'wrong-file: the request has no fileId',
    )
  })

  it('shows no control character of a file id', async () => {
    const evil = links.sign('a\u001b[2J\u202E\n', 'read', '1h')
    const results = [await verify(evil), await verify(evil, '--json')]
    for (const { stdout } of results) expect(stdout).toMatch(/^[^\p{Cc}\p{Bidi_Control}]+\n$/u)
    expect(JSON.parse(results[1]?.stdout as string).grant.fileId).toBe('a\u001b[2J\u202E\n')
  })
})

it.each(['203.0.113.5:51008', '192.0.2.0/24', 'localhost', token])(
  'verify --address takes an address alone',
  async (text) => {
    const { exit, stdout, stderr } = await verify(links.sign('a', 'read', '4h'), '--address', text)
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toBe('daypass: --address must be an IPv4 or IPv6 address, without a port\n')
  },
)

it.each([
  ['', 'there is no token on stdin'],
  [`${token}\n${token}\n`, 'there is more than a token on stdin'],
])('verify - takes one token', async (stdin, message) => {
  const { exit, stderr } = await runCommand(['verify', '-'], { env, stdin })
  expect([exit, stderr]).toEqual([2, `daypass: ${message}\n`])
})
