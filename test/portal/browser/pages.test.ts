import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withoutProgram } from '../../support/without-program.ts'
import { CHROMIUM, eventually, launch, openProfile, seriousFaults } from '../support/browser.ts'
import { addressOf, request, send, share } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

if (CHROMIUM === undefined) it('the pages of the portal need Chromium', withoutProgram('chromium'))

describe.runIf(CHROMIUM !== undefined)('every page', () => {
  let portal: Running
  let browser: Browser
  let pages: readonly string[]
  beforeAll(async () => {
    browser = await launch()
    portal = await startPortal()
    await writeFile(join(portal.root, `${'a-long-name-without-a-space-'.repeat(5)}.txt`), 'x')
    await writeFile(join(portal.root, 'a.txt'), 'x')
    await writeFile(
      join(portal.root, 'picture.png'),
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
        'base64',
      ),
    )
    await mkdir(join(portal.root, 'folder/below'), { recursive: true })
    await writeFile(join(portal.root, 'folder/in.txt'), 'x')
    const more = { label: 'Label', recipient: 'Auditors', note: 'A note.' }
    const file = await share(portal, 'a.txt', more)
    const counted = await share(portal, 'a.txt', { often: 'some', uses: '3' })
    const both = await share(portal, 'a.txt', { can: 'both' })
    const picture = await share(portal, 'picture.png')
    const folder = await share(portal, 'folder', { isFolder: 'yes', can: 'both' })
    const locked = await share(portal, 'a.txt', { password: 'heron' })
    const asked = await request(portal, 'inbox', { types: ['image/*'] })
    const revoked = await share(portal, 'a.txt')
    await send(portal, `/links/${revoked}/revoke`, {})
    const urls = await Promise.all(
      [file, counted, both, picture, folder, locked, asked].map((id) => addressOf(portal, id)),
    )
    const revokedUrl = `${portal.origin}/s/${revoked}/x`
    pages = [
      '/',
      '/?dir=folder',
      '/?dir=inbox',
      '/?q=zzz',
      '/share?file=a.txt',
      '/share?folder=folder',
      '/request',
      '/links',
      '/links?file=a.txt',
      `/links/${file}?new=1`,
      `/links/${revoked}`,
      '/activity',
      '/revoke?file=a.txt',
      '/revoke',
      '/nothing',
    ]
      .map((path) => portal.origin + path)
      .concat(urls, revokedUrl)
  })
  afterAll(async () => {
    await browser?.close()
    await portal?.close()
  })

  it.each([
    ['light', 1440],
    ['dark', 320],
  ] as const)('is accessible, fits and keeps its policy: %s, %i px', async (colorScheme, width) => {
    const { page, context, faults } = await openProfile(browser, {
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    for (const url of pages) {
      await page.goto(url)
      const name = new URL(url).pathname.slice(0, 12)
      expect(faults, name).toEqual([])
      expect(await seriousFaults(page), name).toEqual([])
      faults.length = 0 // the policy refuses what axe-core adds to the page
      expect(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        `${name} is too wide`,
      ).toBeLessThanOrEqual(0)
    }
    await page.goto(portal.origin)
    await page.getByRole('button', { name: 'Share a.txt' }).click()
    await page.getByRole('dialog').waitFor()
    await page.getByText('More:').click()
    expect(faults).toEqual([])
    expect(await seriousFaults(page)).toEqual([])
    await context.close()
  })

  it.each([
    ['dark', 'rgb(18, 21, 29)', 'rgb(246, 247, 250)'],
    ['light', 'rgb(246, 247, 250)', 'rgb(18, 21, 29)'],
  ] as const)(
    'is drawn in the scheme of the system, %s, or in the one that was chosen',
    async (colorScheme, own, other) => {
      const { page, context } = await openProfile(browser, { colorScheme })
      const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
      await page.goto(portal.origin)
      expect(await ground()).toBe(own)
      await page.getByRole('button', { name: 'Light or dark' }).click()
      await eventually(ground).toBe(other)
      await page.goto(`${portal.origin}/links`)
      expect(await ground()).toBe(other)
      await context.close()
    },
  )
})
