import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createKey, createLinks, type SignOptions } from 'daypass'
import * as fastify from 'daypass/fastify'
import * as fetchApi from 'daypass/fetch'
import * as hono from 'daypass/hono'
import * as nodeHttp from 'daypass/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp as createFastify } from '../../../examples/fastify/app.ts'
import { linkTo } from '../../../examples/shared/link-to.ts'
import { readStart } from '../../../examples/shared/start.ts'
import { untyped } from '../../support/fixtures.ts'
import { PROJECT } from '../../support/project.ts'
import { exchange, type Served, serve } from '../../support/serve.ts'
import { EXAMPLE_APPS } from '../support/example-apps.ts'

const links = createLinks({ keys: [createKey('k')] })

const NAMES = Object.keys(EXAMPLE_APPS)

describe.each(Object.entries(EXAMPLE_APPS))('the example %s', (_, appOf) => {
  let root: string
  let served: Served
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'daypass-example-'))
    await writeFile(join(root, 'ä b.txt'), '0123456789')
    await writeFile(join(root, 'empty'), '')
    await symlink('/etc/hostname', join(root, 'link'))
    served = await serve(await appOf(root, links))
  })
  afterAll(async () => {
    await served.close()
    await rm(root, { recursive: true })
  })

  type Perm = 'read' | 'write' | 'create'
  const ask = (id: string, perm: Perm, init: RequestInit = {}, options: SignOptions = {}): Promise<Response> =>
    fetch(linkTo(served.origin, id, links.sign(id, perm, 60, options)), init)
  const put = (body: string | ReadableStream, perm: Perm, options: SignOptions = {}, headers = {}): Promise<Response> =>
    ask('new', perm, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit, options)

  it('sends files, whole, in part and empty', async () => {
    const whole = await ask('ä b.txt', 'read')
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789'])
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename=/)
    const part = await ask('ä b.txt', 'read', { headers: { Range: 'bytes=-4' } })
    expect([part.status, await part.text()]).toEqual([206, '6789'])
    const empty = await ask('empty', 'read')
    expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([200, '0', ''])
  })

  it('has no file elsewhere, and nothing keeps that answer', async () => {
    for (const id of ['nothing', 'link', '../etc/hostname', '.env', 'empty/x']) {
      const response = await ask(id, 'read')
      expect([response.status, response.headers.get('cache-control') ?? 'no-store'], id).toEqual([404, 'no-store'])
      expect(response.headers.has('content-disposition'), id).toBe(false)
    }
  })

  it('goes by the address of the socket', async () => {
    expect((await ask('empty', 'read', {}, { addresses: ['127.0.0.1'] })).status).toBe(200)
    expect((await ask('empty', 'read', {}, { addresses: ['192.0.2.1'] })).status).toBe(403)
    expect((await ask('empty', 'read', {}, { httpsOnly: true })).status).toBe(403)
  })

  it('takes uploads', async () => {
    const isNew = { 'If-None-Match': '*' }
    expect((await put('one', 'create', {}, isNew)).status).toBe(201)
    expect((await put('two', 'create', {}, isNew)).status).toBe(412)
    expect((await put('two', 'write')).status).toBe(204)
    expect((await put('x', 'write', {}, { 'Content-Range': 'bytes 0-0/2' })).status).toBe(400)
    expect((await put('three', 'read')).status).toBe(403)
    for (const [body, status] of [
      ['three', 413],
      [new Blob(['three']).stream(), 411],
    ] as const) {
      const refused = await put(body, 'write', { upload: { maxBytes: 4 } })
      expect([refused.status, refused.headers.get('cache-control')]).toEqual([status, 'no-store'])
    }
    expect(await readFile(join(root, 'new'), 'utf8')).toBe('two')
    expect((await readdir(root)).sort()).toEqual(['empty', 'link', 'new', 'ä b.txt'])
    expect((await put('', 'write')).status).toBe(204)
    expect(await readFile(join(root, 'new'), 'utf8')).toBe('')
  })

  it.each([
    ['Transfer-Encoding: chunked', 411],
    ['Content-Length: 20000', 413],
  ] as const)(
    'answers an upload that breaks its limits before all of it is sent, and closes: %s',
    async (header, status) => {
      const url = new URL(linkTo(served.origin, 'huge', links.sign('huge', 'write', 60, { upload: { maxBytes: 10 } })))
      const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`
      // Nothing else ends the exchange.
      expect(await exchange(served.port, `${head}4000\r\n${'x'.repeat(0x4000)}\r\n`)).toMatch(
        new RegExp(`^HTTP/1\\.1 ${status} `),
      )
    },
  )

  it('does nothing else', async () => {
    const response = await ask('new', 'create', { method: 'POST', body: 'x' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT'])
    const token = links.sign('x', 'read', 60)
    expect((await fetch(`${served.origin}/files/%zz?token=${token}`)).status).toBe(400)
    expect((await fetch(`${served.origin}/elsewhere?token=${token}`)).status).toBe(404)
  })
})

describe('the example fastify, by itself', () => {
  it('repeats no address, which holds the link, if it has no route or cannot read it', async () => {
    const app = createFastify('.', links)
    const token = links.sign('x', 'read', 60)
    for (const [path, status] of [
      ['/elsewhere', 404],
      ['/files/%zz', 400],
    ] as const) {
      const answer = await app.inject(`${path}?token=${token}`)
      expect([answer.statusCode, answer.headers['cache-control']], path).toEqual([status, 'no-store'])
      expect(answer.json(), path).toEqual({ status })
    }
    await app.close()
  })

  it('answers an error of the framework with its status', async () => {
    const app = createFastify('.', links)
    app.get('/bad', () => Promise.reject(Object.assign(new Error('hidden'), { statusCode: 422 })))
    const answer = await app.inject('/bad')
    expect([answer.statusCode, answer.json()]).toEqual([422, { status: 422 }])
    await app.close()
  })
})

describe('the adapters', () => {
  it('have a linkOf that throws if no guard has run', () => {
    const message = /^linkOf: requireLink has not /
    expect(() => fastify.linkOf(untyped({}))).toThrow(message)
    expect(() => hono.linkOf({ get: () => undefined })).toThrow(message)
    expect(() => nodeHttp.linkOf(untyped({}))).toThrow(message)
    expect(() => fetchApi.linkOf(new Request('http://localhost/'))).toThrow(message)
  })

  it('check their options, and return functions with names', () => {
    const wrong = untyped({ fileId: () => 'f', prem: 'read' })
    const right = { fileId: () => 'f' }
    const handler = (): never => untyped(undefined)
    expect(() => fastify.requireLink(links, wrong)).toThrow(TypeError)
    expect(() => hono.requireLink(links, wrong)).toThrow(TypeError)
    expect(() => nodeHttp.requireLink(links, wrong, handler)).toThrow(TypeError)
    expect(() => fetchApi.requireLink(links, wrong, handler)).toThrow(TypeError)
    expect([
      fastify.requireLink(links, right).onRequest.name,
      hono.requireLink(links, right).name,
      nodeHttp.requireLink(links, right, handler).name,
      fetchApi.requireLink(links, right, handler).name,
    ]).toEqual(['linkGuard', 'linkGuard', 'linkedListener', 'linkedHandler'])
  })

  it('refuse links with conditions if nobody says what the runtime knows', async () => {
    const handler = fetchApi.requireLink(links, { fileId: () => 'f' }, () => new Response('the file'))
    const statusOf = async (options: SignOptions): Promise<number> =>
      (await handler(new Request(`https://localhost/f?token=${links.sign('f', 'read', 60, options)}`))).status
    expect(await statusOf({})).toBe(200)
    expect(await statusOf({ httpsOnly: true })).toBe(403)
    expect(await statusOf({ addresses: ['127.0.0.1'] })).toBe(403)
  })
})

const serverOf = (name: string, dir: readonly string[]): string[] => [
  '--import',
  'tsx',
  `examples/${name}/server.ts`,
  ...dir,
]
const withPort = (PORT: string) => ({ cwd: PROJECT, env: { ...process.env, PORT } })

/** How an example's server ends that cannot start. */
function failed(name: string, port: string, ...dir: string[]): unknown[] {
  const options = { ...withPort(port), encoding: 'utf8', timeout: 120_000 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, serverOf(name, dir), options)
  return [status, stdout, stderr]
}

describe.each(NAMES)('npx tsx examples/%s/server.ts', (name) => {
  it('prints links that work', async () => {
    const child = spawn(process.execPath, serverOf(name, []), {
      ...withPort('0'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      expect((await lines.next()).value).toMatch(/^Links to files of .*samples, for 4 hours: 3$/)
      for (const file of ['drawing.svg', 'notes/measurements.csv', 'report.txt']) {
        const url = (await lines.next()).value
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\/\S+\?token=\S+$/)
        expect(new URL(url).pathname).toBe(`/files/${file}`)
        const sample = await readFile(join(PROJECT, 'examples/express/samples', file), 'utf8')
        expect(await (await fetch(url)).text()).toBe(sample)
      }
    } finally {
      child.kill()
      await once(child, 'exit')
    }
  })

  it('says in one line that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const message = `Port ${port} is taken: set another, as in PORT=${(port + 1) % 65_536}\n`
    expect(failed(name, String(port))).toEqual([1, '', message])
    taken.close()
    await once(taken, 'close')
  })
})

describe('the server of an example says in one line what else it cannot start with', () => {
  it('and ends', () => {
    expect(failed('koa', '0', '/nowhere')).toEqual([1, '', 'There is no folder /nowhere\n'])
  })

  const { argv } = process
  afterEach(() => {
    process.argv = argv
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it.each<[folder: string, port: string, message: string]>([
    ['', '0', 'DIR is empty: leave it out to serve the samples'],
    [join(PROJECT, 'README.md'), '0', `${join(PROJECT, 'README.md')} is not a folder`],
    ...['http', '65536', '-1', ''].map(
      (port) => ['.', port, 'PORT must be a number from 0 to 65535'] as [string, string, string],
    ),
  ])('folder %j, port %j', (folder, port, message) => {
    process.argv = ['node', 'server.ts', folder]
    vi.stubEnv('PORT', port)
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`)
    })
    expect(() => readStart()).toThrow('exit 1')
    expect(error.mock.calls).toEqual([[message]])
  })
})
