import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, DEFAULTS, type Fields, request, send, share, textOf } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

let portal: Running
beforeAll(async () => {
  portal = await startPortal()
  await writeFile(join(portal.root, 'a.txt'), '0123456789')
  await writeFile(join(portal.root, '.env'), 'secret')
  await mkdir(join(portal.root, 'folder'))
  await symlink('/etc/hostname', join(portal.root, 'link'))
})
afterAll(() => portal.close())

const tokenOf = async (id: string): Promise<string> => (await addressOf(portal, id)).split('/').at(-1) as string
const DAY = 86_400_000

describe('the form of a new link', () => {
  it('makes a link with what was asked for', async () => {
    const id = await share(portal, 'a.txt', {
      can: 'both',
      until: '1d',
      often: 'some',
      uses: '3',
      networks: '127.0.0.0/8, 2001:db8::/48',
      label: 'For the audit',
      recipient: 'Auditors',
      note: 'Page 3',
    })
    const { terms, uses, policy } = portal.managed.inspect(await tokenOf(id))
    expect([terms.fileId, terms.perms, uses, policy]).toEqual(['a.txt', ['read', 'write'], 3, id])
    expect(await portal.managed.tryVerify(await tokenOf(id), { fileId: 'a.txt', address: '192.0.2.1' })).toMatchObject({
      code: 'wrong-address',
    })
    const { grant } = await portal.managed.tryVerify(await tokenOf(id), {
      fileId: 'a.txt',
      address: '127.0.0.1',
      count: false,
    })
    expect((grant?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(0.9 * DAY)
    expect((grant?.expiresAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(DAY)
    const page = textOf(await (await fetch(`${portal.origin}/links/${id}`)).text())
    for (const text of ['For the audit', 'Auditors', 'Page 3', '0 of 3', 'Download and replace', '127.0.0.0/8'])
      expect(page).toContain(text)
  })

  it('takes any date and time, and a start', async () => {
    const soon = new Date(Date.now() + 2 * DAY)
    const local = (at: Date): string =>
      new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    const id = await share(portal, 'a.txt', {
      until: 'date',
      endsAt: local(new Date(Date.now() + 5 * DAY)),
      startsAt: local(soon),
    })
    const policy = await portal.managed.getPolicy(id)
    expect(policy?.notBefore?.getTime()).toBe(Math.floor(soon.getTime() / 60_000) * 60_000)
    expect((await portal.managed.tryVerify(await tokenOf(id), { fileId: 'a.txt' })).code).toBe('not-yet-valid')
  })

  it('shares a folder, and makes the folder of a request', async () => {
    const folder = portal.managed.inspect(await tokenOf(await share(portal, 'folder', { isFolder: 'yes' }))).terms
    expect([folder.tree, folder.perms]).toEqual(['folder', ['list', 'read']])
    const asked = await request(portal, 'folder/new', { maxSize: '2', types: ['image/*', 'video/*,audio/*'] })
    const { tree, perms, upload } = portal.managed.inspect(await tokenOf(asked)).terms
    expect([tree, perms, upload]).toEqual([
      'folder/new',
      ['create'],
      { maxBytes: 2_000_000, contentTypes: ['audio/*', 'image/*', 'video/*'] },
    ])
    expect((await stat(join(portal.root, 'folder/new'))).isDirectory()).toBe(true)
  })

  it('makes no other ones, and says why', async () => {
    const before = portal.records.listLinks().length
    const wrong: readonly (readonly [Fields, RegExp])[] = [
      [{ can: 'delete' }, /Choose what/],
      [{ until: '9d' }, /The end must be/],
      [{ until: 'date', endsAt: '2020-01-01T00:00' }, /in the future/],
      [{ until: 'date', endsAt: '2999-01-01T00:00' }, /at most a year/],
      [{ often: 'some', uses: '0' }, /whole number/],
      [{ often: 'some', uses: '1.5' }, /whole number/],
      [{ networks: '192.0.2.7/24' }, /addresses/],
      [{ networks: 'home' }, /addresses/],
      [{ startsAt: 'tomorrow' }, /date and a time/],
    ]
    for (const [fields, reason] of wrong) {
      const answer = await send(portal, '/share', { file: 'a.txt', ...DEFAULTS, ...fields })
      const fault = /role="alert">(.*?)<\/p>/s.exec(await answer.text())?.[1]
      expect([answer.status, textOf(fault ?? '')], JSON.stringify(fields)).toEqual([400, expect.stringMatching(reason)])
    }
    for (const file of [
      '',
      'nothing',
      '../secret',
      '.env',
      'link',
      '/etc/hostname',
      '<b>',
      'folder',
      'x'.repeat(513),
    ]) {
      expect((await send(portal, '/share', { file, ...DEFAULTS })).status, file).toBe(400)
    }
    for (const folder of [
      '',
      '.hidden',
      '../up',
      'a/../b',
      'a.txt',
      'no/where',
      'link',
      'a\\b',
      'folder/.git',
      'a%41',
      'new%2f',
    ]) {
      expect((await send(portal, '/request', { folder, maxSize: '1', ...DEFAULTS })).status, folder).toBe(400)
    }
    // The folder is made only if the rest can be.
    for (const fields of [{ networks: 'home' }, { until: '9d' }, { maxSize: '0' }])
      expect((await send(portal, '/request', { folder: 'unmade', maxSize: '1', ...DEFAULTS, ...fields })).status).toBe(
        400,
      )
    expect((await send(portal, '/share', {})).status).toBe(400)
    expect(portal.records.listLinks()).toHaveLength(before)
    expect((await readdir(portal.root)).sort()).toEqual(['.env', 'a.txt', 'folder', 'link'])
  })

  it('keeps what was filled in, but for the password', async () => {
    const typed = {
      file: 'a.txt',
      can: 'both',
      until: '1h',
      often: 'some',
      uses: 'x',
      label: '"><i>',
      password: 'hunter2',
      note: '</textarea><i>',
    }
    const html = await (await send(portal, '/share', typed)).text()
    expect(html.match(/name="\w+" value="\w+" checked/g)).toEqual([
      'name="can" value="both" checked',
      'name="until" value="1h" checked',
      'name="often" value="some" checked',
    ])
    expect(html).toContain('name="label" value="&quot;&gt;&lt;i&gt;"')
    expect(html).not.toMatch(/<i>|hunter2/)
  })

  it('is there for what exists only', async () => {
    for (const path of [
      '/share',
      '/share?file=nothing',
      '/share?file=folder',
      '/share?folder=a.txt',
      '/share?file=.env',
      '/share?file=link',
      '/?dir=nothing',
      '/request?dir=nothing',
      '/request?dir=a.txt',
      '/?dir=../',
      '/?dir=link',
      '/download?file=.env',
      '/download?file=link',
      '/links/nothing',
    ])
      expect((await fetch(portal.origin + path)).status, path).toBe(404)
  })
})

describe('the list of files', () => {
  it('shows files and folders with their links, and nothing hidden', async () => {
    const html = await (await fetch(portal.origin)).text()
    const names = [...html.matchAll(/data-name="(.*?)"/g)].map(([, name]) => name)
    expect(names).toEqual(['folder', 'a.txt'])
    expect(textOf(html)).toMatch(/a\.txt 10 bytes TXT text .* 2 active/)
  })

  it('is filtered without scripts too', async () => {
    const rows = async (query: string): Promise<number> =>
      [...(await (await fetch(`${portal.origin}/?q=${query}`)).text()).matchAll(/data-name=/g)].length
    expect([await rows('A.T'), await rows('zzz'), await rows('')]).toEqual([1, 0, 2])
  })

  it('gives a file to its owner, never to be shown', async () => {
    await writeFile(join(portal.root, 'page.html'), '<script>alert(1)</script>')
    const answer = await fetch(`${portal.origin}/download?file=page.html`)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=page.html')
    expect(answer.headers.get('content-security-policy')).toBe('sandbox')
    expect(await answer.text()).toContain('alert')
  })
})
