import { scryptSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKey } from 'daypass'
import { memoryStore } from 'daypass/managed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limitTries } from '../../../examples/portal/security/tries.ts'
import { addressOf, request, send, share, textOf } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

let portal: Running
beforeAll(async () => {
  portal = await startPortal()
  await writeFile(join(portal.root, 'a.txt'), '0123456789')
  await mkdir(join(portal.root, 'folder'))
  await writeFile(join(portal.root, 'folder/in.txt'), 'inside')
  await writeFile(join(portal.root, 'secret.txt'), 'secret')
})
afterAll(() => portal.close())

const HTML = { headers: { Accept: 'text/html' } }
const local = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

describe('the page of a link', () => {
  it('says what is shared, and its button gives it', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt', { note: 'Read page 3.' }))
    const page = await fetch(url, HTML)
    const html = await page.text()
    expect(textOf(html)).toMatch(/a\.txt TXT text, 10 bytes Available until .* left\) Read page 3\. .*Download/)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer') // the address is the link
    const href = /href="(\/s\/[^"]*\/download)"/.exec(html)?.[1]
    const file = await fetch(portal.origin + href)
    expect([await file.text(), file.headers.get('content-disposition')]).toEqual([
      '0123456789',
      'attachment; filename="a.txt"',
    ])
    const rest = await fetch(portal.origin + href, { headers: { Range: 'bytes=4-' } })
    expect([rest.status, await rest.text()]).toEqual([206, '456789'])
  })

  it('asks before it uses a link up, and goes on in the same browser', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt', { often: 'some', uses: '1' }))
    for (let i = 0; i < 3; i++) expect(textOf(await (await fetch(url, HTML)).text())).toContain('This link works once')
    const cookie = (await fetch(url, HTML)).headers.get('set-cookie')?.split(';')[0] as string
    const open = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}?use=1`, { headers: { ...HTML.headers, ...headers } })
    expect(await (await open({ Cookie: cookie })).text()).toBe('0123456789')
    expect(await (await open({ Cookie: cookie, Range: 'bytes=8-' })).text()).toBe('89')
    const other = await fetch(url, HTML)
    expect([other.status, textOf(await other.text())]).toEqual([
      410,
      expect.stringContaining('This link has already been used'),
    ])
  })

  it('asks before it uses up a folder, whose files are then the same use', async () => {
    const url = await addressOf(portal, await share(portal, 'folder', { isFolder: 'yes', often: 'some', uses: '1' }))
    const first = await fetch(url, HTML)
    expect(textOf(await first.text())).not.toContain('in.txt')
    const headers = { ...HTML.headers, Cookie: first.headers.get('set-cookie')?.split(';')[0] as string }
    expect(textOf(await (await fetch(`${url}?use=1`, { headers })).text())).toContain('in.txt')
    expect(await (await fetch(`${url}/files/in.txt`, { headers })).text()).toBe('inside')
    expect((await fetch(`${url}/zip`, { headers })).status).toBe(200)
    expect((await fetch(url, HTML)).status).toBe(410)
  })

  it.each([
    ['not yet', { startsAt: local(Date.now() + 86_400_000) }, 403, /not valid yet It works from \d/],
    ['from another network', { networks: '192.0.2.0/24' }, 403, /does not work on this network/],
  ])('says why it does not open: %s', async (_, fields, status, text) => {
    const url = await addressOf(portal, await share(portal, 'a.txt', fields))
    const page = await fetch(url, HTML)
    expect([page.status, textOf(await page.text())]).toEqual([status, expect.stringMatching(text)])
    expect((await fetch(`${url}/download`)).status).toBe(status)
  })

  it('says when a link ended, and that one was taken back', async () => {
    const id = await share(portal, 'a.txt')
    const url = await addressOf(portal, id)
    await send(portal, `/links/${id}/end`, { end: local(Date.now() - 120_000) })
    const expired = await fetch(url, HTML)
    expect([expired.status, textOf(await expired.text())]).toEqual([
      410,
      expect.stringMatching(/has expired It ended on \d/),
    ])
    await send(portal, `/links/${id}/end`, { add: '1d' })
    await send(portal, `/links/${id}/revoke`, {})
    expect(textOf(await (await fetch(url, HTML)).text())).toContain('This link has been taken back')
  })

  it('is not opened by a damaged link, another id, or a link that was printed', async () => {
    const [one, other] = [await share(portal, 'a.txt'), await share(portal, 'a.txt')]
    const url = await addressOf(portal, one)
    const damaged = `${url.slice(0, -43)}${'A'.repeat(43)}`
    const mixed = url.replace(one, other)
    const printed = `${portal.origin}/s/${one}/${portal.managed.sign('a.txt', 'read', '4h')}`
    for (const address of [damaged, mixed, printed, `${portal.origin}/s/${one}/x`]) {
      for (const end of ['', '/download', '/preview', '/zip', '/files/a.txt'])
        expect((await fetch(address + end, HTML)).status, end).toBe(403)
      const body = new FormData()
      body.append('files', new Blob(['x']), 'x.txt')
      expect((await fetch(`${address}/upload`, { method: 'POST', body })).status).toBe(403)
    }
  })

  it('records nothing for a token that is not valid, which anyone could send', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt'))
    const before = portal.records.listEvents(1000)
    for (const token of ['x', `${url.split('/').at(-1)?.slice(0, -43)}${'A'.repeat(43)}`]) {
      await fetch(`${url.slice(0, url.lastIndexOf('/'))}/${token}`, HTML)
      await fetch(`${url.slice(0, url.lastIndexOf('/'))}/${token}/download`)
      await fetch(`${portal.origin}/files/a.txt?token=${token}`)
    }
    expect(portal.records.listEvents(1000)).toEqual(before)
  })

  it('gives nothing beyond what was shared', async () => {
    const url = await addressOf(portal, await share(portal, 'folder', { isFolder: 'yes' }))
    for (const path of [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e%2fsecret.txt',
      '.env',
      '/secret.txt',
      'in.txt/x',
      'nothing',
    ])
      expect((await fetch(`${url}/files/${path}`)).status, path).toBeGreaterThanOrEqual(403)
    expect(textOf(await (await fetch(`${url}?dir=..`, HTML)).text())).not.toContain('secret')
    for (const dir of ['nothing', 'in.txt']) expect((await fetch(`${url}?dir=${dir}`, HTML)).status, dir).toBe(404)
    const file = await addressOf(portal, await share(portal, 'a.txt'))
    expect((await fetch(`${file}/files/x`)).status).toBe(403)
    expect((await fetch(`${file}/zip`)).status).toBe(404)
    expect((await fetch(`${file}/preview`)).status).toBe(404)
    expect((await fetch(`${file}/upload`, { method: 'POST', body: new FormData() })).status).toBe(403)
  })
})

describe('a password', () => {
  const unlock = (url: string, password: string): Promise<Response> =>
    fetch(`${url}/unlock`, { method: 'POST', body: new URLSearchParams({ password }), redirect: 'manual' })

  it('is asked for, and the token is bound to it', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt', { password: 'häron' }))
    expect(textOf(await (await fetch(url, HTML)).text())).toContain('Password needed')
    expect((await fetch(`${url}/download`)).status).toBe(403)
    const wrong = await unlock(url, 'heron')
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null])
    const right = await unlock(url, 'ha\u0308ron') // as another keyboard writes it
    const cookie = right.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^daypass-password=[\w-]{43}; Path=\/s\/[\w-]{22}; HttpOnly; SameSite=Lax$/)
    const Cookie = cookie.split(';')[0] as string
    expect(await (await fetch(`${url}/download`, { headers: { Cookie } })).text()).toBe('0123456789')
    // What is kept to sign it again is not what opens it.
    const kept = portal.records.listLinks()[0]?.boundTo
    expect((await fetch(`${url}/download`, { headers: { Cookie: `daypass-password=${kept}` } })).status).toBe(403)
    const forOther = await addressOf(portal, await share(portal, 'a.txt', { password: 'häron' }))
    expect((await fetch(`${forOther}/download`, { headers: { Cookie } })).status).toBe(403)
  })

  it('opens a link for uploads, which are then uses of it', async () => {
    const url = await addressOf(portal, await request(portal, 'inbox', { password: 'heron', often: 'some', uses: '1' }))
    const upload = async (headers: Record<string, string>): Promise<number> => {
      const body = new FormData()
      body.append('files', new Blob(['x']), 'x.txt')
      return (await fetch(`${url}/upload`, { method: 'POST', body, headers })).status
    }
    const Cookie = (await unlock(url, 'heron')).headers.get('set-cookie')?.split(';')[0] as string
    expect([await upload({}), await upload({ Cookie }), await upload({ Cookie })]).toEqual([403, 201, 410])
  })

  it('can be tried five times a minute by all together, at once or one after the other', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt', { password: 'heron' }))
    const statuses = (await Promise.all(Array.from({ length: 8 }, (_, i) => unlock(url, `${i}`)))).map(
      ({ status }) => status,
    )
    expect(statuses.sort()).toEqual([403, 403, 403, 403, 403, 429, 429, 429])
    expect((await unlock(url, 'heron')).status).toBe(429)
    const other = await addressOf(portal, await share(portal, 'a.txt', { password: 'heron' }))
    expect((await unlock(other, 'heron')).status).toBe(303)
  })

  it('cannot be tried with cookies made of what the address says, and a wrong cookie counts as a try', async () => {
    const url = await addressOf(portal, await share(portal, 'a.txt', { password: 'heron' }))
    const id = new URL(url).pathname.split('/')[2] as string
    const made = scryptSync('heron', `daypass portal ${id}`, 32).toString('base64url')
    const ask = async (end: string): Promise<number> =>
      (await fetch(url + end, { headers: { ...HTML.headers, Cookie: `daypass-password=${made}` } })).status
    expect([
      await ask('/download'),
      await ask('/preview'),
      await ask(''),
      await ask('/zip'),
      await ask('/files/a'),
    ]).toEqual([403, 403, 200, 403, 403])
    expect([await ask(''), await ask('/download'), (await unlock(url, 'heron')).status]).toEqual([429, 429, 429])
  })

  it('opens a link that was made with an older key too', async () => {
    const [older, newer, store] = [createKey('older'), createKey('newer'), memoryStore()]
    const before = await startPortal({ root: portal.root, keys: [older], store })
    const url = await addressOf(before, await share(before, 'a.txt', { password: 'heron' }))
    const after = await startPortal({ root: portal.root, keys: [newer, older], store })
    const there = url.replace(before.origin, after.origin)
    const Cookie = (await unlock(there, 'heron')).headers.get('set-cookie')?.split(';')[0] as string
    expect(await (await fetch(`${there}/download`, { headers: { Cookie } })).text()).toBe('0123456789')
    await Promise.all([before.close(), after.close()])
  })

  it('can be tried 300 times a minute with all links together', () => {
    const tries = limitTries(5, 300, () => 0)
    const taken = Array.from({ length: 302 }, (_, link) => tries.take(`${link}`))
    expect(taken.indexOf(false)).toBe(300)
  })

  it('can be tried again after a minute', () => {
    let now = 0
    const tries = limitTries(5, 300, () => now)
    const take = (): boolean => tries.take('link')
    expect(Array.from({ length: 6 }, take)).toEqual([true, true, true, true, true, false])
    now = 59_999
    expect(take()).toBe(false)
    now = 60_001
    expect(take()).toBe(true)
  })
})

describe('behind a proxy', () => {
  it('a recipient has the address and the protocol that the proxy says, and without PORTAL_URL nobody may say so', async () => {
    const parts = { keys: [createKey()], store: memoryStore(), records: portal.records, root: portal.root }
    const alone = await startPortal(parts)
    const proxied = await startPortal({ ...parts, publicOrigin: 'https://files.example.org' })
    const fields = { networks: '192.0.2.0/24', password: 'heron' }
    const { pathname } = new URL(await addressOf(alone, await share(alone, 'a.txt', fields)))
    const inside = { 'X-Forwarded-For': '192.0.2.7', 'X-Forwarded-Proto': 'https' }
    const unlock = await fetch(`${proxied.origin}${pathname}/unlock`, {
      method: 'POST',
      headers: inside,
      body: new URLSearchParams({ password: 'heron' }),
      redirect: 'manual',
    })
    const cookie = unlock.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/; Secure(?:;|$)/)
    const Cookie = cookie.split(';')[0] as string
    const download = async ({ origin }: Running, headers: Record<string, string>): Promise<number> =>
      (await fetch(`${origin}${pathname}/download`, { headers: { ...headers, Cookie } })).status
    expect([
      await download(proxied, inside),
      await download(proxied, { ...inside, 'X-Forwarded-For': '198.51.100.1' }),
      // The proxy adds the address that it sees behind those that the client claims.
      await download(proxied, { ...inside, 'X-Forwarded-For': '192.0.2.7, 198.51.100.1' }),
      await download(alone, inside),
    ]).toEqual([200, 403, 403, 403])
    await alone.close()
    await proxied.close()
  })
})
