import { createLinks, narrow } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KEY, NOW, SECRET_TEXT } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

const env = { DAYPASS_KEYS: `k:${SECRET_TEXT}` }

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const links = () => createLinks({ keys: [KEY] })
const plain = () =>
  links().sign('q3.pdf', ['read', 'list'], '4h', { addresses: ['192.0.2.0/24'], response: { filename: 'a' }, ref: 'r' })

describe('inspect with keys', () => {
  it('prints what the link says, with its times as dates, and how long is left', async () => {
    const { exit, stdout, stderr } = await runCommand(['inspect', plain()], { env })
    expect([exit, stderr]).toEqual([0, ''])
    expect(stdout).toBe(
      'signed with key k: file "q3.pdf", perms list read, expires 2026-11-24T16:00:00Z (in 4h), addresses 192.0.2.0/24, response {"filename":"a"}, ref "r"\n',
    )
  })

  it('prints each block, and what they allow together', async () => {
    const token = narrow(narrow(links().sign('a', 'read', '4h', { scope: 'tree' }), { fileId: 'a/b', ttl: '10m' }), {
      httpsOnly: true,
    })
    const { stdout } = await runCommand(['inspect', token], { env })
    expect(stdout.split('\n')).toEqual([
      'signed with key k: file "a", scope tree, perms read, expires 2026-11-24T16:00:00Z (in 4h)',
      'narrowed: file "a/b", expires 2026-11-24T12:10:00Z (in 10m)',
      'narrowed: https only',
      'together: file "a/b", perms read, expires 2026-11-24T12:10:00Z (in 10m), https only',
      '',
    ])
  })

  it('gives it as JSON, that of managed links too', async () => {
    const managed = createManagedLinks({ keys: [KEY], store: memoryStore() })
    const token = managed.sign('q3.pdf', 'read', '4h', { uses: 2, policy: 'p' })
    const { issuedAt, nonce, linkId, terms } = managed.inspect(token)
    const { stdout } = await runCommand(['inspect', token, '--json'], { env })
    const expiresAt = '2026-11-24T16:00:00.000Z'
    const block = {
      fileId: 'q3.pdf',
      perms: ['read'],
      expiresAt,
      secondsLeft: 14_400,
      issuedAt: issuedAt?.toISOString(),
      nonce,
      policy: 'p',
      uses: 2,
    }
    const whole = { ok: true, verified: true, keyId: 'k', bound: false, blocks: [block], linkId, terms }
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(whole)))
  })

  it('succeeds for a link that has expired, and says so', async () => {
    const token = plain()
    vi.spyOn(Date, 'now').mockReturnValue(NOW + 5 * 3_600_000)
    const { exit, stdout, stderr } = await runCommand(['inspect', token], { env })
    expect([exit, stderr]).toEqual([0, 'daypass: the link would be refused now: expired\n'])
    expect(stdout).toContain('(1h ago)')
    expect(JSON.parse((await runCommand(['inspect', token, '--json'], { env })).stdout).refusal).toBe('expired')
  })

  it('names the innermost folder, and the addresses that each block requires', async () => {
    const folder = links().sign('a', 'read', '4h', { scope: 'tree', addresses: ['192.0.2.0/24', '198.51.100.7'] })
    const token = narrow(folder, { fileId: 'a/b', scope: 'tree', addresses: ['192.0.2.8'] })
    const { stdout } = await runCommand(['inspect', token], { env })
    expect(stdout.split('\n').at(-2)).toBe(
      'together: file "a/b", scope tree, perms read, expires 2026-11-24T16:00:00Z (in 4h), addresses 192.0.2.0/24 198.51.100.7 and 192.0.2.8',
    )
  })

  it('says when the key ends before the link', async () => {
    const early = { DAYPASS_KEYS: `k:${SECRET_TEXT}:::${NOW / 1000 + 60}` }
    const { stdout } = await runCommand(['inspect', plain()], { env: early })
    expect(stdout.split('\n')[1]).toBe(
      'together: file "q3.pdf", perms list read, expires 2026-11-24T12:01:00Z (in 1m), addresses 192.0.2.0/24',
    )
  })
})

describe('inspect without a proof', () => {
  const UNVERIFIED = 'daypass: UNVERIFIED: anyone could have written this\n'

  it('prints the same, marked, and is 1', async () => {
    const { stdout } = await runCommand(['inspect', plain()], { env })
    const unproven = await runCommand(['inspect', plain()])
    const reason = 'daypass: unverified: there are no keys to check the signature with; see --unverified\n'
    expect(unproven).toEqual({ exit: 1, stdout, stderr: UNVERIFIED + reason })
    const json = JSON.parse((await runCommand(['inspect', plain(), '--json'])).stdout)
    expect(json).toMatchObject({ ok: false, code: 'unverified', verified: false, keyId: 'k' })
  })

  it('is 0 with --unverified, and marked all the same', async () => {
    const { exit, stderr } = await runCommand(['inspect', plain(), '--unverified'])
    expect([exit, stderr]).toEqual([0, UNVERIFIED])
    const json = JSON.parse((await runCommand(['inspect', plain(), '--unverified', '--json'])).stdout)
    expect(json).toMatchObject({ ok: true, verified: false })
  })

  it.each([
    ['bad-signature', () => plain().replace('.pdf', ''), () => plain().replace('.e', '.b1.e')],
    ['unknown-key', () => createLinks({ keys: [{ ...KEY, id: 'other' }] }).sign('a', 'read', '1h')],
    ['binding-required', () => links().sign('a', 'read', '1h', { boundTo: 'me' })],
  ])('is 1 with keys that prove nothing, also with --unverified: %s', async (code, ...tokens) => {
    const token = (tokens.at(-1) as () => string)()
    const { exit, stdout, stderr } = await runCommand(['inspect', token, '--unverified'], { env })
    expect([exit, stdout.startsWith('signed with key ')]).toEqual([1, true])
    expect(stderr).toMatch(new RegExp(`^${UNVERIFIED}daypass: ${code}: `))
  })

  it('is the proof of a bound link with --bound-to', async () => {
    const { exit, stdout } = await runCommand(
      ['inspect', links().sign('a', 'read', '1h', { boundTo: 'me' }), '--bound-to', 'me'],
      { env },
    )
    expect([exit, stdout]).toEqual([
      0,
      'signed with key k, bound: file "a", perms read, expires 2026-11-24T13:00:00Z (in 1h)\n',
    ])
  })
})
