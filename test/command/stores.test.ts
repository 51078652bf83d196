import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinks } from 'daypass'
import { createManagedLinks, type ManagedLinks } from 'daypass/managed'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KEY, SECRET_TEXT } from '../support/fixtures.ts'
import { PROJECT } from '../support/project.ts'
import { runCommand } from '../support/run-command.ts'
import { describeServer } from '../support/servers/describe-server.ts'
import { type OpenStore, openStore, type StoreKind } from '../support/servers/open-store.ts'
import { isPostgresThere, type PostgresServer, startPostgres } from '../support/servers/postgres.ts'
import { isRedisThere, type RedisServer, startRedis } from '../support/servers/redis.ts'

const KEYS = { DAYPASS_KEYS: `k:${SECRET_TEXT}` }

/** A project in which one client is installed. */
async function projectWith(client: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-store-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(PROJECT, 'node_modules', client), join(folder, 'node_modules', client))
  return folder
}

/** What the command does to a store that servers use. `place` is the value of `--store`, `address` what a server opens. */
function testStore(kind: StoreKind, client: string, place: () => string, address: () => string): void {
  let folder: string
  let opened: OpenStore
  let server: ManagedLinks

  beforeAll(async () => {
    folder = await projectWith(client)
    opened = await openStore(kind, address())
    server = createManagedLinks({ keys: [KEY], store: opened.store, timeout: '30s' })
    await server.ready()
  })

  afterAll(async () => {
    await opened?.close()
    await rm(folder, { recursive: true })
  })

  /** Runs a verb with the store, and gives its JSON. */
  async function json(args: readonly string[], env: Readonly<Record<string, string>> = KEYS) {
    const { exit, stdout, stderr } = await runCommand([...args, '--json', '--store', place()], { env, folder })
    return { exit, stderr, ...JSON.parse(stdout) }
  }

  const codeOf = async (token: string): Promise<string | undefined> => (await server.tryVerify(token)).code

  it('revoke takes back a link, and that is what verify says', async () => {
    const token = server.sign('q3.pdf', 'read', '1h')
    expect(await json(['verify', token])).toMatchObject({ exit: 0, ok: true, grant: { fileId: 'q3.pdf' } })
    expect(await json(['revoke', `https://files.example.org/?token=${token}`])).toMatchObject({ exit: 0, ok: true })
    expect(await codeOf(token)).toBe('revoked')
    expect(await json(['verify', token])).toMatchObject({ exit: 1, ok: false, code: 'revoked' })
  })

  it('revoke takes back by everything that names links, without a key, and says until when', async () => {
    const bound = server.sign('bound', 'read', '1h', { boundTo: 'me' })
    const boundCode = async () => (await server.tryVerify(bound, { boundTo: 'me' })).code
    expect(await json(['revoke', bound])).toMatchObject({ exit: 1, code: 'binding-required' })
    expect(await boundCode()).toBeUndefined()
    expect(await json(['revoke', bound, '--bound-to', 'me'])).toMatchObject({ exit: 0 })
    expect(await boundCode()).toBe('revoked')
    const subjects = [
      [server.sign('a/1', 'read', '1h'), ['--file', 'a/1']],
      [server.sign('b/1', 'read', '1h'), ['--file', 'b', '--tree']],
      [server.sign('c/1', 'read', '1h', { ref: 'user-7' }), ['--ref', 'user-7']],
      [server.sign('c/2', 'read', '1h', { policy: 'user-7' }), ['--policy', 'user-7']],
    ] as const
    await server.setPolicy('user-7', { perms: 'read' })
    for (const [token, args] of subjects) {
      expect(await codeOf(token)).toBeUndefined()
      const { exit, until } = await json(['revoke', ...args], {})
      expect([exit, new Date(until).toISOString()]).toEqual([0, until])
      expect(await codeOf(token)).toBe('revoked')
    }
    const one = server.sign('d', 'read', '1h')
    expect(await json(['revoke', `--link-id=${server.inspect(one).linkId}`], {})).toMatchObject({ ok: true })
    expect(await codeOf(one)).toBe('revoked')
  })

  it('uses tells how often a link was used, and verify does not use it up', async () => {
    const token = server.sign('q3.pdf', 'read', '1h', { uses: 2 })
    expect(await json(['verify', token])).toMatchObject({ ok: true, grant: { uses: { used: 0, max: 2 } } })
    expect(await json(['uses', token])).toMatchObject({ ok: true, uses: { used: 0, max: 2 } })
    await server.verify(token)
    const { stdout } = await runCommand(['uses', token, '--store', place()], { env: KEYS, folder })
    expect(stdout).toBe('1 of 2\n')
    expect(await json(['uses', server.sign('q3.pdf', 'read', '1h')])).toMatchObject({ ok: true, uses: null })
  })

  it('policy sets, gets and deletes what links under it are narrowed to', async () => {
    expect(await json(['policy', 'get', 'auditors'], {})).toMatchObject({ exit: 1, code: 'no-policy' })
    const set = await json(['policy', 'set', 'auditors', '--perm', 'read', '--ttl', '30m', '--https-only'], {})
    expect(set).toMatchObject({ ok: true, policy: { perms: ['read'], httpsOnly: true } })
    const token = server.sign('e', ['read', 'write'], '1h', { policy: 'auditors' })
    const grant = await server.verify(token, { secure: true })
    expect([grant.perms, grant.expiresAt.toISOString()]).toEqual([['read'], set.policy.ttl])
    const { stdout } = await runCommand(['policy', 'get', 'auditors', '--store', place()], { folder })
    expect(stdout).toMatch(/^perms read, https only, expires \S+Z \(in .*\)\n$/)
    expect(await json(['policy', 'delete', 'auditors'], {})).toMatchObject({ exit: 0, ok: true })
    expect((await server.tryVerify(token, { secure: true })).code).toBe('revoked')
  })

  it('a store that no server has used for the purpose is 3, and is left as it was', async () => {
    const args = ['revoke', '--all', '--purpose', 'typo']
    expect(await json(args, {})).toMatchObject({ exit: 3, ok: false, code: 'not-found' })
    expect(await json(args, {})).toMatchObject({ exit: 3 })
    expect(await json([...args, '--create'], {})).toMatchObject({ exit: 0, ok: true })
  })

  it('a link that sign makes without the store is counted there', async () => {
    const { stdout } = await runCommand(['sign', 'f', '--perm', 'read', '--ttl', '1h', '--uses', '1'], { env: KEYS })
    const token = stdout.trimEnd()
    expect(createLinks({ keys: [KEY] }).tryVerify(token).code).toBe('state-required')
    expect(await json(['uses', token])).toMatchObject({ ok: true, uses: { used: 0, max: 1 } })
  })

  it('revoke --all takes back everything, which is why it comes last here', async () => {
    const token = server.sign('g', 'read', '1h')
    expect(await codeOf(token)).toBeUndefined()
    expect(await json(['revoke', '--all'], {})).toMatchObject({ exit: 0, ok: true })
    expect(await codeOf(token)).toBe('revoked')
  })
}

describe('sqlite', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daypass-sqlite-'))
  })

  afterAll(() => rm(folder, { recursive: true }))

  const path = (): string => join(folder, 'links.db')
  testStore('sqlite', 'libsql', () => `sqlite:${path()}`, path)
})

describeServer('redis', 'redis-server', isRedisThere, () => {
  let redis: RedisServer

  beforeAll(async () => {
    redis = await startRedis(['--maxmemory-policy', 'noeviction'])
  })

  afterAll(() => redis?.stop())

  // Each has a database of its own.
  const database = (number: number) => (): string => `${redis.url}/${number}`
  describe('node-redis', () => testStore('node-redis', 'redis', database(0), database(0)))
  describe('ioredis', () => testStore('ioredis', 'ioredis', database(1), database(1)))
})

describeServer('postgres', 'PostgreSQL', isPostgresThere, () => {
  let postgres: PostgresServer

  beforeAll(async () => {
    postgres = await startPostgres()
  })

  afterAll(() => postgres?.stop())

  testStore(
    'postgres',
    'pg',
    () => postgres.url,
    () => postgres.url,
  )
})

describe('revoke names exactly one thing', () => {
  let args: string[]

  beforeEach(() => {
    args = ['revoke', '--store', 'redis://127.0.0.1:1']
  })

  it.each([
    [[]],
    [['x', '--all']],
    [['--file', 'a', '--ref', 'b']],
    [['--all', '--tree']],
    [['--ref', 'a', '--bound-to', 'b']],
  ])('%j', async (more) => {
    expect((await runCommand([...args, ...more])).exit).toBe(2)
  })
})

it.each(['redis', 'postgres'])(
  'a server that accepts a connection and stays silent ends the command: %s',
  async (scheme) => {
    const sockets: Socket[] = []
    const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const place = `${scheme}://127.0.0.1:${port}`
    const { exit, stdout, stderr } = await runCommand(['revoke', '--all', '--store', place], { folder: PROJECT })
    expect([exit, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(
      /^daypass: unavailable: the store (?:did not answer within 10 s|did not read within 10000 ms|cannot be reached \(.+\))\n$/,
    )
    for (const socket of sockets) socket.destroy()
    server.close()
  },
)
