import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { createKey, createLinks, keysFromEnv, type SignOptions, type StandardPerm } from 'daypass'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serve } from '../../support/serve.ts'
import { type Snippet, snippetsOf } from './support/fences.ts'
import { runSnippet } from './support/run-snippet.ts'

const folder = mkdtempSync(join(tmpdir(), 'daypass-docs-'))
const root = join(folder, 'files')

beforeAll(() => {
  vi.stubEnv('DAYPASS_KEYS', `2026-11:${createKey().secret}`)
  for (const name of ['files/sub', 'inbox']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(root, 'q3.pdf'), 'the file')
  writeFileSync(join(root, '.env'), 'secret')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The Express app of the one snippet of a page that contains `mark`, with its folders under `folder`, and `from` replaced by `to`. */
async function appOf(page: string, mark: string, [from, to] = ['', '']): Promise<RequestListener> {
  const found = snippetsOf(page).filter(({ code }) => code.includes(mark))
  expect(found.length, mark).toBe(1)
  const { code, ...rest } = found[0] as Snippet
  expect(code).toContain(from)
  const apps: RequestListener[] = []
  vi.stubGlobal('keepApp', (app: RequestListener) => apps.push(app))
  await runSnippet({ ...rest, code: `${code.replace(from, to).replaceAll('/srv/', `${folder}/`)}\nkeepApp(app)` })
  return apps[0] as RequestListener
}

async function withServer(
  app: RequestListener,
  use: (request: (path: string, init?: RequestInit) => Promise<Response>) => Promise<void>,
): Promise<void> {
  const { origin, close } = await serve(app)
  try {
    await use((path, init) => fetch(origin + path, init))
  } finally {
    await close()
  }
}

function pathOf(prefix: string, id: string, perm: StandardPerm = 'read', spelled = encodeURIComponent(id)): string {
  return `${prefix}/${spelled}?token=${createLinks({ keys: keysFromEnv() }).sign(id, perm, '1h')}`
}

describe('the guarded route of the README', () => {
  it('sends a file as a download, and nothing else', async () => {
    await withServer(await appOf('README.md', "app.get('/files/:id'"), async (request) => {
      const sent = await request(pathOf('/files', 'q3.pdf'))
      expect([sent.status, await sent.text()]).toEqual([200, 'the file'])
      expect(sent.headers.get('content-disposition')).toBe('attachment; filename="q3.pdf"')
      expect(sent.headers.get('cache-control')).toMatch(/^private, max-age=3[56]\d\d$/)
    })
  })

  it.each([
    ['a missing file', 'missing.pdf', [404]],
    ['a folder', 'sub', [404]],
    ['a dotfile', '.env', [404]],
    ['a file outside of the folder', '../outside.txt', [403, 404]],
    ['an absolute path', '/etc/passwd', [404]],
  ])('does not send %s', async (_, id, statuses) => {
    await withServer(await appOf('README.md', "app.get('/files/:id'"), async (request) => {
      const answer = await request(pathOf('/files', id))
      expect(statuses).toContain(answer.status)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-disposition')).toBe(null)
      expect(await answer.text()).not.toMatch(/secret|outside\n|root:/)
    })
  })
})

describe('the routes of the page about HTTP', () => {
  it('answer preflights, and let a browser read why a request is rejected', async () => {
    await withServer(await appOf('docs/http.md', 'Access-Control-Allow-Origin'), async (request) => {
      const preflight = await request('/files/q3.pdf', { method: 'OPTIONS' })
      expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, PUT'])
      const rejected = await request('/files/q3.pdf')
      expect([rejected.status, ((await rejected.json()) as { code: string }).code]).toEqual([401, 'link-required'])
      expect(rejected.headers.get('access-control-allow-origin')).toBe('https://app.example.org')
    })
  })

  it('list the files of a folder that can be in a tree, with URLs that work', async () => {
    const study = join(root, 'studies/42')
    mkdirSync(join(study, 'sub'), { recursive: true })
    const withBackslash = sep === '/' ? ['x\\y.txt'] : [] // it separates folders on Windows
    for (const name of ['a b#1.txt', '100%.txt', 'x%41.txt', '.env', ...withBackslash])
      writeFileSync(join(study, name), name)
    const links = createLinks({ keys: keysFromEnv() })
    const token = links.sign('studies/42', ['read', 'list'], '1h', { scope: 'tree' })
    await withServer(await appOf('docs/http.md', "'/studies/:study/'"), async (request) => {
      const listing = await request(`/studies/42/?token=${token}`)
      expect(listing.headers.get('content-disposition')).toBe(null)
      const urls = (await listing.json()) as string[]
      expect(urls.sort()).toEqual([`/studies/42/100%25.txt?token=${token}`, `/studies/42/a%20b%231.txt?token=${token}`])
      const contents = await Promise.all(urls.map(async (url) => (await request(url)).text()))
      expect(contents).toEqual(['100%.txt', 'a b#1.txt'])

      const byHeader = await request('/studies/42/', { headers: { Authorization: `Bearer ${token}` } })
      expect(((await byHeader.json()) as string[]).sort()).toEqual([
        '/studies/42/100%25.txt',
        '/studies/42/a%20b%231.txt',
      ])
      const outside = links.sign('studies/../files', 'list', '1h')
      expect((await request(`/studies/..%2Ffiles/?token=${outside}`)).status).toBe(404)
    })
  })

  it.each([
    ['docs/http.md', '/mine'],
    ['docs/recipes.md', '/reports'],
  ])('accept only links that are bound to the user: %s', async (page, prefix) => {
    const app = 'const app = express()'
    const signIn = "app.use((req, _res, next) => { Object.assign(req, { session: { user: 'user-42' } }); next() })"
    const path = (options: SignOptions): string =>
      `${prefix}/q3.pdf?token=${createLinks({ keys: keysFromEnv() }).sign('q3.pdf', 'read', '1h', options)}`
    await withServer(await appOf(page, `'${prefix}/:id'`, [app, `${app}\n${signIn}`]), async (request) => {
      const statuses = []
      for (const options of [{ boundTo: 'user-42' }, { boundTo: 'user-43' }, {}]) {
        statuses.push((await request(path(options))).status)
      }
      expect(statuses.map(String)).toEqual(['200', expect.stringMatching('40[34]'), '404'])
    })
  })

  describe('for uploads', () => {
    const mark = "app.put('/inbox/:id'"
    const inbox = join(folder, 'inbox')
    const stored = (): string[] => readdirSync(inbox).map((name) => readFileSync(join(inbox, name), 'utf8'))
    const put = (perm: 'write' | 'create', body: string, isNew: boolean) =>
      [pathOf('/inbox', '../a', perm), { method: 'PUT', body, headers: isNew ? { 'If-None-Match': '*' } : {} }] as const
    beforeEach(() => {
      rmSync(inbox, { recursive: true })
      mkdirSync(inbox)
    })

    it('store a file, and replace it only with the permission to write and without If-None-Match', async () => {
      await withServer(await appOf('docs/http.md', mark), async (request) => {
        const statuses = []
        for (const args of [
          put('create', '1', true),
          put('create', '2', true),
          put('write', '3', true),
          put('write', '4', false),
        ]) {
          statuses.push((await request(...args)).status)
        }
        expect(statuses).toEqual([201, 412, 412, 201])
        expect(stored()).toEqual(['4'])
      })
    })

    it.each([
      ['write', [], ['whole']],
      ['write', ['good'], ['whole']],
      ['create', [], ['whole']],
    ] as const)('keep what was there if a client breaks off, with %s after %j', async (perm, before, after) => {
      const { port, origin, close } = await serve(await appOf('docs/http.md', mark))
      const send = async (body: string): Promise<number> => {
        const [path, init] = put(perm, body, perm === 'create')
        return (await fetch(origin + path, init)).status
      }
      for (const body of before) expect(await send(body)).toBe(201)

      const condition = perm === 'create' ? 'If-None-Match: *\r\n' : ''
      const [path] = put(perm, '', false)
      const client = connect(port, '127.0.0.1')
      client.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\n${condition}Content-Length: 99\r\n\r\nhalf`)
      await vi.waitFor(() => expect(stored()).toContain('half'), { timeout: 60_000 })
      client.destroy()
      await vi.waitFor(() => expect(stored()).toEqual([...before]), { timeout: 60_000 })

      expect(await send('whole')).toBe(201)
      expect(stored()).toEqual(after)
      await close()
    })

    it('answer a broken limit as problem details, and keep nothing', async () => {
      // The guard would refuse this body by its length, so it is left to the handler.
      const app = await appOf('docs/http.md', mark, ['{ fileId:', "{ uploadLimits: 'handler', fileId:"])
      await withServer(app, async (request) => {
        const token = createLinks({ keys: keysFromEnv() }).sign('a', 'write', '1h', { upload: { maxBytes: 4 } })
        const answer = await request(`/inbox/a?token=${token}`, { method: 'PUT', body: '5 byt' })
        expect([answer.status, await answer.json()]).toEqual([413, { status: 413, code: 'upload-too-large' }])
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
        expect(stored()).toEqual([])
      })
    })
  })
})

describe('the form of the recipe with multer', () => {
  const inbox = join(folder, 'inbox')
  const upload = { minBytes: 2, maxBytes: 4, contentTypes: ['text/plain'] }
  const form = (body: string, type = 'text/plain'): RequestInit => {
    const data = new FormData()
    data.append('file', new Blob([body], { type }), 'a.txt')
    return { method: 'POST', body: data }
  }

  it.each([
    ['exactly the limit', [form('1234')], [201], ['1234']],
    ['one byte too many', [form('12345')], [413], []],
    ['one byte too few', [form('1')], [400], []],
    ['another type', [form('123', 'text/html')], [415], []],
    ['a second time', [form('123'), form('456')], [201, 409], ['123']],
  ])('stores what the link allows, and nothing else: %s', async (_, forms, statuses, stored) => {
    rmSync(inbox, { recursive: true })
    mkdirSync(inbox)
    const path = `/inbox/a?token=${createLinks({ keys: keysFromEnv() }).sign('a', 'create', '1h', { upload })}`
    await withServer(await appOf('docs/recipes.md', "from 'multer'"), async (request) => {
      const answers: number[] = []
      for (const init of forms) answers.push((await request(path, init)).status)
      expect(answers).toEqual(statuses)
    })
    expect(readdirSync(inbox).map((name) => readFileSync(join(inbox, name), 'utf8'))).toEqual(stored)
  })
})

it('the error handler of the page about errors answers a broken limit as problem details, and no other error', async () => {
  const [from, to] = [
    '// app.use(answerUploadError)',
    `import express from 'express'
const app = express()
app.get('/limit', () => { throw new UploadError('upload-too-large') })
app.get('/other', () => { throw Object.assign(new Error(), { status: 418 }) })
app.use(answerUploadError)`,
  ]
  await withServer(await appOf('docs/errors.md', from, [from, to]), async (request) => {
    const answer = await request('/limit')
    expect([answer.status, await answer.json()]).toEqual([413, { status: 413, code: 'upload-too-large' }])
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    const other = await request('/other')
    expect([other.status, other.headers.get('content-type')]).toEqual([418, 'text/html; charset=utf-8'])
  })
})
