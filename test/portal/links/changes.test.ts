import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addressOf, request, send, share, stateOf, textOf } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

let portal: Running
beforeAll(async () => {
  portal = await startPortal()
  for (const name of ['a.txt', 'b.txt']) await writeFile(join(portal.root, name), '0123456789')
})
afterAll(() => portal.close())

const DAY = 86_400_000
const status = async (url: string): Promise<number> => (await fetch(url)).status
const local = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

it('a link is shown again as the same link, although no token is kept', async () => {
  const id = await share(portal, 'a.txt', {
    password: 'heron',
    often: 'some',
    uses: '2',
    networks: '127.0.0.1',
    note: 'n',
  })
  const url = await addressOf(portal, id)
  expect(await addressOf(portal, id)).toBe(url)
  const kept = JSON.stringify([portal.records.listLinks(), portal.records.listEvents(1000)])
  const token = url.split('/').at(-1) as string
  expect(kept).not.toContain(token.slice(-43))
  expect(kept).not.toContain('heron')
})

it('the end of a link moves, and its address stays', async () => {
  const id = await share(portal, 'a.txt', { until: '1h' })
  const url = await addressOf(portal, id)
  await send(portal, `/links/${id}/end`, { add: '7d' })
  expect((await portal.managed.getPolicy(id))?.ttl?.getTime()).toBeGreaterThan(Date.now() + 7 * DAY)
  // Earlier than now: it has ended, and can be extended again.
  await send(portal, `/links/${id}/end`, { end: local(Date.now() - DAY) })
  expect([await status(url), await stateOf(portal, id)]).toEqual([410, 'expired'])
  await send(portal, `/links/${id}/end`, { add: '1d' })
  expect([await status(url), await stateOf(portal, id)]).toEqual([200, 'active'])
  expect(await addressOf(portal, id)).toBe(url)
  const tooLate = await send(portal, `/links/${id}/end`, { end: local(Date.now() + 400 * DAY) })
  expect([tooLate.status, textOf(await tooLate.text())]).toEqual([
    400,
    expect.stringContaining('a year after it was made'),
  ])
  expect((await send(portal, `/links/${id}/end`, { end: 'later' })).status).toBe(400)
})

it('revoking one link leaves the others, and nothing brings it back', async () => {
  const [one, other] = [await share(portal, 'a.txt'), await share(portal, 'a.txt')]
  const [url, otherUrl] = [await addressOf(portal, one), await addressOf(portal, other)]
  await send(portal, `/links/${one}/revoke`, {})
  expect([await status(url), await status(`${url}/download`), await status(otherUrl)]).toEqual([410, 410, 200])
  await send(portal, `/links/${one}/end`, { add: '7d' })
  expect([await status(url), await stateOf(portal, one)]).toEqual([410, 'revoked'])
})

it('revoking a file, or everything, asks once and says how many', async () => {
  const fresh = await startPortal()
  for (const name of ['a.txt', 'b.txt']) await writeFile(join(fresh.root, name), 'x')
  const ids = [await share(fresh, 'a.txt'), await share(fresh, 'a.txt'), await share(fresh, 'b.txt')]
  const urls = await Promise.all(ids.map((id) => addressOf(fresh, id)))
  const printed = `${fresh.origin}/files/a.txt?token=${fresh.managed.sign('a.txt', 'read', '4h')}`
  const asked = textOf(await (await fetch(`${fresh.origin}/revoke?file=a.txt`)).text())
  expect(asked).toContain('2 links in your list stop working')
  await send(fresh, '/revoke', { file: 'a.txt' })
  expect(await Promise.all([...urls, printed].map(status))).toEqual([410, 410, 200, 410])
  for (const fields of [{}, { file: '' }, { file: ['a.txt', 'b.txt'] }, { all: 'no' }, { all: 'yes', file: 'b.txt' }])
    expect((await send(fresh, '/revoke', fields)).status, JSON.stringify(fields)).toBe(400)
  for (const query of ['file=', 'folder=', 'file=a.txt&file=b.txt', 'file=a.txt&folder=b'])
    expect(await status(`${fresh.origin}/revoke?${query}`), query).toBe(400)
  expect(fresh.records.listEvents(9).some(({ action }) => action === 'revoke-all')).toBe(false)
  await send(fresh, '/revoke', { all: 'yes' })
  expect(await status(urls[2] as string)).toBe(410)
  const after = await addressOf(fresh, await share(fresh, 'b.txt'))
  expect(await status(after)).toBe(200)
  await fresh.close()
})

it('the table has state, end, uses and when a link was opened, and can be cut down', async () => {
  const fresh = await startPortal()
  await writeFile(join(fresh.root, 'a.txt'), 'x')
  const once = await share(fresh, 'a.txt', { often: 'some', uses: '1', label: 'Once', recipient: 'Auditors' })
  await share(fresh, 'a.txt', { label: 'Open', startsAt: local(Date.now() + DAY) })
  const gone = await share(fresh, 'a.txt', { label: 'Gone', until: '1h' })
  await send(fresh, `/links/${gone}/revoke`, {})
  await fetch(`${await addressOf(fresh, once)}/download`, { headers: { 'Idempotency-Key': 'x'.repeat(16) } })
  const rows = async (query = ''): Promise<string[]> =>
    [
      ...(await (await fetch(`${fresh.origin}/links${query}`)).text()).matchAll(
        /<tr role="row">\s*<th role="rowheader".*?<\/tr>/gs,
      ),
    ].map(([row]) => textOf(row))
  expect(await rows()).toEqual([
    expect.stringMatching(/Open .*Not yet .* in 7 d .*any never/),
    expect.stringMatching(/Once .* Auditors Used up .*1 of 1 \d+ \w+ \d{4}/),
    expect.stringMatching(/Gone .*Revoked/),
  ])
  expect((await rows('?state=used-up')).map((row) => row.trim().split(' ')[0])).toEqual(['Once'])
  expect(await rows('?file=other')).toEqual([])
  await fresh.close()
})

it('what happened is a list, of everything and of each link', async () => {
  const id = await share(portal, 'b.txt', { label: 'Watched' })
  const url = await addressOf(portal, id)
  await fetch(url)
  await fetch(`${url}/download`)
  await send(portal, `/links/${id}/revoke`, {})
  await fetch(url)
  const events = portal.records.listEvents(100, id).map(({ action, outcome, code }) => [action, outcome, code])
  expect(events).toEqual([
    ['read', 'refused', 'revoked'],
    ['revoke', 'changed', undefined],
    ['read', 'allowed', undefined],
    ['look', 'allowed', undefined],
    ['make', 'changed', undefined],
  ])
  const page = textOf(await (await fetch(`${portal.origin}/activity`)).text())
  expect(page).toMatch(/Download refused: revoked b\.txt Watched 127\.0\.0\.1/)
})

it('the commands for a terminal work with any name of the folder', async () => {
  const folder = "it's $(new) & `more`"
  const command = async (id: string): Promise<string> => {
    const html = await (await fetch(`${portal.origin}/links/${id}`)).text()
    return (/<code>(.*?)<\/code>/.exec(html)?.[1] ?? '').replace(/&#39;/g, "'").replace(/&quot;/g, '"')
  }
  // Not `execFileSync`: the portal is in this process.
  const run = async (text: string): Promise<string> =>
    (await promisify(execFile)('sh', ['-c', text], { cwd: portal.root, timeout: 20_000 })).stdout
  await writeFile(join(portal.root, 'FILE'), 'sent')
  await run((await command(await request(portal, folder))).replace('curl', 'curl -s'))
  expect(await readFile(join(portal.root, folder, 'FILE'), 'utf8')).toBe('sent')
  const counted = await command(await share(portal, 'a.txt', { often: 'some', uses: '1' }))
  expect(await run(counted.replace('-fOJ', '-sf'))).toBe('0123456789')
})
