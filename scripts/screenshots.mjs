// Pictures of the portal for README and docs/portal.md, in docs/images: `npm run screenshots`. Needs Chromium.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKey } from 'daypass'
import { memoryStore } from 'daypass/managed'
import { chromium } from 'playwright-core'
import { createPortal } from '../examples/portal/app.ts'
import { makeLink } from '../examples/portal/links/make-link.ts'
import { proofSecrets } from '../examples/portal/links/password.ts'
import { portalLinks } from '../examples/portal/links/portal-links.ts'
import { addressOf, signAgain } from '../examples/portal/links/sign-again.ts'
import { memoryRecords } from '../examples/portal/store/memory-records.ts'

const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url))
const DAY = 86_400_000
const out = process.argv[2] ?? IMAGES

/** A page of A4 with a few lines of text on it, as small as a PDF can be. */
function pdf(lines) {
  const text = lines
    .map((line, at) => `BT /F1 ${at === 0 ? 28 : 14} Tf 60 ${760 - at * 36} Td (${line}) Tj ET`)
    .join('\n')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = file.length
    file += `${at + 1} 0 obj${object}endobj\n`
    return String(offset).padStart(10, '0')
  })
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  return `${file}xref\n0 6\n0000000000 65535 f \n${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF`
}

const root = join(await mkdtemp(join(tmpdir(), 'daypass-screenshots-')), 'Files')
await mkdir(join(root, 'Autumn photos'), { recursive: true })
await mkdir(join(root, 'Contracts'))
await writeFile(join(root, 'q3.pdf'), pdf(['Quarterly report', 'July to September', 'Revenue grew by 4 percent.']))
await writeFile(join(root, 'scan-42.dcm'), new Uint8Array(8_000_000))
await writeFile(join(root, 'measurements.csv'), 'time,value\n'.repeat(4000))
await writeFile(join(root, 'interview.mp3'), new Uint8Array(4_300_000))
for (const [name, size] of [
  ['forest.jpg', 2_400_000],
  ['harbour.jpg', 3_100_000],
  ['lake.jpg', 1_900_000],
  ['notes.txt', 1200],
])
  await writeFile(join(root, 'Autumn photos', name), new Uint8Array(size))

const records = memoryRecords()
const keys = [createKey()]
const managed = portalLinks(keys, memoryStore(), 'portal')
const secrets = proofSecrets(keys)
const shelf = { managed, records, secrets }
const common = {
  kind: 'share',
  perms: ['read'],
  conditions: {},
  label: '',
  recipient: '',
  note: '',
  end: new Date(Date.now() + 7 * DAY),
}
const note = 'Here is the report for our meeting on Thursday. Page 3 is the one that matters.'
const report = await makeLink(shelf, {
  ...common,
  fileId: 'q3.pdf',
  label: 'Report for the board',
  recipient: 'Board members',
  note,
})
const once = await makeLink(shelf, {
  ...common,
  fileId: 'q3.pdf',
  recipient: 'Auditors',
  conditions: { uses: 3 },
  end: new Date(Date.now() + 4 * 3_600_000),
})
const photos = await makeLink(shelf, {
  ...common,
  fileId: 'Autumn photos',
  perms: ['read', 'list'],
  conditions: { scope: 'tree' },
  password: 'heron',
  recipient: 'Family',
})
const request = await makeLink(shelf, {
  ...common,
  kind: 'request',
  fileId: 'Contracts',
  perms: ['create'],
  conditions: { scope: 'tree', upload: { maxBytes: 25_000_000, contentTypes: ['application/pdf'] } },
  label: 'Signed contracts',
  note: 'Please upload the signed contract, one file for each party.',
})
const gone = await makeLink(shelf, {
  ...common,
  fileId: 'scan-42.dcm',
  recipient: 'Clinic',
  conditions: { uses: 1 },
})
await managed.tryVerify(signAgain(managed, gone), { fileId: 'scan-42.dcm' })
const later = await makeLink(shelf, {
  ...common,
  fileId: 'interview.mp3',
  start: new Date(Date.now() + DAY),
  label: 'Embargo',
})
const taken = await makeLink(shelf, { ...common, fileId: 'measurements.csv' })
await managed.revoke({ linkId: taken.linkId })

const server = createPortal({ root, ...shelf }).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const urlOf = (record) => addressOf(origin, record.id, signAgain(managed, record))

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const SIZES = {
  wide: { width: 1120, height: 720 },
  tablet: { width: 768, height: 900 },
  phone: { width: 320, height: 640 },
}

/** Opens a page and takes its picture. */
async function shoot(name, path, { size = 'wide', scheme = 'light', act = async () => {}, scale = 1 } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    locale: 'en-GB',
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(path.startsWith('http') ? path : origin + path)
  await act(page)
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: size === 'phone' })
  await context.close()
}

await fetch(`${urlOf(report)}/download`)
await fetch(`${urlOf(taken)}/download`)
await mkdir(out, { recursive: true })
const share = async (page) => {
  await page.getByRole('button', { name: 'Share q3.pdf' }).click()
  await page.getByRole('dialog').waitFor()
}
await shoot('portal-files', '/')
await shoot('portal-share', '/', { act: share, scheme: 'dark' })
await shoot('portal-links', '/links')
await shoot('portal-link', `/links/${report.id}?new=1`, { size: 'tablet' })
await shoot('portal-recipient', urlOf(report), { size: 'tablet', act: (page) => page.waitForTimeout(1500) })
await shoot('portal-request-phone', urlOf(request), { size: 'phone', scheme: 'dark' })
if (process.argv[3] === 'all') {
  await shoot('files-dark', '/', { scheme: 'dark' })
  await shoot('files-phone', '/', { size: 'phone' })
  await shoot('share-phone', '/share?file=q3.pdf', { size: 'phone' })
  await shoot('links-dark', '/links', { scheme: 'dark' })
  await shoot('links-phone', '/links', { size: 'phone' })
  await shoot('link-phone', `/links/${once.id}`, { size: 'phone', scheme: 'dark' })
  await shoot('link-dark', `/links/${once.id}`, { scheme: 'dark' })
  await shoot('request', '/request?dir=', {})
  await shoot('activity', '/activity')
  await shoot('activity-phone', '/activity', { size: 'phone' })
  await shoot('revoke', '/revoke?file=q3.pdf')
  await shoot('counted', urlOf(once))
  await shoot('counted-phone', urlOf(once), { size: 'phone', scheme: 'dark' })
  await shoot('password', urlOf(photos))
  const unlock = async (page) => {
    await page.getByLabel('Password').fill('heron')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('forest.jpg').waitFor()
  }
  await shoot('folder', urlOf(photos), { act: unlock })
  await shoot('used-up', urlOf(gone))
  await shoot('not-yet', urlOf(later), { scheme: 'dark' })
  await shoot('revoked', urlOf(taken), { size: 'phone' })
  await shoot('request-wide', urlOf(request))
  await shoot('sub', '/?dir=Contracts')
}
await browser.close()
server.closeAllConnections()
server.close()
await rm(join(root, '..'), { recursive: true })
