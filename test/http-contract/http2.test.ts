import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import * as koa from 'daypass/koa'
import * as nodeHttp from 'daypass/node'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { NOW } from './scene.ts'

const links = linksAt(NOW)
const read = links.sign('f.html', 'read', 60)
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Question {
  readonly method?: string
  readonly body?: string
  readonly headers?: Record<string, string>
}

/** What both apps serve: answers to GET by path, and what became of a body to everything else. */
const ANSWERS: Readonly<Record<string, readonly [status: number, headers: Record<string, string>, body: string]>> = {
  '/page': [200, { 'content-type': 'text/html', 'content-disposition': 'inline' }, '<p>'],
  '/redirect': [302, { location: '/elsewhere' }, ''],
  '/busy': [503, {}, 'later'],
}

const options = { fileId: () => 'f.html', clock: () => NOW }

function koaApp() {
  const app = new Koa()
  app.silent = true
  app.use(koa.requireLink(links, { ...options, perm: 'write' as const }))
  const reading = koa.requireLink(links, options)
  app.middleware.unshift(async (ctx, next) => {
    if (ctx.path === '/body') return next()
    await reading(ctx as never, async () => {
      const [status, headers, body] = ANSWERS[ctx.path] ?? [404, {}, '']
      ctx.status = status
      ctx.body = body
      ctx.set(headers)
    })
  })
  app.use(async (ctx) => {
    ctx.body = `stored ${await sizeOf(ctx.req)}`
  })
  return app.callback()
}

function nodeApp() {
  const storing = nodeHttp.requireLink(links, { ...options, perm: 'write' }, async (req, res) => {
    res.end(`stored ${await sizeOf(req)}`)
  })
  const reading = nodeHttp.requireLink(links, options, (req, res) => {
    const [status, headers, body] = ANSWERS[req.url?.replace(/\?.*/, '') ?? ''] ?? [404, {}, '']
    res.writeHead(status, headers).end(body)
  })
  return (req: Parameters<typeof storing>[0], res: Parameters<typeof storing>[1]) =>
    req.url?.startsWith('/body') ? storing(req, res) : reading(req, res)
}

async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0
  for await (const chunk of body) size += chunk.length
  return size
}

describe.each([
  ['Koa', koaApp()],
  ['node:http2', nodeApp()],
])('over HTTP/2, %s', (_, listener) => {
  const server = createServer(listener as never)
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => sessions.add(session))
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => {
    for (const session of sessions) session.destroy()
    return new Promise((resolve) => server.close(resolve))
  })

  async function ask(path: string, { method = 'GET', body, headers = {} }: Question = {}): Promise<Answer> {
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    try {
      const stream = client.request({ ':path': path, ':method': method, ...headers }, { endStream: body === undefined })
      if (body !== undefined) stream.end(body)
      const head = await new Promise<IncomingHttpHeaders & { ':status'?: number }>((resolve, reject) => {
        stream.on('response', resolve).on('error', reject)
      })
      let text = ''
      for await (const chunk of stream.setEncoding('utf8')) text += chunk
      return { status: head[':status'] ?? 0, headers: head, body: text }
    } finally {
      client.destroy()
    }
  }

  it.each([
    ['/page', 200, 'private, max-age=60', 'inline', SANDBOX],
    ['/redirect', 302, 'no-store', undefined, undefined],
    ['/busy', 503, 'no-store', undefined, undefined],
    ['/none', 404, 'no-store', undefined, undefined],
  ])('completes the answer of %s', async (path, status, cache, disposition, policy) => {
    const answer = await ask(`${path}?token=${read}`)
    expect(answer.status).toBe(status)
    expect(answer.headers['cache-control']).toBe(cache)
    expect(answer.headers['content-disposition']).toBe(disposition)
    expect(answer.headers['content-security-policy']).toBe(policy)
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
  })

  const limited = links.sign('f.html', 'write', 60, { upload: { maxBytes: 5, contentTypes: ['image/png'] } })
  const store = (method: string, body: string | undefined, headers: Record<string, string> = {}) =>
    ask(`/body?token=${limited}`, { method, headers, ...(body !== undefined && { body }) })

  it.each(['PUT', 'POST', 'DELETE', 'GET', 'PROPFIND'])('takes no body that was not declared: %s', async (method) => {
    expect((await store(method, '<script>')).status).toBe(411)
    expect((await store(method, '12345', { 'content-type': 'image/png' })).status).toBe(411)
    expect((await store(method, '123456', { 'content-type': 'image/png', 'content-length': '6' })).status).toBe(413)
    expect((await store(method, '12345', { 'content-type': 'text/html', 'content-length': '5' })).status).toBe(415)
    const fits = await store(method, '12345', { 'content-type': 'image/png', 'content-length': '5' })
    expect([fits.status, fits.body]).toEqual([200, 'stored 5'])
    expect((await store(method, undefined)).status).toBe(200)
  })

  it('takes no more than was declared', async () => {
    const headers = { 'content-type': 'image/png', 'content-length': '5' }
    const outcome = await store('PUT', '123456789', headers).then(
      ({ body }) => body,
      () => 'broken off',
    )
    expect(outcome).not.toBe('stored 9')
  })
})
