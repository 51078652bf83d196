import { createLinks, type SignOptions } from 'daypass'
import { createManagedLinks, type ManagedSignOptions, memoryStore } from 'daypass/managed'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SIGN_NAMES } from '../../../../src/links/sign-options.ts'
import { KEY, NOW, SECRET_TEXT } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

const env = { DAYPASS_KEYS: `k:${SECRET_TEXT}` }
const links = createLinks<string>({ keys: [KEY], perms: ['annotate'] })

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW)
})

afterEach(() => {
  vi.restoreAllMocks()
})

async function sign(...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runCommand(['sign', ...args], { env })
  expect([exit, stderr]).toEqual([0, ''])
  return stdout.trimEnd()
}

describe('sign makes the token of the library', () => {
  const cases: readonly (readonly [readonly string[], SignOptions])[] = [
    [[], {}],
    [['--not-before', '1h'], { notBefore: '1h' }],
    [['--not-before', '2026-11-24T13:00:00Z'], { notBefore: new Date(NOW + 3600_000) }],
    [['--tree'], { scope: 'tree' }],
    [
      ['--address', '192.0.2.0/24,2001:db8::/32', '--address', '198.51.100.7'],
      { addresses: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] },
    ],
    [['--https-only'], { httpsOnly: true }],
    [['--bound-to', 'session-1'], { boundTo: 'session-1' }],
    [['--ref', 'order 7'], { ref: 'order 7' }],
    [['--round-expiry', '1h'], { roundExpiry: '1h' }],
    [
      ['--min-bytes', '1', '--max-bytes', '1000', '--upload-type', 'image/*,text/plain'],
      { upload: { minBytes: 1, maxBytes: 1000, contentTypes: ['image/*', 'text/plain'] } },
    ],
    [
      [
        '--filename',
        'Q3 – final.pdf',
        '--disposition',
        'inline',
        '--content-type',
        'application/pdf',
        '--cache-control',
        'private, max-age=60',
        '--content-language',
        'de-CH, en',
        '--content-encoding',
        'gzip',
      ],
      {
        response: {
          filename: 'Q3 – final.pdf',
          disposition: 'inline',
          contentType: 'application/pdf',
          cacheControl: 'private, max-age=60',
          contentLanguage: 'de-CH, en',
          contentEncoding: 'gzip',
        },
      },
    ],
  ]

  it.each(cases)('with %j', async (args, options) => {
    expect(await sign('q3.pdf', '--perm', 'read,write', '--ttl', '4h', ...args)).toBe(
      links.sign('q3.pdf', ['read', 'write'], '4h', options),
    )
  })

  it('with every option that the library has', () => {
    const names = cases.flatMap(([, options]) => Object.keys(options))
    expect([...new Set(names)].sort()).toEqual([...SIGN_NAMES].sort())
  })

  it.each([
    ['15m', '15m'],
    ['3600', 3600],
    ['2026-11-25T12:00:00Z', new Date(NOW + 86_400_000)],
    ['2026-11-25T12:00:00.000Z', new Date(NOW + 86_400_000)],
  ] as const)('with a lifetime of %s', async (text, ttl) => {
    expect(await sign('q3.pdf', '--perm', 'read', '--ttl', text)).toBe(links.sign('q3.pdf', 'read', ttl))
  })

  it('with a purpose, a larger maxTtl and permissions of the application', async () => {
    const own = createLinks<string>({ keys: [KEY], purpose: 'exports', maxTtl: '30d', perms: ['annotate'] })
    const args = ['--purpose', 'exports', '--max-ttl', '30d', '--custom-perm', 'annotate']
    expect(await sign('q3.pdf', '--perm', 'annotate', '--ttl', '20d', ...args)).toBe(
      own.sign('q3.pdf', 'annotate', '20d'),
    )
  })
})

describe('sign makes managed links', () => {
  const managed = (): ReturnType<typeof createManagedLinks> => createManagedLinks({ keys: [KEY], store: memoryStore() })

  it.each<readonly [readonly string[], ManagedSignOptions]>([
    [['--managed'], {}],
    [['--uses', '3'], { uses: 3 }],
    [['--policy', 'auditors'], { policy: 'auditors' }],
    [['--uses', '1', '--policy', 'p', '--ref', 'r', '--tree'], { uses: 1, policy: 'p', ref: 'r', scope: 'tree' }],
  ])('with %j, and again with what inspect gives', async (args, options) => {
    const token = await sign('q3.pdf', '--perm', 'read', '--ttl', '4h', ...args)
    const { issuedAt, nonce, uses, policy } = managed().inspect(token)
    expect([uses, policy]).toEqual([options.uses, options.policy])
    const again = { ...options, issuedAt: issuedAt as Date, nonce: nonce as string }
    expect(managed().sign('q3.pdf', 'read', '4h', again)).toBe(token)
    const more = ['--issued-at', (issuedAt as Date).toISOString(), `--nonce=${nonce}`]
    expect(await sign('q3.pdf', '--perm', 'read', '--ttl', '4h', ...args, ...more)).toBe(token)
  })

  it('that a server with a store accepts, which was there before', async () => {
    const server = managed()
    await server.ready()
    vi.spyOn(Date, 'now').mockReturnValue(NOW + 1000)
    const token = await sign('q3.pdf', '--perm', 'read', '--ttl', '4h', '--uses', '1')
    expect((await server.verify(token)).uses).toEqual({ used: 1, max: 1, claimed: false })
    expect(links.tryVerify(token).code).toBe('state-required')
  })
})

describe('sign --url', () => {
  const args = ['q3.pdf', '--perm', 'read', '--ttl', '4h']
  const token = (): string => links.sign('q3.pdf', 'read', '4h')

  it('prints the URL that carries the token, in place of an older one', async () => {
    expect(await sign(...args, '--url', 'https://files.example.org/q3.pdf')).toBe(
      `https://files.example.org/q3.pdf?token=${token()}`,
    )
    expect(await sign(...args, '--url', `/q3.pdf?token=${token()}&page=2#top`)).toBe(
      `/q3.pdf?page=2&token=${token()}#top`,
    )
    expect(await sign(...args, '--url', '/q3.pdf', '--param', 'link')).toBe(`/q3.pdf?link=${token()}`)
  })

  it('gives both as JSON, and without it the token', async () => {
    expect(JSON.parse(await sign(...args, '--url', '/q3', '--json'))).toEqual({
      ok: true,
      token: token(),
      url: `/q3?token=${token()}`,
    })
    expect(JSON.parse(await sign(...args, '--json'))).toEqual({ ok: true, token: token() })
  })

  it.each(['C:\\files\\q3.pdf', 'c:/Program Files/Git/files/q3.pdf', '\\\\server\\q3.pdf'])(
    'refuses a path of Windows: %s',
    async (url) => {
      const { exit, stderr } = await runCommand(['sign', ...args, '--url', url], { env })
      expect([exit, stderr]).toEqual([2, 'daypass: --url is a path of Windows, and not a URL\n'])
    },
  )
})

it.each([
  [['--perm', 'read'], '--ttl is missing: every link expires; for example --ttl 4h'],
  [['--ttl', '4h'], '--perm is missing; for example --perm read'],
  [
    ['--perm', 'read', '--ttl', '8d'],
    'ttl must be at most 7d long; to allow more, raise maxTtl in createLinks({ maxTtl })',
  ],
  [['--perm', 'read', '--ttl', '2026-12-01'], '--ttl: write a time in UTC as 2026-12-01T00:00:00Z'],
  [['--perm', 'read', '--ttl', '4h', '--uses', '0'], 'uses must be a whole number from 1 to 1000000'],
  [
    ['--perm', 'read', '--ttl', '4h', '--issued-at', '1h', '--nonce', 'x'],
    '--issued-at: write a time in UTC as 2026-12-01T00:00:00Z',
  ],
])('sign %j is wrong usage', async (args, message) => {
  expect(await runCommand(['sign', 'q3.pdf', ...args], { env })).toEqual({
    exit: 2,
    stdout: '',
    stderr: `daypass: ${message}\n`,
  })
})

it.each(['', 'https://files.example.org/a b', 'https://files.example.org/a\nb', '/a\u001b[31m'])(
  'sign --url refuses what would not be one line: %j',
  async (url) => {
    const given = ['sign', 'q3.pdf', '--perm', 'read', '--ttl', '4h', `--url=${url}`]
    const { exit, stdout, stderr } = await runCommand(given, { env })
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toContain('--url must be a URL or a path')
  },
)

it('sign takes --json behind -- for a file id', async () => {
  const { stdout } = await runCommand(['sign', '--perm', 'read', '--ttl', '4h', '--', '--json'], { env })
  expect(createLinks({ keys: [KEY] }).verify(stdout.trim()).fileId).toBe('--json')
})
