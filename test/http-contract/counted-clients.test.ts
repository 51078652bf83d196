import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import type { RenderConfirmation } from 'daypass/http'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import express, { type RequestHandler, type Response } from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTab } from '../support/chromium.ts'
import { type Served, serve } from '../support/serve.ts'
import { withClient } from '../support/with-client.ts'

const CONTENT = randomBytes(8 * 1024 * 1024)
const MEBIBYTE = 1024 * 1024
const HTML = { Accept: 'text/html,*/*;q=0.8' }

const links = createManagedLinks({ keys: [createKey('k')], store: memoryStore() })
let folder: string
let served: Served
let elsewhere: Served
let requests: { readonly range: string | undefined; readonly res: Response }[]
let answersToCut: number

/** Ends the first answers after a mebibyte, as a bad connection does. */
const cut: RequestHandler = (req, res, next) => {
  if (answersToCut === 0 || req.method === 'HEAD') return next()
  answersToCut--
  res.set({ 'Content-Length': String(CONTENT.length), 'Accept-Ranges': 'bytes' })
  res.write(CONTENT.subarray(0, MEBIBYTE), () => req.socket.destroySoon())
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-counted-'))
  await writeFile(join(folder, 'large.bin'), CONTENT)
  await writeFile(join(folder, 'page.txt'), 'the text')
  const app = express()
  app.use((req, res, next) => {
    requests.push({ range: req.headers.range, res })
    next()
  })
  const guard = requireLink(links, { fileId: (req) => req.params.id })
  app.get('/files/:id', guard, cut, (req, res) => res.sendFile(linkOf(req).fileId, { root: folder }))
  const confirmPage: RenderConfirmation = ({ title, fields }) => ({
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; form-action 'self' ${elsewhere.origin}`,
    },
    body: `<main><h1>${title}</h1><form>${fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('')}<button>Open</button></form></main>`,
  })
  const redirecting = requireLink(links, { fileId: (req) => req.params.id, confirmPage })
  app.get('/elsewhere/:id', redirecting, (_req, res) => res.redirect(elsewhere.origin))
  served = await serve(app)
  elsewhere = await serve((_req, res) => res.setHeader('Content-Type', 'text/plain').end('elsewhere'))
})
beforeEach(() => {
  requests = []
  answersToCut = 1
})
afterAll(async () => {
  await Promise.all([served.close(), elsewhere.close()])
  await rm(folder, { recursive: true })
})

const sign = (id = 'large.bin', options = {}): string => links.sign(id, 'read', '1h', { uses: 1, ...options })
const urlOf = (token: string, id = 'large.bin'): string => `${served.origin}/files/${id}?token=${token}`
const usedOf = async (token: string): Promise<number | undefined> => (await links.usesOf(token))?.used

/** Runs a client in an empty folder, which may be that of an earlier run. */
async function run(command: string, args: readonly string[], cwd?: string) {
  const place = cwd ?? (await mkdtemp(join(folder, 'client-')))
  const child = spawn(command, args, { cwd: place, stdio: 'ignore' })
  const [status] = await once(child, 'close')
  return { status, place, got: await readFile(join(place, 'got')).catch(() => undefined) }
}

/** How a client says that its requests are one download: with a key of its own, or with the cookie of the page and the URL of its button. */
const CLAIMS: readonly [string, (token: string) => Promise<readonly [header: string, url: string]>][] = [
  ['Idempotency-Key', async (token) => [`Idempotency-Key: ${randomBytes(16).toString('hex')}`, urlOf(token)]],
  [
    'a cookie',
    async (token) => {
      const page = await fetch(urlOf(token), { headers: HTML })
      return [`Cookie: ${page.headers.getSetCookie()[0]?.split(';')[0]}`, `${urlOf(token)}&use=1`]
    },
  ],
]

describe.each(CLAIMS)('a download that breaks off is whole and one use, with %s', (_, claimFor) => {
  withClient('curl', 'retries with --retry', async () => {
    const token = sign()
    const [header, url] = await claimFor(token)
    const args = ['-sSf', '--retry', '3', '--retry-all-errors', '-C', '-', '-H', header, '-o', 'got', url]
    const { status, got } = await run('curl', args)
    expect([status, got?.equals(CONTENT), answersToCut, await usedOf(token)]).toEqual([0, true, 0, 1])
  })

  withClient('curl', 'resumes with -C -', async () => {
    const token = sign()
    const [header, url] = await claimFor(token)
    const args = ['-sf', '-C', '-', '-H', header, '-o', 'got', url]
    const broken = await run('curl', args)
    expect([broken.status, broken.got?.length, await usedOf(token)]).toEqual([18, MEBIBYTE, 1])
    const { status, got } = await run('curl', args, broken.place)
    expect([status, got?.equals(CONTENT), await usedOf(token)]).toEqual([0, true, 1])
    const last = requests.at(-1)
    expect([last?.range, last?.res.statusCode]).toEqual([`bytes=${MEBIBYTE}-`, 206])
  })

  withClient('wget', 'goes on with -c', async () => {
    const token = sign()
    const [header, url] = await claimFor(token)
    const { status, got } = await run('wget', ['-q', '-c', '-t', '3', `--header=${header}`, '-O', 'got', url])
    expect([status, got?.equals(CONTENT), answersToCut, await usedOf(token)]).toEqual([0, true, 0, 1])
  })

  withClient('aria2c', 'uses four connections with -x 4', async () => {
    const token = sign()
    const [header, url] = await claimFor(token)
    const split = ['-x', '4', '-s', '4', '-k', '1M']
    const args = ['-q', '--no-conf', ...split, '-m', '5', `--header=${header}`, '-o', 'got', url]
    const { status, got } = await run('aria2c', args)
    expect([status, got?.equals(CONTENT), answersToCut, await usedOf(token)]).toEqual([0, true, 0, 1])
    expect(new Set(requests.map(({ range }) => range)).size).toBeGreaterThan(2)
  })
})

describe('without a claim nothing is used up', () => {
  withClient('curl', 'is told why', async () => {
    const token = sign()
    const { status, got } = await run('curl', ['-s', '-o', 'got', urlOf(token)])
    expect([status, JSON.parse(String(got)).code, await usedOf(token)]).toEqual([0, 'confirmation-required', 0])
  })

  it('a scanner that comes as Chrome opens the link, follows what it finds, and clicks nothing', async () => {
    const token = sign()
    const headers = {
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
      Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    }
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await fetch(urlOf(token), { method, headers })
      const text = await answer.text()
      expect(answer.status).toBe(200)
      expect(text).not.toMatch(/href=|src=|http-equiv/) // nothing to follow
    }
    expect([await usedOf(token), answersToCut]).toEqual([0, 1])
  })
})

describe('a browser', () => {
  const BUTTON = 'main form button'

  withClient('chromium', 'shows the page, and downloads the file by its button', async () => {
    const token = sign()
    answersToCut = 0
    const downloads = await mkdtemp(join(folder, 'downloads-'))
    await withTab(downloads, async (tab) => {
      await tab.open(urlOf(token))
      expect(await tab.evaluate('document.querySelector("h1").textContent')).toBe('This link works once')
      // The policy of the page allows its style.
      expect(await tab.evaluate('getComputedStyle(document.body).maxWidth')).toBe('576px')
      expect(await usedOf(token)).toBe(0)
      const done = tab.event('Browser.downloadProgress', ({ state }) => state !== 'inProgress')
      await tab.click(BUTTON)
      expect((await done).state).toBe('completed')
      expect([(await readFile(join(downloads, 'large.bin'))).equals(CONTENT), await usedOf(token)]).toEqual([true, 1])
    })
  })

  withClient('chromium', 'shows a file inline, again after a reload, and another browser does not', async () => {
    const token = sign('page.txt', { response: { disposition: 'inline' } })
    answersToCut = 0
    const text = 'document.body.textContent'
    await withTab(folder, async (tab) => {
      await tab.open(`${urlOf(token, 'page.txt')}&lang=de`)
      const loaded = tab.event('Page.loadEventFired')
      await tab.click(BUTTON)
      await loaded
      expect([await tab.evaluate(text), await tab.evaluate('location.search')]).toEqual([
        'the text',
        `?token=${token}&lang=de&use=1`,
      ])
      for (const url of [`${urlOf(token, 'page.txt')}&use=1`, urlOf(token, 'page.txt')]) {
        await tab.open(url)
        expect(await tab.evaluate(text)).toBe('the text')
      }
      expect(await usedOf(token)).toBe(1)
    })
    await withTab(folder, async (tab) => {
      await tab.open(urlOf(token, 'page.txt'))
      expect(await tab.evaluate('document.querySelector("h1").textContent')).toBe('This link has already been used')
    })
  })

  withClient('chromium', 'without cookies is told so, and uses nothing up', async () => {
    const token = sign('page.txt')
    await withTab(folder, async (tab) => {
      await tab.send('Emulation.setDocumentCookieDisabled', { disabled: true })
      await tab.open(urlOf(token, 'page.txt'))
      await tab.send('Network.clearBrowserCookies')
      const loaded = tab.event('Page.loadEventFired')
      await tab.click(BUTTON)
      await loaded
      expect(await tab.evaluate('document.querySelector("[role=alert]").textContent')).toContain(
        'did not send the cookie',
      )
      expect(await usedOf(token)).toBe(0)
      const again = tab.event('Page.loadEventFired')
      await tab.click(BUTTON)
      await Promise.race([again, tab.event('Browser.downloadWillBegin')])
      expect(await usedOf(token)).toBe(1)
    })
  })

  // Chromium applies `form-action` to redirects too, so that the page of such a route must name the other origin.
  withClient('chromium', 'follows a redirect to another origin that the policy of the page names', async () => {
    const token = sign('page.txt')
    await withTab(folder, async (tab) => {
      await tab.open(`${served.origin}/elsewhere/page.txt?token=${token}`)
      const loaded = tab.event('Page.loadEventFired')
      await tab.click(BUTTON)
      await loaded
      expect([await tab.evaluate('document.body.textContent'), await usedOf(token)]).toEqual(['elsewhere', 1])
    })
  })
})
