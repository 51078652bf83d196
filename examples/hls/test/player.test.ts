import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks } from 'daypass'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Tab, withTab } from '../../../test/support/chromium.ts'
import { KEY } from '../../../test/support/fixtures.ts'
import { type Served, serve } from '../../../test/support/serve.ts'
import { withClient } from '../../../test/support/with-client.ts'
import { bundle } from '../../shared/bundle.ts'
import { createApp } from '../app.ts'

const HOUR = 3_600_000
const start = Date.now()
let now = start
const links = createLinks({ keys: [KEY], clock: () => now })
const token = links.sign('demo', ['read', 'list'], '1h', { scope: 'tree' })

let folder: string
let served: Served
const lines: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-hls-'))
  const root = fileURLToPath(new URL('../films', import.meta.url))
  const script = await bundle(new URL('../player.ts', import.meta.url))
  const app = createApp({ root, links, script, log: (line) => lines.push(line) })
  served = await serve(app.set('trust proxy', 'loopback'))
})
beforeEach(() => {
  now = start
  lines.length = 0
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${served.origin}${path}`, { redirect: 'manual', headers })

/** Waits until an expression about `video` is true. */
const until = (tab: Tab, condition: string): Promise<void> =>
  vi.waitFor(
    async () =>
      expect(
        await tab.evaluate(`{ const video = document.querySelector('video'); Boolean(${condition}) }`),
        condition,
      ).toBe(true),
    { timeout: 60_000, interval: 100 },
  )

/** Plays for half a second. The page itself pauses, or it would play on for as long as this process is busy. */
const playABit = async (tab: Tab): Promise<void> => {
  await tab.evaluate(`{
    const video = document.querySelector('video')
    video.ontimeupdate = () => {
      if (video.currentTime < 0.5) return
      video.ontimeupdate = null
      video.pause()
    }
    video.play()
  }`)
  await until(tab, 'video.currentTime >= 0.5 && video.paused')
}

const partsServed = (): readonly string[] => lines.flatMap((line) => /demo\/(\S+\.\w+) 200$/.exec(line)?.[1] ?? [])

describe.each([
  ['a link in the path', `/links/${token}/demo/`],
  ['a link that was traded for a cookie', `/open/${token}/demo`],
])('%s', (name, path) => {
  withClient('chromium', 'plays, and seeks without the parts between', async () => {
    await withTab(folder, async (tab) => {
      await tab.open(`${served.origin}${path}`)
      await playABit(tab)
      expect(await tab.evaluate("document.querySelector('video').videoWidth")).toBe(96)
      expect(await tab.evaluate("Math.round(document.querySelector('video').duration)")).toBe(24)
      expect(partsServed()).toEqual(
        expect.arrayContaining(['master.m3u8', 'video/index.m3u8', 'keys/1.key', 'video/00.m2ts']),
      )
      expect(partsServed()).not.toContain('keys/2.key')
      await tab.evaluate("{ const video = document.querySelector('video'); video.currentTime = 18; video.play() }")
      await until(tab, 'video.currentTime > 18.5')
      expect(partsServed()).toEqual(expect.arrayContaining(['keys/2.key', 'video/09.m2ts']))
      expect(partsServed()).not.toContain('video/06.m2ts')
    })
  })

  withClient('chromium', 'stops at the end of the link', async () => {
    await withTab(folder, async (tab) => {
      await tab.open(`${served.origin}${path}`)
      await playABit(tab)
      now = start + 2 * HOUR
      await tab.evaluate("document.querySelector('video').play()")
      await until(tab, "document.querySelector('output').textContent.startsWith('This link has ended')")
      await until(tab, 'video.paused && video.buffered.length === 0')
      expect(partsServed()).not.toContain('video/06.m2ts')
      expect(lines.at(-1)).toMatch(/\.m2ts 410$/)
    })
  })

  withClient('chromium', 'shows the link to no script, URL or log where it should not', async () => {
    await withTab(folder, async (tab) => {
      await tab.open(`${served.origin}${path}`)
      await until(tab, 'video.readyState > 0')
      const seen = (await tab.evaluate('document.cookie + document.referrer + location.href')) as string
      expect(seen.includes(token)).toBe(name === 'a link in the path')
    })
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.filter((line) => line.includes(token))).toEqual([])
    const withLink = lines.filter((line) => line.includes('[link]'))
    if (name !== 'a link in the path') expect(withLink).toEqual(['GET /open/[link]/demo 303'])
  })
})

it('gives a cookie for this film alone, to nothing but this server', async () => {
  const answer = await get(`/open/${token}/demo`)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/films/demo/'])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const [pair, ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ')
  expect(pair).toBe(`link=${token}`)
  const { expiresAt } = links.verify(token, { fileId: 'demo' })
  expect(attributes.sort()).toEqual([
    `Expires=${expiresAt.toUTCString()}`,
    'HttpOnly',
    'Path=/films/demo/',
    'SameSite=Lax',
  ])
  const overHttps = await get(`/open/${token}/demo`, { 'X-Forwarded-Proto': 'https' })
  expect(overHttps.headers.get('set-cookie')).toMatch(/; Secure(;|$)/)
})

it.each([
  ['/links/TOKEN/demo/master.m3u8', 'application/vnd.apple.mpegurl'],
  ['/links/TOKEN/demo/keys/1.key', undefined],
])('serves %s to the link, and does not without it', async (path, type) => {
  const answer = await get(path.replace('TOKEN', token))
  expect(answer.status).toBe(200)
  if (type !== undefined) expect(answer.headers.get('content-type')).toContain(type)
  expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=3[56]\d\d$/)
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect((await get(path.replace('/links/TOKEN', '/films'))).status).toBe(401)
  const other = links.sign('another', ['read', 'list'], '1h', { scope: 'tree' })
  expect((await get(path.replace('TOKEN', other))).status).toBe(403)
})

it.each([
  ['a source that it does not belong in', () => get(`/films/demo/master.m3u8?token=${token}`), 401],
  ['another film', () => get('/films/another/master.m3u8', { Cookie: `link=${token}` }), 403],
  [
    'a link that may only list',
    () => get(`/links/${links.sign('demo', 'list', '1h', { scope: 'tree' })}/demo/keys/1.key`),
    403,
  ],
  ['a part that does not exist', () => get(`/links/${token}/demo/keys/3.key`), 404],
  ['a place outside of the film', () => get(`/links/${token}/demo/..%2F..%2Fpackage.json`), 403],
])('refuses %s', async (_, ask, status) => {
  const answer = await ask()
  expect(answer.status).toBe(status)
  expect(await answer.text()).not.toContain(token)
})
