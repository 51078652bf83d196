import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { narrow, type SignOptions } from 'daypass'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, ask, converse, requestText } from '../../../test/http-contract/conversation.ts'
import { linksAt } from '../../../test/support/fixtures.ts'
import { createApp } from '../proxy.ts'
import { type Running, run } from './support/running.ts'

const links = linksAt(Date.now())
const sign = (options: SignOptions = {}): string => links.sign('a', 'read', '1h', options)
const token = sign()

interface Received {
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingHttpHeaders
}

let origin: Running
let server: Running
let received: Received[] = []
let answer: { status: number; headers: OutgoingHttpHeaders; body: string }

beforeAll(async () => {
  origin = await run((req, res) => {
    received.push({ url: req.url ?? '', rawHeaders: req.rawHeaders, headers: req.headers })
    res.writeHead(answer.status, answer.headers).end(answer.body)
  })
  server = await run(createApp(links, origin.origin))
})
beforeEach(() => {
  received = []
  answer = { status: 200, headers: { 'Content-Type': 'image/png' }, body: 'the file' }
})
afterAll(async () => {
  await server.close()
  await origin.close()
})

/** Everything that the origin received, with every escape undone. */
function receivedText(): string {
  let text = JSON.stringify(received)
  while (/%[0-9a-f]{2}/i.test(text)) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return text
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> => ask(server.port, path, { headers })
const escaped = (text: string): string => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join('')

describe('the origin sees no link', () => {
  const bound = sign({ ref: 'order 7' })
  it.each<[string, string, Record<string, string>, string, Record<string, string | undefined>]>([
    ['in the query', `/files/a?token=${token}`, {}, '/files/a', {}],
    ['that was narrowed', `/files/a?token=${narrow(token, { ttl: '5m' })}`, {}, '/files/a', {}],
    ['in the query, among others', `/files/a?x=1&token=${token}&y=%20`, {}, '/files/a?x=1&y=%20', {}],
    ['in the query, escaped', `/files/a?to%6ben=${escaped(token)}&x`, {}, '/files/a?x', {}],
    ['in Authorization', '/files/a', { Authorization: `Bearer ${token}` }, '/files/a', { authorization: undefined }],
    [
      'in a cookie',
      '/files/a',
      { Cookie: `a=1; link=${token}; b=2` },
      '/files/a',
      { cookie: 'a=1; b=2', authorization: undefined },
    ],
    ['in the only cookie', '/files/a', { Cookie: `link=${token}` }, '/files/a', { cookie: undefined }],
    [
      'in Referer too',
      `/files/a?token=${token}`,
      { Referer: `https://app.example/files/a?x=1&token=${token}` },
      '/files/a',
      { referer: 'https://app.example/files/a?x=1' },
    ],
    [
      'in the path of Referer too',
      `/files/a?token=${token}`,
      { Referer: `https://app.example/d/${bound}/x` },
      '/files/a',
      { referer: 'https://app.example/d/[link]/x' },
    ],
    [
      'in headers in which another proxy has put the URL',
      `/files/a?token=${token}`,
      { 'X-Original-URL': `/files/a?token=${token}`, 'X-Forwarded-Uri': `/files/a?token=${escaped(token)}` },
      '/files/a',
      { 'x-original-url': undefined, 'x-forwarded-uri': undefined },
    ],
    [
      'inside another parameter too',
      `/files/a?token=${token}&next=${encodeURIComponent(`/files/a?token=${token}`)}`,
      {},
      '/files/a?next=%2Ffiles%2Fa%3Ftoken%3D[link]',
      {},
    ],
    // The event `proxyReq` of http-proxy is not raised for it.
    ['with Expect', '/files/a', { Authorization: `Bearer ${token}`, Expect: '100-continue' }, '/files/a', {}],
  ])('%s', async (_, path, headers, url, expected) => {
    const conversation = converse(server.port)
    conversation.send(requestText(path, { headers }))
    let { status } = await conversation.read()
    if (status === 100) status = (await conversation.read()).status
    conversation.end()
    expect(status).toBe(200)
    expect(received.map(({ url }) => url)).toEqual([url])
    for (const [name, value] of Object.entries(expected)) expect(received[0]?.headers[name]).toBe(value)
    for (const link of [token, bound]) expect(receivedText()).not.toContain(link.slice(-43))
  })

  it('and sees everything else', async () => {
    const headers = { Authorization: 'Basic YTpi', Cookie: 'a=1', Referer: 'https://app.example/', Range: 'bytes=0-1' }
    await get(`/files/a?token=${token}`, headers)
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Basic YTpi',
      cookie: 'a=1',
      referer: 'https://app.example/',
      range: 'bytes=0-1',
    })
  })

  it('and no request without one', async () => {
    expect((await get('/files/a')).status).toBe(401)
    expect((await get(`/files/b?token=${token}`)).status).toBe(403)
    expect((await get(`/files/a?token=${token}&token=${token}`)).status).toBe(400)
    expect((await ask(server.port, `/files/a?token=${token}`, { method: 'POST' })).status).toBe(404)
    expect(received).toEqual([])
  })
})

describe('headers of the origin', () => {
  it('give way to signed ones, and inline HTML is sandboxed', async () => {
    answer.headers = { 'Content-Type': 'text/html', 'Content-Disposition': 'inline' }
    const plain = await get(`/files/a?token=${token}`)
    expect(plain.headers['content-security-policy']).toContain('sandbox')
    const signed = sign({ response: { contentType: 'image/png', disposition: 'attachment', filename: 'a.png' } })
    const { headers } = await get(`/files/a?token=${signed}`)
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename="a.png"',
      'x-content-type-options': 'nosniff',
    })
    const inline = sign({ response: { disposition: 'inline' } })
    answer.headers = { 'Content-Type': 'image/svg+xml', 'Content-Security-Policy': "default-src 'self'" }
    const policy = (await get(`/files/a?token=${inline}`)).headers['content-security-policy']
    expect(policy).toContain("default-src 'self', sandbox")
  })

  it('keep no answer for longer than the link works', async () => {
    answer.headers = { 'Cache-Control': 'public, max-age=31536000', 'Content-Type': 'image/png' }
    const age = Number(/max-age=(\d+)/.exec((await get(`/files/a?token=${token}`)).headers['cache-control'] ?? '')?.[1])
    expect(age).toBeGreaterThan(0)
    expect(age).toBeLessThanOrEqual(3600)
    answer.status = 503
    answer.headers = {}
    expect((await get(`/files/a?token=${token}`)).headers['cache-control']).toBe('no-store')
  })

  it('and the body reach the client otherwise', async () => {
    answer.headers = { 'Content-Type': 'image/png', ETag: '"1"', 'X-Own': 'a', 'Set-Cookie': ['a=1', 'b=2'] }
    const { headers, body } = await get(`/files/a?token=${token}`)
    expect(body).toBe('the file')
    expect(headers).toMatchObject({ etag: '"1"', 'x-own': 'a', 'set-cookie': 'a=1, b=2', 'content-type': 'image/png' })
  })
})

describe('a redirect of the origin', () => {
  it.each(['https://elsewhere.example/a', '/files/a/', '?page=2'])(
    'to %s passes no link on, and is not cached',
    async (location) => {
      answer = { status: 302, headers: { Location: location, 'Referrer-Policy': 'unsafe-url' }, body: '' }
      const { status, headers } = await get(`/files/a?token=${token}`)
      expect(status).toBe(302)
      expect(headers).toMatchObject({ location, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
      expect(received).toHaveLength(1)
    },
  )
})

describe('an origin that fails', () => {
  it('is answered by 502, without the URL', async () => {
    const gone = await run(() => {})
    await gone.close()
    const proxy = await run(createApp(links, gone.origin))
    const { status, body } = await ask(proxy.port, `/files/a?token=${token}&x=1`)
    await proxy.close()
    expect([status, body]).toEqual([502, JSON.stringify({ status: 502 })])
  })

  it('in the middle of a file breaks off the answer, and the proxy goes on', async () => {
    const broken = await run((_req, res) => {
      res.writeHead(200, { 'Content-Length': '1000' }).write('half')
      res.socket?.end()
    })
    const proxy = await run(createApp(links, broken.origin))
    await expect(ask(proxy.port, `/files/a?token=${token}`)).rejects.toThrow('the server closed the connection')
    await expect(ask(proxy.port, '/files/a')).resolves.toMatchObject({ status: 401 })
    await proxy.close()
    await broken.close()
  })
})
