import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { narrow } from 'daypass'
import { createManagedLinks, type ManagedLinks, memoryStore } from 'daypass/managed'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type Tab, withTab } from '../../../test/support/chromium.ts'
import { KEY } from '../../../test/support/fixtures.ts'
import { type Served, serve } from '../../../test/support/serve.ts'
import { withClient } from '../../../test/support/with-client.ts'
import { bundle } from '../../shared/bundle.ts'
import { createApp } from '../app.ts'
import { shareStudy } from '../share-study.ts'

const MINUTE = 60_000
const REFUSED = /^This link does not work any more/
const root = fileURLToPath(new URL('../studies', import.meta.url))
const [study = ''] = readdirSync(root)
const slices = readdirSync(join(root, study))

const start = Date.now()
let now = start

let folder: string
let script: string
let links: ManagedLinks
let served: Served
const lines: string[] = []
/** Headers of requests by which a browser asks whether what it has stored is still good. */
const conditions: string[] = []
const cacheControls = new Set<string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-dicom-'))
  script = await bundle(new URL('../viewer.ts', import.meta.url))
})
beforeEach(async () => {
  now = start
  for (const list of [lines, conditions]) list.length = 0
  cacheControls.clear()
  links = createManagedLinks({ keys: [KEY], store: memoryStore(), clock: () => now })
  const app = createApp({ root, links, script, log: (line) => lines.push(line) })
  served = await serve((req, res) => {
    conditions.push(...Object.keys(req.headers).filter((name) => /^if-/.test(name)))
    res.once('close', () => cacheControls.add(String(res.getHeader('cache-control'))))
    app(req, res)
  })
})
afterEach(() => served.close())
afterAll(() => rm(folder, { recursive: true, force: true }))

const openView = (tab: Tab, path: string, token: string): Promise<void> =>
  tab.open(`${served.origin}/view/${path}#${token}`)
const output = async (tab: Tab): Promise<unknown> => tab.evaluate("document.querySelector('output').textContent")
const shows = (tab: Tab, text: RegExp): Promise<void> =>
  vi.waitFor(async () => expect(await output(tab)).toMatch(text), { timeout: 60_000, interval: 100 })
/** The picture, by the share of its pixels that are as bright as the small ball. */
const brightness = async (tab: Tab): Promise<number> =>
  (await tab.evaluate(`{
    const { width, height } = document.querySelector('#slices canvas')
    const { data } = document.querySelector('#slices canvas').getContext('2d').getImageData(0, 0, width, height)
    data.filter((value, at) => at % 4 === 0 && value > 200).length / (width * height)
  }`)) as number
const scrollTo = (tab: Tab, slice: number): Promise<unknown> =>
  tab.evaluate(`{
    const slider = document.querySelector('input')
    slider.value = ${slice}
    slider.dispatchEvent(new Event('input'))
  }`)
const ask = async (path: string, token: string): Promise<number> => {
  const headers = { Authorization: `Bearer ${token}` }
  return (await fetch(`${served.origin}/studies/${path}`, { headers })).status
}

withClient('chromium', 'shows the slices, and no log or cache has anything of the link or the patient', async () => {
  const token = links.sign(study, ['read', 'list'], '1d', { scope: 'tree' })
  await withTab(folder, async (tab) => {
    await openView(tab, `${study}/`, token)
    await shows(tab, /^8 slices$/)
    await vi.waitFor(async () => expect(await brightness(tab)).toBe(0))
    await scrollTo(tab, 4)
    await vi.waitFor(async () => expect(await brightness(tab)).toBeGreaterThan(0.05))
    await scrollTo(tab, 7)
    await vi.waitFor(async () => expect(await brightness(tab)).toBe(0))

    const loaded = tab.event('Page.loadEventFired')
    await tab.send('Page.reload')
    await loaded
    await shows(tab, /^8 slices$/)
  })
  // Twice each: nothing was stored, or the browser would not ask, or only whether it has changed.
  await vi.waitFor(() => expect(lines.filter((line) => /^GET \/studies\/.*\.dcm 200$/.test(line)).length).toBe(16))
  expect(conditions).toEqual([])
  expect([...cacheControls].filter((value) => !/\bno-store$/.test(value))).toEqual([])
  expect(lines.filter((line) => line.includes(token) || /sample/i.test(line))).toEqual([])
  expect(lines).toContainEqual(expect.stringContaining('"outcome":"allowed"'))
})

withClient('chromium', 'narrows a slice for a colleague, for ten minutes', async () => {
  const token = links.sign(study, ['read', 'list'], '1d', { scope: 'tree' })
  await withTab(folder, async (tab) => {
    await openView(tab, `${study}/`, token)
    await shows(tab, /^8 slices$/)
    await scrollTo(tab, 4)
    await vi.waitFor(async () => expect(await brightness(tab)).toBeGreaterThan(0.05))
    const bright = await brightness(tab)
    await tab.click('button')
    await shows(tab, /^http/)
    const url = (await output(tab)) as string
    const [, slice = '', narrowed = ''] = /\/([\w-]+\.dcm)#(.*)$/.exec(url) ?? []
    expect(slices).toContain(slice)

    lines.length = 0
    await tab.open('about:blank')
    await tab.open(url)
    await vi.waitFor(async () => expect(await brightness(tab)).toBe(bright), { timeout: 60_000 })
    const gets = (): readonly string[] => lines.filter((line) => line.startsWith('GET /studies/'))
    await vi.waitFor(() => expect(gets()).toEqual([`GET /studies/${study}/${slice} 200`]))

    expect(await ask(`${study}/${slice}`, narrowed)).toBe(200)
    const others = slices.filter((name) => name !== slice).map((name) => ask(`${study}/${name}`, narrowed))
    expect(new Set(await Promise.all(others))).toEqual(new Set([403]))
    expect(await ask(`${study}/`, narrowed)).toBe(403)

    now = start + 11 * MINUTE
    await shows(tab, REFUSED)
    expect(await ask(`${study}/${slice}`, narrowed)).toBe(410)
    expect(await ask(`${study}/${slice}`, token)).toBe(200)
  })
})

withClient('chromium', 'shows nothing of a study any more that is revoked while it is open', async () => {
  const token = links.sign(study, ['read', 'list'], '1d', { scope: 'tree' })
  const ofSlice = narrow(token, { fileId: `${study}/${slices[1]}`, ttl: '10m' })
  await withTab(folder, async (tab) => {
    await openView(tab, `${study}/`, token)
    await shows(tab, /^8 slices$/)
    expect(await ask(`${study}/${slices[1]}`, ofSlice)).toBe(200)
    await links.revoke({ fileId: study, scope: 'tree' })
    await shows(tab, REFUSED)
    expect(await tab.evaluate("document.querySelectorAll('canvas, button').length")).toBe(0)
  })
  expect(await ask(`${study}/${slices[0]}`, token)).toBe(410)
  expect(await ask(`${study}/${slices[1]}`, ofSlice)).toBe(410)
})

it('shares a study until midnight', async () => {
  const evening = new Date(2026, 10, 26, 18)
  const midnight = new Date(2026, 10, 27)
  now = evening.getTime()
  const token = shareStudy(links, study, evening)
  now = midnight.getTime() - MINUTE
  expect(await ask(`${study}/${slices[0]}`, token)).toBe(200)
  now = midnight.getTime()
  expect(await ask(`${study}/${slices[0]}`, token)).toBe(410)
})

it('takes the link from the header alone, for this study alone', async () => {
  const token = links.sign(study, ['read', 'list'], '1d', { scope: 'tree' })
  const other = links.sign('another', ['read', 'list'], '1d', { scope: 'tree' })
  expect((await fetch(`${served.origin}/studies/${study}/?token=${token}`)).status).toBe(401)
  expect(await ask(`${study}/`, other)).toBe(403)
  expect(await ask(`${study}/${slices[0]}`, other)).toBe(403)
  expect(await ask(`${study}/nothing.dcm`, token)).toBe(404)
  expect(await ask(`${study}/..%2F..%2Fpackage.json`, token)).toBe(403)
})
