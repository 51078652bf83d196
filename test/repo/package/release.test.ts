import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { compile } from './support/compile.ts'
import { buildAndPack, copySources, installAlone, type Packed, remove } from './support/staging.ts'

const run = promisify(execFile)
const ADAPTERS = ['express', 'koa', 'fastify', 'hono', 'fetch', 'node']
const ENTRIES = ['index', 'web', 'http', ...ADAPTERS, 'managed', 'redis', 'sqlite', 'postgres', 'store-contract']
const SPECIFIERS = ['daypass', ...ENTRIES.slice(1).map((name) => `daypass/${name}`)]

// Ceilings a little above what is: growth is to be noticed, and decided. In bytes.
// The core without state is a little more than half of it: the letters of managed links are in the format.
const CORE_CEILING = 12_800
const WEB_CEILING = 12_600
const TARBALL_CEILING = 475_000

let packed: Packed
let again: Packed
let consumer: string

beforeAll(async () => {
  const first = await copySources()
  const second = await copySources(first)
  ;[packed, again] = await Promise.all([buildAndPack(first), buildAndPack(second)])
  consumer = await installAlone(packed)
})

afterAll(async () => {
  for (const folder of [packed?.folder, again?.folder, consumer]) await remove(folder)
})

describe('the packed files', () => {
  it('are these and no others', () => {
    const built = ENTRIES.flatMap((name) => ['cjs', 'd.cts', 'd.ts', 'js'].map((ending) => `dist/${name}.${ending}`))
    // The command is run, and neither imported nor required.
    built.push('dist/command.js')
    const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )
    const adapters = ADAPTERS.map((name) => `examples/${name === 'node' ? 'node-http' : name}/adapter.ts`)
    const read = [...sources.map((name) => `src/${name}`), ...adapters]
    const others = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'SPEC.md', 'package.json']
    expect(packed.files.map(({ path }) => path).sort()).toEqual([...built, ...read, ...others].sort())
  })

  it('are the same, byte for byte, when built a second time in another place', () => {
    for (const { path } of packed.files) {
      const [one, two] = [packed, again].map(({ folder }) => readFileSync(join(folder, path)))
      expect(one?.equals(two as Buffer), path).toBe(true)
    }
    expect(readFileSync(packed.tarball).equals(readFileSync(again.tarball))).toBe(true)
  })

  it('are readable: not minified', () => {
    const code = readFileSync(join(packed.folder, 'dist/index.js'), 'utf8')
    expect(code).toContain('\nfunction verifyLink(settings, keys, token, ')
  })

  it('import nothing but each other and modules of Node', () => {
    for (const { path } of packed.files.filter((file) => file.path.startsWith('dist/'))) {
      // The command imports what its verbs need. All others share the classes of these.
      const others = path === 'dist/command.js' ? '|daypass/redis|daypass/postgres|daypass/sqlite' : ''
      const allowed = new RegExp(`^(?:node:[a-z/]+|daypass|daypass/web|daypass/http|daypass/managed${others})$`)
      // Examples in comments import what they show.
      const code = readFileSync(join(packed.folder, path), 'utf8').replace(/\/\*\*.*?\*\//gs, '')
      for (const [, name = ''] of code.matchAll(/(?:\bfrom |\brequire\(|\bimport\(|^import )["']([^"']+)["']/gm)) {
        expect(name, path).toMatch(allowed)
      }
    }
    expect(readFileSync(join(packed.folder, 'dist/index.js'), 'utf8')).toContain('from "node:crypto"')
  })

  it('name no place of the machine that built them', () => {
    for (const { path } of packed.files) {
      const text = readFileSync(join(packed.folder, path), 'utf8')
      for (const place of [packed.folder, PROJECT]) expect(text.includes(place), path).toBe(false)
    }
  })
})

describe('size', () => {
  it.each([
    ['daypass', 'index', CORE_CEILING],
    ['daypass/web', 'web', WEB_CEILING],
  ])('of %s, minified and gzipped, stays below its ceiling', async (_, entry, ceiling) => {
    const { code } = await transform(readFileSync(join(packed.folder, `dist/${entry}.js`), 'utf8'), {
      minify: true,
      format: 'esm',
      target: 'node20',
    })
    const bytes = gzipSync(code, { level: 9 }).length
    expect(bytes).toBeLessThanOrEqual(ceiling)
    // A ceiling far above the truth would hold nothing.
    expect(bytes).toBeGreaterThan(ceiling * 0.9)
  })

  it('of the tarball stays below its ceiling', () => {
    expect(readFileSync(packed.tarball).length).toBeLessThanOrEqual(TARBALL_CEILING)
  })
})

describe('installed alone, without a network', () => {
  const use = `const links = createLinks({ keys: [createKey('k')] })
const token = links.sign('a', 'read', '1h')
console.log(links.verify(token).fileId, redactLink(token), guards.length)`
  const printed = 'a [link] 6\n'

  it('brings nothing with it', () => {
    expect(readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['daypass'])
  })

  it('can be imported', async () => {
    const guards = `const guards = [${ADAPTERS}].map(({ requireLink }) => requireLink(links, { fileId: () => 'a' }, () => {}))`
    writeFileSync(
      join(consumer, 'use.mjs'),
      `import { createKey, createLinks } from 'daypass'
import { redactLink } from 'daypass/http'
${ADAPTERS.map((name) => `import * as ${name} from 'daypass/${name}'`).join('\n')}
${use.replace('\nconsole', `\n${guards}\nconsole`)}`,
    )
    expect((await run(process.execPath, ['use.mjs'], { cwd: consumer })).stdout).toBe(printed)
  })

  it('can be required', async () => {
    const guards = `const guards = ${JSON.stringify(ADAPTERS)}.map((name) => {
  return require('daypass/' + name).requireLink(links, { fileId: () => 'a' }, () => {})
})`
    writeFileSync(
      join(consumer, 'use.cjs'),
      `const { createKey, createLinks } = require('daypass')
const { redactLink } = require('daypass/http')
${use.replace('\nconsole', `\n${guards}\nconsole`)}`,
    )
    expect((await run(process.execPath, ['use.cjs'], { cwd: consumer })).stdout).toBe(printed)
  })

  it('has nothing else to import', async () => {
    const source = "import('daypass/dist/index.js').catch((error) => console.log(error.code))"
    const { stdout } = await run(process.execPath, ['--eval', source], { cwd: consumer })
    expect(stdout).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n')
  })
})

describe('the command', () => {
  const npx = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const options = { cwd: consumer, env: { ...process.env, ...env } }
    return (await run('npx', ['--no-install', 'daypass', ...args], options)).stdout.trimEnd()
  }

  it('is run by npx: keygen, sign, verify', async () => {
    const line = await npx(['keygen', '--id', '2026-11'])
    const env = { DAYPASS_KEYS: line.replace('DAYPASS_KEYS=', '') }
    const token = await npx(['sign', 'q3.pdf', '--perm', 'read', '--ttl', '4h', '--uses', '1'], env)
    expect(JSON.parse(await npx(['inspect', token, '--json'], env))).toMatchObject({ ok: true, keyId: '2026-11' })
    await expect(npx(['verify', token, '--json'], env)).rejects.toMatchObject({
      code: 1,
      stdout: '{"ok":false,"code":"state-required"}\n',
    })
  })

  it('is of the version of the package', async () => {
    expect(await npx(['--version'])).toBe(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version)
  })
})

describe('the types', () => {
  const names = { Bundler: ['use.ts'], NodeNext: ['use.mts', 'use.cts'], node10: ['use.ts'] } as const
  const matrix = (['Bundler', 'NodeNext', 'node10'] as const).flatMap((resolution) => [
    { resolution, strict: true },
    { resolution, strict: false },
  ])
  const modules = (path: string): string => join(PROJECT, 'node_modules', path)

  function write(folder: string, resolution: keyof typeof names, text: string): readonly string[] {
    mkdirSync(join(consumer, folder), { recursive: true })
    const files = names[resolution].map((name) => join(consumer, folder, name))
    for (const file of files) writeFileSync(file, text)
    return files
  }

  const typed = `import { createKey, createLinks, type Grant } from 'daypass'
import { createGuard } from 'daypass/http'
import { linkOf as ofExpress, requireLink as forExpress } from 'daypass/express'
import { linkOf as ofKoa, requireLink as forKoa } from 'daypass/koa'
import { linkOf as ofFastify, requireLink as forFastify } from 'daypass/fastify'
import { linkOf as ofHono, type LinkVariables, requireLink as forHono } from 'daypass/hono'
import { type Call, linkOf as ofFetch, requireLink as forFetch } from 'daypass/fetch'
import { type LinkedRequest, linkOf as ofNode, requireLink as forNode } from 'daypass/node'
const links = createLinks({ keys: [createKey('k')], perms: ['annotate'] })
const grant: Grant = links.verify(links.sign('a', ['read', 'annotate'], '1h'))
forExpress(links, { perm: 'annotate', fileId: (req) => req.params.id })
forExpress(links, { fileId: (req) => req.query.id })
forKoa(links, { perm: 'annotate', fileId: (ctx) => ctx.params.id })
forKoa(links, { fileId: (ctx) => ctx.query.id })
forFastify(links, { perm: 'annotate', fileId: (request) => request.params.id })
forFastify(links, { fileId: (request) => request.query.id, boundTo: (request) => String(request.headers.cookie) })
forHono(links, { perm: 'annotate', fileId: (c) => c.req.param('id') })
forHono(links, { fileId: (c) => c.req.query('id') ?? '', secure: (c) => c.env.secure })
forFetch(links, { perm: 'annotate', fileId: ([request]) => request.url }, (request) => { throw new Error(ofFetch(request).fileId) })
forFetch(links, { fileId: ([request, more]: Call<[number]>) => request.url + more.toFixed() }, (_, more) => { throw more.toFixed() })
forNode(links, { perm: 'annotate', fileId: (req) => req.url ?? '' }, (req, res) => res.end(ofNode(req).fileId))
forNode(links, { fileId: () => 'a', secure: (req) => req.socket.encrypted }, async (req, res) => {
  for await (const chunk of req) res.writeHead(chunk.length).end(req.link.fileId)
})
const guard = createGuard(links, { fileId: () => grant.fileId }, (url: string) => ({ method: 'GET', url, headers: {} }))
export async function narrowed(): Promise<unknown[]> {
  const answer = await guard('/')
  if (answer.ok === false) {
    const refused: [number, string, string] = [answer.status, answer.code, answer.body]
    return refused
  }
  const result = links.tryVerify('x')
  if (result.ok === false) {
    const code: string = result.code
    return [code]
  }
  const grants: Grant[] = [answer.grant, result.grant, ofExpress({}), ofKoa({ state: {} })]
  return grants
}
// @ts-expect-error a lifetime is missing: these are types, and not \`any\`
links.sign('a', 'read')
// @ts-expect-error no such permission
forExpress(links, { perm: 'anotate', fileId: () => 'a' })
// @ts-expect-error no such permission
forKoa(links, { perm: 'anotate', fileId: () => 'a' })
// @ts-expect-error no such permission
forFastify(links, { perm: 'anotate', fileId: () => 'a' })
// @ts-expect-error no such permission
forHono(links, { perm: 'anotate', fileId: () => 'a' })
// @ts-expect-error no such permission
forFetch(links, { perm: 'anotate', fileId: () => 'a' }, () => { throw 1 })
// @ts-expect-error no such permission
forNode(links, { perm: 'anotate', fileId: () => 'a' }, () => {})
export const used = [ofFastify, ofHono] as const
export type Used = [LinkVariables, LinkedRequest]
`

  it.each(matrix)(
    'compile without those of Node or of a framework: $resolution, strict: $strict',
    ({ resolution, strict }) => {
      expect(compile(write('alone', resolution, typed), { resolution, strict })).toEqual([])
    },
    60_000,
  )

  const paths = {
    express: [modules('@types/express/index.d.ts')],
    koa: [modules('@types/koa/index.d.ts')],
    '@koa/router': [modules('@koa/router/dist/index.d.ts')],
    fastify: [modules('fastify/fastify.d.ts')],
    hono: [modules('hono/dist/types/index.d.ts')],
  }
  const framed = `${typed}
import express from 'express'
import Koa, { type Context } from 'koa'
import { fastify, type FastifyRequest } from 'fastify'
import { Hono, type Context as HonoContext } from 'hono'
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { pipeline } from 'node:stream/promises'
express().get('/:id', forExpress(links, { fileId: (req) => req.query.id }), (req, res) => {
  res.json(ofExpress(req).fileId)
})
express().get('/:id', forExpress(links, { fileId: (req: express.Request) => String(req.query.id) }))
new Koa().use(forKoa(links, { fileId: (ctx) => ctx.query.id })).use((ctx) => {
  ctx.body = ofKoa(ctx).fileId
})
new Koa().use(forKoa(links, { fileId: (ctx: Context) => String(ctx.query.id) }))

fastify().get('/:id', forFastify(links, { fileId: (request) => request.params.id }), async (request, reply) => {
  const id: string = request.id
  return reply.send([ofFastify(request).fileId, id])
})
fastify().get<{ Params: { id: string } }>(
  '/:id',
  { ...forFastify(links, { fileId: (request: FastifyRequest<{ Params: { id: string } }>) => request.params.id }), bodyLimit: 1 },
  async (request) => ofFastify(request).fileId + request.params.id.length,
)
fastify({ http2: true }).get('/:id', forFastify(links, { fileId: (request) => request.params.id }), async (request) => ofFastify(request))
fastify().addHook('onRequest', forFastify(links, { fileId: (request) => request.url }).onRequest)

new Hono().get('/:id', forHono(links, { fileId: (c) => c.req.param('id') }), (c) => c.text(ofHono(c).fileId + c.req.param('id').length))
new Hono().use(forHono(links, { fileId: (c: HonoContext) => c.req.header('id') ?? '' }))
new Hono<{ Variables: LinkVariables }>().get('/', forHono(links, { fileId: () => 'a' }), (c) => c.text(c.var.link.fileId + c.get('link').fileId))
interface Env { Bindings: { incoming: IncomingMessage } }
new Hono<Env>().get('/', forHono(links, { fileId: (c) => c.req.path, address: (c: HonoContext<Env>) => c.env.incoming.socket.remoteAddress }))
// @ts-expect-error the type of a variable is declared by the application
new Hono().get('/', forHono(links, { fileId: () => 'a' }), (c) => c.text(c.var.link.fileId))

const GET: (request: Request) => Promise<Response> = forFetch(links, { fileId: ([request]) => request.url }, (request) => {
  return Response.json(ofFetch(request).fileId + request.headers.get('id'))
})
const typed: (request: Request) => Promise<Response> = forFetch(links, { fileId: ([request]: Call) => request.url }, (request: Request) => new Response(request.url))
interface NextRequest extends Request { nextUrl: { pathname: string } }
const next: (request: NextRequest, route: { params: Promise<{ id: string }> }) => Promise<Response> = forFetch(
  links,
  { fileId: async ([, { params }]: Call<[{ params: Promise<{ id: string }> }], NextRequest>) => (await params).id },
  async (request, { params }) => new Response(request.nextUrl.pathname + (await params).id),
)
export const handlers = [GET, typed, next]

createServer(forNode(links, { fileId: (req) => req.url ?? '' }, (req, res) => pipeline(createReadStream(req.link.fileId), res)))
const listener = forNode(links, { fileId: (req) => req.url ?? '' }, (req, res) => createReadStream(ofNode(req).fileId).pipe(res))
createServer(listener)
createHttpsServer(listener)
createHttp2Server(listener)
createServer(forNode(links, { fileId: (req: IncomingMessage) => req.httpVersion }, (req: IncomingMessage, res: ServerResponse) => {
  res.strictContentLength = req.complete
  return ofNode(req)
}))
createServer(forNode(links, { fileId: () => 'a' }, (req: LinkedRequest<IncomingMessage>, res: ServerResponse) => {
  res.strictContentLength = req.complete && req.link.bound
}))
`
  it.each(matrix)(
    'compile with those of the frameworks: $resolution, strict: $strict',
    ({ resolution, strict }) => {
      expect(compile(write('framed', resolution, framed), { resolution, strict, paths })).toEqual([])
    },
    60_000,
  )

  // Those of @cloudflare/workers-types, in short: whose Request has a type parameter.
  const workers = `declare interface Headers { get(name: string): string | null }
interface Request<Cf = unknown> { readonly method: string; readonly url: string; readonly headers: Headers; readonly body: object | null; cf?: Cf }
declare var Request: { prototype: Request; new <Cf>(url: string): Request<Cf> }
interface Response { readonly status: number; readonly headers: Headers; readonly body: object | null }
declare var Response: { prototype: Response; new (body?: string): Response }
`
  const handler = `/// <reference path="./workers.d.ts" />
import { createKey, createLinks } from 'daypass'
import { linkOf, requireLink } from 'daypass/fetch'
const links = createLinks({ keys: [createKey()] })
export const fetch: (request: Request) => Promise<Response> = requireLink(links, { fileId: ([{ url }]) => url }, (request) => {
  const cf: unknown = request.cf
  return new Response(linkOf(request).fileId + String(cf))
})
export const typed: (request: Request<{ asn: number }>) => Promise<Response> = requireLink(
  links,
  { fileId: () => 'a' },
  async (request: Request<{ asn: number }>) => { throw request.cf?.asn.toFixed() },
)
`
  it.each(matrix)(
    'fit the Request and Response of another runtime: $resolution, strict: $strict',
    ({ resolution, strict }) => {
      const files = write('workers', resolution, handler)
      writeFileSync(join(consumer, 'workers', 'workers.d.ts'), workers)
      expect(compile(files, { resolution, strict })).toEqual([])
    },
    60_000,
  )

  it('exist for each entry, and for no other', () => {
    const imports = [...SPECIFIERS, 'daypass/nothing'].map((name, i) => `export * as e${i} from '${name}'`)
    for (const resolution of ['NodeNext', 'node10'] as const) {
      const [file = ''] = write('entries', resolution, imports.join('\n'))
      const missing = [expect.stringContaining("Cannot find module 'daypass/nothing'")]
      expect(compile([file], { resolution, strict: true })).toEqual(missing)
    }
  })
})
