import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withoutProgram } from '../../support/without-program.ts'
import { CHROMIUM, eventually, launch, openProfile, type Profile } from '../support/browser.ts'
import { addressOf, request, send, share } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

if (CHROMIUM === undefined) it('the portal in a browser needs Chromium', withoutProgram('chromium'))

describe.runIf(CHROMIUM !== undefined)('in Chromium', () => {
  let portal: Running
  let browser: Browser
  let owner: Profile
  let guest: Profile
  beforeAll(async () => {
    browser = await launch()
    portal = await startPortal()
    await writeFile(join(portal.root, 'report.txt'), 'Quarterly report')
    await mkdir(join(portal.root, 'photos'))
    await writeFile(join(portal.root, 'photos/lake.jpg'), 'lake')
  })
  afterAll(async () => {
    await browser?.close()
    await portal?.close()
  })
  beforeEach(async () => {
    owner = await openProfile(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
    guest = await openProfile(browser)
  })
  afterEach(async () => {
    const faults = [...owner.faults, ...guest.faults]
    await Promise.all([owner.context.close(), guest.context.close()])
    expect(faults).toEqual([])
  })

  const downloaded = async (page: Page, act: () => Promise<void>): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), act()])
    return readFile(await download.path(), 'utf8')
  }
  const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click()
  const heading = (page: Page): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent()

  it('shares a file from the list, copies the link, and another profile downloads it', async () => {
    const { page } = owner
    await page.goto(portal.origin)
    await page.getByLabel('Filter by name').fill('REP')
    await eventually(() => page.getByRole('row').filter({ visible: true }).count()).toBe(2) // with that of the headings
    await press(page, 'Share report.txt')
    const dialog = page.getByRole('dialog', { name: 'Share report.txt' })
    await dialog.getByRole('radio', { name: '1 hour' }).check()
    await dialog.getByText('More:').click()
    await dialog.getByLabel('Note to the recipient').fill('Read <b>this</b>')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await eventually(() => heading(page)).toBe('Link ready')
    await page.getByRole('button', { name: 'Copy' }).click()
    await eventually(() => page.getByRole('status').textContent()).toBe('Link copied')
    const url = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(url).toBe(await page.getByLabel('Link', { exact: true }).inputValue())
    expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true)
    const left = page.locator('time[data-countdown]').first()
    const first = await left.textContent()
    await eventually(() => left.textContent()).not.toBe(first) // it counts

    await guest.page.goto(url)
    expect(await heading(guest.page)).toBe('report.txt')
    await guest.page.getByText('Read <b>this</b>').waitFor()
    expect(await downloaded(guest.page, () => press(guest.page, 'Download'))).toBe('Quarterly report')
  })

  it('a link for one use asks first, is resumed, and is used up for others', async () => {
    const url = await addressOf(portal, await share(portal, 'report.txt', { often: 'some', uses: '1' }))
    await guest.page.goto(url)
    await guest.page.getByText('This link works once.').waitFor()
    expect(await downloaded(guest.page, () => press(guest.page, 'Download'))).toBe('Quarterly report')
    const rest = await guest.context.request.get(`${url}?use=1`, {
      headers: { Range: 'bytes=10-', Accept: 'text/html' },
    })
    expect([rest.status(), await rest.text()]).toEqual([206, 'report'])
    await owner.page.goto(url)
    expect(await heading(owner.page)).toBe('This link has already been used')
  })

  it('a link that is revoked while its page is open gives nothing any more', async () => {
    const id = await share(portal, 'report.txt')
    await guest.page.goto(await addressOf(portal, id))
    await owner.page.goto(`${portal.origin}/links/${id}`)
    await press(owner.page, 'Revoke')
    await eventually(() => owner.page.locator('.badge').first().textContent()).toBe('Revoked')
    await guest.page.goto(
      `${await guest.page
        .getByRole('button', { name: 'Download' })
        .getAttribute('href')
        .then((href) => portal.origin + href)}`,
    )
    expect(await heading(guest.page)).toBe('This link has been taken back')
  })

  it('an end is extended on the page of the link', async () => {
    const id = await share(portal, 'report.txt', { until: '1h' })
    await owner.page.goto(`${portal.origin}/links`)
    await owner.page
      .getByRole('row')
      .filter({ has: owner.page.locator(`a[href="/links/${id}"]`) })
      .getByRole('button', { name: /^Show/ })
      .click()
    await owner.page.getByRole('dialog').getByRole('button', { name: '7 days longer' }).click()
    await eventually(() => owner.page.locator('time[data-countdown]').first().textContent()).toMatch(/^7 d/)
  })

  it('files are requested, chosen and dropped, with progress and an end', async () => {
    const url = await addressOf(portal, await request(portal, 'inbox', { maxSize: '1', types: ['text/*', 'image/*'] }))
    const { page } = guest
    await page.goto(url)
    await page.getByText('Allowed: pictures, text, at most 1 MB for each file').waitFor()
    const text = (name: string, size = 10): { name: string; mimeType: string; buffer: Buffer } => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.alloc(size, 'x'),
    })
    await page.locator('input[type=file]').setInputFiles([text('one.txt'), text('one.txt'), text('big.txt', 1_200_000)])
    await eventually(() => page.locator('.progress .done').count()).toBe(2)
    await eventually(() => page.locator('.progress .failed').textContent()).toMatch(/larger than allowed/)
    await eventually(() => page.getByRole('status').textContent()).toBe('2 files received')
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }))
      return transfer
    })()`)
    await page.locator('form[data-upload]').dispatchEvent('drop', { dataTransfer: dropped })
    await eventually(() => page.locator('.progress .done').count()).toBe(3)
    expect((await readdir(join(portal.root, 'inbox'))).sort()).toEqual(['dropped.txt', 'one (2).txt', 'one.txt'])
  })

  it('a broken upload says so, and is sent again', async () => {
    const url = await addressOf(portal, await request(portal, 'broken'))
    const { page } = guest
    await page.goto(url)
    await page.route('**/upload', (route) => route.abort('connectionreset'))
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
    await eventually(() => page.locator('.progress .failed').textContent()).toMatch(/connection broke off/)
    await page.unroute('**/upload')
    await press(page, 'Send again')
    await eventually(() => page.locator('.progress .done').count()).toBe(1)
    expect(await readdir(join(portal.root, 'broken'))).toEqual(['a.txt'])
    // A script was refused nothing: the console has said that the connection broke, and no more.
    guest.faults.splice(
      0,
      Number.POSITIVE_INFINITY,
      ...guest.faults.filter((fault) => !/ERR_CONNECTION_RESET/.test(fault)),
    )
  })

  it('a password is asked for, and a wrong one refused', async () => {
    const url = await addressOf(portal, await share(portal, 'photos', { isFolder: 'yes', password: 'heron' }))
    const { page } = guest
    await page.goto(url)
    await page.getByLabel('Password').fill('egret')
    await press(page, 'Open')
    expect(await page.getByRole('alert').textContent()).toContain('That is not the password')
    await page.getByLabel('Password').fill('heron')
    await press(page, 'Open')
    expect(await heading(page)).toBe('photos')
    expect(await downloaded(page, () => page.getByRole('link', { name: 'lake.jpg' }).click())).toBe('lake')
    expect((await downloaded(page, () => press(page, 'Download all'))).slice(0, 2)).toBe('PK')
  })

  it('everything is done with the keyboard alone, and the focus comes back', async () => {
    const { page } = owner
    await page.goto(portal.origin)
    const focused = (): Promise<string> =>
      page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to content')
    for (let i = 0; i < 40 && (await focused()) !== 'Share report.txt'; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await eventually(focused).toBe('Share report.txt')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    for (let i = 0; i < 20 && (await focused()) !== 'Create link'; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(() => heading(page)).toBe('Link ready')
    for (let i = 0; i < 20 && (await focused()) !== 'Copy'; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(() => page.getByRole('status').textContent()).toBe('Link copied')
  })

  it('it works without JavaScript', async () => {
    const plain = await openProfile(browser, { javaScriptEnabled: false })
    const { page } = plain
    await page.goto(`${portal.origin}/?dir=photos`)
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'sent.txt', mimeType: 'text/plain', buffer: Buffer.from('sent') }])
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await page.getByText('1 file uploaded.').waitFor()
    await page.getByLabel('Filter by name').fill('sent')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await press(page, 'Share sent.txt')
    await page.getByRole('radio', { name: 'Another date' }).check()
    await press(page, 'Create link')
    const url = await page.getByLabel('Link', { exact: true }).inputValue()
    await page.goto(url)
    expect(await downloaded(page, () => press(page, 'Download'))).toBe('sent')
    await page.goto(await addressOf(portal, await request(portal, 'plain')))
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('b') }])
    await press(page, 'Send')
    expect(await heading(page)).toBe('1 file received')
    await page.goto(`${portal.origin}/links`)
    await page
      .getByRole('button', { name: /^Revoke .*sent/ })
      .first()
      .click()
    await page.goto(url)
    expect(await heading(page)).toBe('This link has been taken back')
    await plain.context.close()
  })

  it('a name, a label and a note are shown as text, even if they contain markup', async () => {
    const evil = '<img src=x onerror="document.title=\'run\'">'
    await writeFile(join(portal.root, evil.replaceAll('/', '')), 'x')
    const id = await share(portal, evil, {
      label: evil,
      recipient: evil,
      note: `${evil}</blockquote><script>document.title='run'</script>`,
    })
    for (const path of [
      '/',
      '/links',
      `/links/${id}`,
      '/activity',
      `/share?file=${encodeURIComponent(evil)}`,
      `/revoke?file=${encodeURIComponent(evil)}`,
    ]) {
      await owner.page.goto(portal.origin + path)
      expect(await owner.page.title(), path).not.toBe('run')
      expect(await owner.page.locator('img[src=x]').count()).toBe(0)
    }
    await guest.page.goto(await addressOf(portal, id))
    expect(await heading(guest.page)).toBe(evil)
    expect(await guest.page.title()).toBe(evil)
    await send(portal, `/links/${id}/revoke`, {})
  })
})
