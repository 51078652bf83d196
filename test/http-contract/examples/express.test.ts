import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks, type Links } from 'daypass'
import type { ErrorRequestHandler } from 'express'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../../examples/express/app.ts'
import { exchange, type Served, serve } from '../../support/serve.ts'

let root: string
let links: Links
let served: Served
let ahead = 0 // how much later it is for the links than it is
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'daypass-express-'))
  links = createLinks({ keys: [createKey('k')], clock: () => Date.now() + ahead })
  await writeFile(join(root, 'a.txt'), '0123456789')
  await writeFile(join(root, '.env'), 'secret')
  await writeFile(join(root, 'ä & b.txt'), 'umlaut')
  await symlink('/etc/hostname', join(root, 'link'))
  await writeFile(join(root, 'large'), new Uint8Array(8_000_000))
  await mkdir(join(root, 'folder'))
  await symlink('loop', join(root, 'loop'))
  served = await serve(createApp(root, links))
})
afterAll(async () => {
  await served.close()
  await rm(root, { recursive: true })
})

const path = (id: string, token: string): string =>
  `/files/${id.split('/').map(encodeURIComponent).join('/')}?token=${token}`
const get = (
  id: string,
  init: RequestInit = {},
  perms: 'read' | 'write' | 'create' | readonly ('write' | 'create')[] = 'read',
  options = {},
) => fetch(served.origin + path(id, links.sign(id, perms, 60, options)), init)
const put = (id: string, body: string | ReadableStream, perms: 'write' | 'create', options = {}, headers = {}) =>
  get(
    id,
    { method: 'PUT', body, headers, ...(body instanceof ReadableStream && { duplex: 'half' }) } as RequestInit,
    perms,
    options,
  )
const left = async (): Promise<string[]> => (await readdir(root)).filter((name) => name.startsWith('.upload'))

describe('a download', () => {
  it('sends the file with the headers of the guard', async () => {
    const response = await get('a.txt')
    expect([response.status, await response.text()]).toEqual([200, '0123456789'])
    expect(response.headers.get('cache-control')).toMatch(/^private, max-age=(?:60|[1-5]?\d)$/)
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.txt"')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await (await get('ä & b.txt')).text()).toBe('umlaut')
  })

  it('answers HEAD', async () => {
    const response = await get('a.txt', { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '10', ''])
  })

  it('answers ranges, so that it resumes', async () => {
    const part = await get('a.txt', { headers: { Range: 'bytes=4-' } })
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '456789', 'bytes 4-9/10'])
    const beyond = await get('a.txt', { headers: { Range: 'bytes=10-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect(beyond.headers.get('cache-control')).toBe('no-store')
  })

  it('answers conditions', async () => {
    const etag = (await get('a.txt')).headers.get('etag') as string
    // `fetch` would add `Cache-Control: no-cache`.
    const url = path('a.txt', links.sign('a.txt', 'read', 60))
    const head = `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: ${etag}\r\n\r\n`
    expect(await exchange(served.port, head)).toMatch(/^HTTP\/1\.1 304 .*\r\nCache-Control: private, max-age=/s)
  })

  it('has the headers that the link says', async () => {
    const response = { filename: 'ü.html', disposition: 'inline', contentType: 'text/html' }
    const { headers } = await get('a.txt', {}, 'read', { response })
    expect(headers.get('content-type')).toBe('text/html')
    expect(headers.get('content-disposition')).toBe(`inline; filename="_.html"; filename*=UTF-8''%C3%BC.html`)
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'; /)
  })

  it('of a damaged link is 403, and of an expired one 410 with a clear message', async () => {
    const token = links.sign('a.txt', 'read', 60)
    const damaged = await fetch(served.origin + path('a.txt', `${token.slice(0, -43)}${'A'.repeat(43)}`))
    expect([damaged.status, await damaged.json()]).toEqual([403, expect.objectContaining({ code: 'invalid-link' })])
    ahead = 60_000
    const html = { headers: { accept: 'text/html' } }
    const expired = await fetch(served.origin + path('a.txt', token), html)
    ahead = 0
    expect([expired.status, await expired.text()]).toEqual([410, expect.stringContaining('This link has expired')])
  })

  it('of what is not a file is 404, not kept by any cache', async () => {
    for (const id of [
      'nothing.txt',
      '.env',
      'link',
      'folder',
      'loop',
      'loop/x',
      'a.txt/x',
      'x'.repeat(300),
      '../etc/hostname',
      'a.txt\0',
      '/etc/hostname',
      'sub/../a.txt',
    ]) {
      const token = links.sign(id.replaceAll('\0', ''), 'read', 60)
      // `fetch` would resolve the dots.
      const answer = await exchange(
        served.port,
        `GET /files/${encodeURIComponent(id)}?token=${token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      )
      const status = id.includes('\0') ? '403' : '404'
      expect(answer.slice(9, 12), id).toBe(status)
      expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i)
      if (status === '404') expect(answer).not.toMatch(/\r\ncontent-disposition:/i)
    }
  })

  it('that breaks off is nothing to report', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = createApp(root, links).set('env', 'production') // where Express prints errors
    const errors: unknown[] = []
    const note: ErrorRequestHandler = (error, _req, _res, next) => {
      errors.push(error)
      next(error)
    }
    // Before the handler of errors, which is the last one that the app has.
    app.use(note)
    app.router.stack.splice(-1, 0, ...app.router.stack.splice(-1))
    const aborting = await serve(app)
    const head = `GET ${path('large', links.sign('large', 'read', 60))} HTTP/1.1\r\nHost: x\r\n\r\n`
    for (let i = 0; i < 3; i++) await exchange(aborting.port, head, 'HTTP/1.1 200') // and closes
    await vi.waitFor(() => expect(errors).toHaveLength(3), 20_000)
    await new Promise(setImmediate) // in which Express prints the last one
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
    await aborting.close()
  })

  it('is refused without a link, and the connection goes on', async () => {
    const first = 'GET /files/a.txt HTTP/1.1\r\nHost: x\r\n\r\n'
    const second = `GET ${path('a.txt', links.sign('a.txt', 'read', 60))} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    const answer = await exchange(served.port, first + second)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200'])
    expect(answer.endsWith('0123456789')).toBe(true)
  })
})

describe('an upload', () => {
  const content = (id: string): Promise<string> => readFile(join(root, id), 'utf8')

  it('creates, and replaces only with the permission to write', async () => {
    const created = await put('new.txt', 'one', 'create', {}, { 'If-None-Match': '*' })
    expect([created.status, await content('new.txt')]).toEqual([201, 'one'])
    expect((await put('new.txt', 'two', 'create', {}, { 'If-None-Match': '*' })).status).toBe(412)
    expect((await put('new.txt', 'two', 'create')).status).toBe(403)
    expect((await put('new.txt', 'two', 'write', {}, { 'If-None-Match': '*' })).status).toBe(412)
    expect(await content('new.txt')).toBe('one')
    expect((await put('new.txt', 'two', 'write')).status).toBe(204)
    expect(await content('new.txt')).toBe('two')
    expect((await put('written.txt', 'x', 'write')).status).toBe(201)
    expect(await left()).toEqual([])
  })

  it('keeps its limits, announced or not, and the client sees the answer', async () => {
    const limited = { upload: { minBytes: 2, maxBytes: 4, contentTypes: ['text/plain'] } }
    const text = { 'Content-Type': 'text/plain' }
    const stream = (length: number): ReadableStream => new Blob([new Uint8Array(length)]).stream()
    const cases = [
      [await put('limited', '12345', 'write', limited, text), 413, 'upload-too-large'],
      [await put('limited', '1', 'write', limited, text), 400, 'upload-too-small'],
      [await put('limited', '123', 'write', limited, { 'Content-Type': 'image/png' }), 415, 'upload-wrong-type'],
      [await put('limited', stream(3), 'write', limited, text), 411, 'length-required'],
    ] as const
    for (const [response, status, code] of cases) {
      expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })])
    }
    expect((await readdir(root)).includes('limited')).toBe(false)
    expect(await left()).toEqual([])
    expect((await put('limited', '1234', 'write', limited, text)).status).toBe(201)
  })

  it('that is far too large is answered before all of it is sent', async () => {
    const token = links.sign('large', 'write', 60, { upload: { maxBytes: 10 } })
    const head = `PUT ${path('large', token)} HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n`
    // The server closes: nothing ends the exchange otherwise.
    const answer = await exchange(served.port, head + 'x'.repeat(10_000))
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/s)
    expect(await left()).toEqual([])
  })

  it('to a folder, or a name that is too long, is refused before any of it is read', async () => {
    for (const [id, status] of [
      ['folder', 409],
      ['ä'.repeat(128), 400],
    ] as const) {
      const head = `PUT ${path(id, links.sign(id, 'write', 60))} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n`
      expect(await exchange(served.port, `${head}\r\n`, '\r\n\r\n'), id).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      const conditional = `${head}If-None-Match: *\r\n\r\n`
      expect(await exchange(served.port, conditional, '\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    }
    expect(await left()).toEqual([])
  })

  it('that breaks off leaves nothing behind', async () => {
    const token = links.sign('broken.txt', 'write', 60)
    const aborted = request(served.origin + path('broken.txt', token), {
      method: 'PUT',
      headers: { 'Content-Length': 100 },
    })
    aborted.on('error', () => {})
    aborted.write('half')
    while ((await left()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    aborted.destroy()
    while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await readdir(root)).includes('broken.txt')).toBe(false)
  })

  it('of a part, to another folder, or by another method is refused', async () => {
    expect((await put('part.txt', 'x', 'write', {}, { 'Content-Range': 'bytes 0-0/2' })).status).toBe(400)
    expect((await put('nowhere/x.txt', 'x', 'write')).status).toBe(404)
    expect((await put('.env', 'x', 'write')).status).toBe(404)
    const post = await get('a.txt', { method: 'POST', body: 'x' }, 'create')
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT'])
  })
})
