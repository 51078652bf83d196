import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks, keysFromEnv, type StandardPerm } from 'daypass'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serve } from '../http/support/serve.ts'
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

/** The Express app of the one snippet of a page that contains `mark`, with its folders under `folder`. */
async function appOf(page: string, mark: string): Promise<RequestListener> {
  const found = snippetsOf(page).filter(({ code }) => code.includes(mark))
  expect(found.length, mark).toBe(1)
  const { code, ...rest } = found[0] as Snippet
  const apps: RequestListener[] = []
  vi.stubGlobal('keepApp', (app: RequestListener) => apps.push(app))
  await runSnippet({ ...rest, code: `${code.replaceAll('/srv/', `${folder}/`)}\nkeepApp(app)` })
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

  it('store an upload, and replace a file only with the permission to write', async () => {
    await withServer(await appOf('docs/http.md', "app.put('/inbox/:id'"), async (request) => {
      const put = async (perm: 'write' | 'create'): Promise<number> => {
        const init = { method: 'PUT', body: 'x', headers: perm === 'create' ? { 'If-None-Match': '*' } : {} }
        return (await request(pathOf('/inbox', '../a', perm), init)).status
      }
      expect([await put('create'), await put('create'), await put('write')]).toEqual([201, 412, 201])
    })
  })
})
