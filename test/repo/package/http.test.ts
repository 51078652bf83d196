import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { type Installed, installBuilt } from './support/installed.ts'
import { snippetsOf } from './support/snippets.ts'
import { typeCheck } from './support/type-check.ts'

let built: Installed
beforeAll(async () => {
  built = await installBuilt()
})
afterAll(() => built.remove())

describe('the built entries', () => {
  const entries = ['http', 'express', 'koa', 'fastify', 'hono', 'fetch', 'node']

  it('import daypass, and carry no copy of it', () => {
    for (const name of entries) {
      for (const file of [`${name}.js`, `${name}.cjs`]) {
        const code = readFileSync(join(built.dist, file), 'utf8')
        expect(code, file).not.toContain('class LinkError')
        expect(code, file).not.toMatch(/node:crypto|createHmac/)
        for (const [, , specifier] of code.matchAll(/(?:from|require\()\s*(["'])(.*?)\1/g)) {
          expect(['daypass', 'daypass/http'], file).toContain(specifier)
        }
      }
    }
    expect(readdirSync(built.dist).filter((file) => /chunk/.test(file))).toEqual([])
  })

  it('need nothing of Node: those for runtimes without its modules and globals', async () => {
    // `daypass` itself is asked for its type alone. The context has what edge runtimes have at least, and none of `process`, `Buffer`, `require`.
    const source = `import { build } from ${JSON.stringify(import.meta.resolve('esbuild'))}
import { createContext, runInContext } from 'node:vm'
import { createLinks } from 'daypass'
const links = createLinks({ keys: [{ id: 'k', secret: new Uint8Array(32) }] })
const entry = \`export * as fetchApi from 'daypass/fetch'; export * as hono from 'daypass/hono'; export * as http from 'daypass/http'\`
const { outputFiles, metafile } = await build({
  stdin: { contents: entry, resolveDir: import.meta.dirname ?? ${JSON.stringify(built.folder)} },
  bundle: true, write: false, metafile: true, format: 'iife', globalName: 'edge', platform: 'browser',
})
const context = createContext({ Headers, Request, Response, URL, TextEncoder, TextDecoder, atob, btoa, crypto, links })
runInContext(outputFiles[0].text, context)
const seen = await runInContext(\`(async () => {
  const guarded = edge.fetchApi.requireLink(links, { fileId: () => '7' }, (request) => new Response(edge.fetchApi.linkOf(request).fileId))
  const ask = (query) => guarded(new Request('https://files.example/7' + query))
  const c = { req: { method: 'GET', url: 'https://files.example/7', raw: { headers: new Headers(), body: null }, param: () => ({}) }, header() {}, body: (_, status) => status }
  const upload = []
  for await (const chunk of edge.http.limitUpload([new Uint8Array(2)], { upload: { maxBytes: 2 } })) upload.push(chunk.length)
  return [
    (await ask('?token=' + links.sign('7', 'read', 60))).status,
    (await ask('')).status,
    await edge.hono.requireLink(links, { fileId: () => '7' })(c, async () => {}),
    upload.join(),
    edge.http.redactLink('/7?token=' + links.sign('7', 'read', 60)),
    [typeof Buffer, typeof process, typeof require].join(),
  ]
})()\`, context)
const inputs = Object.keys(metafile.inputs).map((name) => name.replace(/.*dist\\//, '')).filter((name) => name !== '<stdin>').sort()
console.log(JSON.stringify({ seen, inputs }))`
    expect(JSON.parse(await built.node('edge.mjs', source))).toEqual({
      seen: [200, 401, 401, '2', '/7?token=[link]', 'undefined,undefined,undefined'],
      inputs: ['fetch.js', 'hono.js', 'http.js'],
    })
  })

  // One class each for those who import and those who require: a second one would make `instanceof` fail.
  const proof = `
    const links = createLinks({ keys: [createKey('k')] })
    const classes = new Set()
    try { links.verify('x') } catch (error) { classes.add(error.constructor) }
    classes.add(LinkError)
    for (const entry of entries) if (entry.LinkError) classes.add(entry.LinkError)
    const seen = []
    const respond = () => ({ statusCode: 200, headersSent: false, getHeader() {}, setHeader() {}, removeHeader() {}, writeHead() {}, end() {} })
    const token = links.sign('7', 'read', 60)
    const request = (query) => ({ method: 'GET', originalUrl: '/7' + query, headers: {}, rawHeaders: [], params: {}, secure: false })
    const guard = express.requireLink(links, { fileId: () => '7', onDecision: ({ outcome, code }) => { seen.push([outcome, code]) } })
    const run = async () => {
      const req = request('?token=' + token)
      await guard(req, respond(), () => seen.push(express.linkOf(req).fileId))
      await guard(request('?token=x'), respond(), () => seen.push('passed'))
      try { express.linkOf({}) } catch (error) { seen.push(error.constructor === Error) }
      try { for await (const _ of http.limitUpload([new Uint8Array(2)], { upload: { maxBytes: 1 } })) {} }
      catch (error) { seen.push(error instanceof http.UploadError) }
      console.log(JSON.stringify({ classes: classes.size, seen, guards: adapters.map(nameOf) }))
    }
    const nameOf = ({ requireLink }) => {
      const guard = requireLink(links, { fileId: () => '7' }, () => {})
      return (guard.onRequest ?? guard).name
    }
    run()`
  const expected = {
    classes: 1,
    seen: [['allowed', null], '7', ['refused', 'malformed'], true, true],
    guards: ['linkGuard', 'linkGuard', 'linkGuard', 'linkGuard', 'linkedHandler', 'linkedListener'],
  }

  it('work together, with one LinkError, when imported', async () => {
    const source = `import { createKey, createLinks, LinkError } from 'daypass'
import * as http from 'daypass/http'
import * as express from 'daypass/express'
import * as koa from 'daypass/koa'
import * as fastify from 'daypass/fastify'
import * as hono from 'daypass/hono'
import * as fetchApi from 'daypass/fetch'
import * as node from 'daypass/node'
const adapters = [express, koa, fastify, hono, fetchApi, node]
const entries = [http, ...adapters]
${proof}`
    expect(JSON.parse(await built.node('one.mjs', source))).toEqual(expected)
  })

  it('work together, with one LinkError, when required', async () => {
    const source = `const { createKey, createLinks, LinkError } = require('daypass')
const http = require('daypass/http')
const express = require('daypass/express')
const adapters = [express, ...['koa', 'fastify', 'hono', 'fetch', 'node'].map((name) => require('daypass/' + name))]
const entries = [http, ...adapters]
${proof}`
    expect(JSON.parse(await built.node('one.cjs', source))).toEqual(expected)
  })
})

describe('the types', () => {
  const modules = (name: string): string => join(PROJECT, 'node_modules', name)
  const withTypes = {
    'Express 4': {
      express: [modules('@types/express4/index.d.ts')],
      'express-serve-static-core': [
        modules('@types/express4/node_modules/@types/express-serve-static-core/index.d.ts'),
      ],
    },
    'Express 5': { express: [modules('@types/express/index.d.ts')] },
    'Koa 2': { koa: [modules('@types/koa2/index.d.ts')], '@koa/router': [modules('@koa/router/dist/index.d.mts')] },
    'Koa 3': { koa: [modules('@types/koa/index.d.ts')], '@koa/router': [modules('@koa/router/dist/index.d.mts')] },
    'Fastify 5': { fastify: [modules('fastify/fastify.d.ts')] },
    'Hono 4': {
      hono: [modules('hono/dist/types/index.d.ts')],
      'hono/*': [modules('hono/dist/types/*.d.ts')],
      libsql: [modules('libsql/types/index.d.ts')],
    },
    'Fetch API': {},
    'Node 20': {},
  }

  function write(name: string, sources: readonly string[]): string[] {
    return sources.map((source, i) => {
      const path = join(built.folder, `${name.replace(' ', '')}-${i}.mts`)
      writeFileSync(path, source)
      return path
    })
  }

  for (const [name, paths] of Object.entries(withTypes)) {
    const [framework = '', major = ''] = name.split(' ')

    it(`fit the READMEs under strict with the types of ${name}`, () => {
      const files = write(name, snippetsOf(framework, Number(major)))
      expect(typeCheck(files, { types: [modules('@types/node')], paths })).toEqual([])
    })
  }

  // What is declared here is what somebody without the types has to say of the framework.
  const shims = {
    Express: `declare module 'express' {
  type Handler = (req: any, res: any, next: any) => unknown
  export type Request<Params = unknown> = any
  export default function express(): Record<'get' | 'put' | 'use', (path: string, ...handlers: Handler[]) => void>
}`,
    Koa: `declare module 'koa' {
  export default class Koa { use(middleware: (ctx: any, next: any) => unknown): this }
}
declare module '@koa/router' {
  export default class Router {
    get(path: string, ...middleware: ((ctx: any, next: any) => unknown)[]): void
    routes(): (ctx: any, next: any) => unknown
  }
}`,
    Fastify: `declare module 'fastify' {
  export interface FastifyReply { code(status: number): { send(body?: unknown): unknown } }
  type Handler = (request: any, reply: FastifyReply) => unknown
  type OnError = (error: { statusCode?: number }, request: unknown, reply: FastifyReply) => void
  export default function Fastify(options?: { routerOptions: object, frameworkErrors: OnError }): {
    setNotFoundHandler(handler: Handler): void
    get(path: string, options: object, handler: Handler): void
  }
}`,
  }

  for (const [framework, shim] of Object.entries(shims)) {
    it(`fit the READMEs under strict without any types, those of Node included, for ${framework}`, () => {
      const shimFile = join(built.folder, `${framework}-shim.d.ts`)
      writeFileSync(shimFile, shim)
      const majors = framework === 'Express' ? [4, 5] : [0]
      const files = majors.flatMap((major) => {
        return write(
          `bare${framework}${major}`,
          snippetsOf(framework, major).filter((code) => !/'node:|console\./.test(code)), // they need the types of Node
        )
      })
      expect(typeCheck([shimFile, ...files], { types: [] })).toEqual([])
    })
  }

  it('know the grant, the permissions and the options', () => {
    const [file] = write('wrong', [
      `import { createKey, createLinks, type Grant } from 'daypass'
import { requireLink as express } from 'daypass/express'
import { type KoaContext, requireLink as koa } from 'daypass/koa'
import { linkOf as ofFastify, type RoutedRequest as FastifyRequest, requireLink as fastify } from 'daypass/fastify'
import { linkOf as ofHono, type RoutedContext, requireLink as hono } from 'daypass/hono'
import { linkOf as ofFetch, requireLink as fetchApi } from 'daypass/fetch'
import { linkOf as ofNode, type ReadableRequest, requireLink as node } from 'daypass/node'
const links = createLinks({ keys: [createKey()], perms: ['annotate'] })
declare const req: Express.Request, ctx: KoaContext, request: FastifyRequest, c: RoutedContext
declare const incoming: ReadableRequest
export const grants: (Grant | undefined)[] = [req.link, ctx.state.link, request.link, ofFastify(request), ofHono(c), ofNode(incoming)]
express(links, { perm: 'annotate', fileId: () => 'x' })
koa(links, { perm: 'annotate', fileId: async () => 'x' })
fastify(links, { perm: 'annotate', fileId: (request) => request.params.id })
hono(links, { perm: 'annotate', fileId: (c) => c.req.param('id') })
fetchApi(links, { perm: 'annotate', fileId: ([request]) => request.url }, (request) => { throw ofFetch(request).fileId })
node(links, { perm: 'annotate', fileId: (req) => req.url ?? '' }, (req, res) => res.end(req.link.fileId))
express(links, { perm: 'anotate', fileId: () => 'x' })
koa(links, { perm: 'anotate', fileId: () => 'x' })
fastify(links, { perm: 'anotate', fileId: () => 'x' })
hono(links, { perm: 'anotate', fileId: () => 'x' })
fetchApi(links, { perm: 'anotate', fileId: () => 'x' }, () => { throw 1 })
node(links, { perm: 'anotate', fileId: () => 'x' }, () => {})
fastify(links, { fileId: (request) => request.parms.id })
hono(links, { fileId: (c) => c.req.param(7) })
fetchApi(links, { fileId: ([request]) => request.uri }, () => { throw 1 })
node(links, { fileId: (req) => req.url }, () => {})
express(links, {})
express(links, { fileId: () => undefined })
express(links, { fileId: () => 'x', permission: 'read' })
req.link = 'x'
ctx.state.link = 'x'
`,
    ])
    const lines = typeCheck([file as string], { types: [] }).map((message) => /mts: (.*?): /.exec(message)?.[1])
    expect(lines).toEqual(
      [
        "express(links, { perm: 'anotate', fileId",
        "koa(links, { perm: 'anotate', fileId",
        "fastify(links, { perm: 'anotate', fileId",
        "hono(links, { perm: 'anotate', fileId",
        "fetchApi(links, { perm: 'anotate', fileId",
        "node(links, { perm: 'anotate', fileId",
        'fastify(links, { fileId',
        'hono(links, { fileId',
        'fetchApi(links, { fileId',
        'node(links, { fileId',
        'express(links, {})',
        'express(links, { fileId',
        'express(links, { fileId',
        "req.link = 'x'",
        "ctx.state.link = 'x'",
      ].map((line) => expect.stringContaining(line.split(': ')[0] as string)),
    )
  })

  it('know the state that Koa hands from one middleware to the next', () => {
    const [file] = write('state', [
      `import { createKey, createLinks, type Grant } from 'daypass'
import { requireLink } from 'daypass/koa'
import Router from '@koa/router'
import Koa, { type Context } from 'koa'
const guard = requireLink(createLinks({ keys: [createKey()] }), { fileId: (ctx: Context) => ctx.params.id })
new Koa().use(guard).use((ctx) => { const link: Grant | undefined = ctx.state.link; const wrong: number = ctx.state.link })
new Router().get('/', guard, (ctx) => { const link: Grant | undefined = ctx.state.link })
`,
    ])
    const messages = typeCheck([file as string], { types: [modules('@types/node')], paths: withTypes['Koa 3'] })
    expect(messages).toEqual([expect.stringContaining("'GuardedGrant | undefined' is not assignable to type 'number'")])
  })
})
