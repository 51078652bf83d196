import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { storedName } from '../../../examples/portal/files/names.ts'
import { withoutProgram } from '../../support/without-program.ts'
import { addressOf, request, share, stateOf } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

// A disk that is full after its first bytes.
let isFull = false
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>()
  const writeFile: typeof actual.writeFile = async (file, data, ...more) => {
    if (!isFull) return actual.writeFile(file, data, ...more)
    for await (const _ of data as AsyncIterable<unknown>) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  }
  return { ...actual, writeFile }
})

let portal: Running
beforeAll(async () => {
  portal = await startPortal()
})
afterAll(() => portal.close())

const JSON_ACCEPT = { Accept: 'application/json' }
const upload = (
  url: string,
  files: readonly (readonly [name: string, body: string, type?: string])[],
): Promise<Response> => {
  const body = new FormData()
  for (const [name, text, type = 'text/plain'] of files) body.append('files', new Blob([text], { type }), name)
  return fetch(`${url}/upload`, { method: 'POST', body, headers: JSON_ACCEPT })
}
const inbox = async (folder: string, fields = {}): Promise<string> =>
  addressOf(portal, await request(portal, folder, fields))
const names = async (folder: string): Promise<readonly string[]> => (await readdir(join(portal.root, folder))).sort()

const codeOf = async (answer: Response, member = 'code'): Promise<unknown> =>
  ((await answer.json()) as Record<string, unknown>)[member]

describe('an upload', () => {
  it('keeps to its limits of size and type, and leaves nothing of what it refuses', async () => {
    const url = await inbox('limited', { maxSize: '1', types: ['image/*'] })
    const large = await upload(url, [['a.png', 'x'.repeat(1_000_001), 'image/png']])
    const wrong = await upload(url, [['a.html', '<b>', 'text/html']])
    expect([large.status, await codeOf(large)]).toEqual([413, 'upload-too-large'])
    expect([wrong.status, await codeOf(wrong)]).toEqual([415, 'upload-wrong-type'])
    expect((await upload(url, [])).status).toBe(400)
    expect((await fetch(`${url}/upload`, { method: 'POST', body: 'x', headers: JSON_ACCEPT })).status).toBe(415)
    expect(await names('limited')).toEqual([])
    expect((await upload(url, [['a.png', 'x', 'image/png']])).status).toBe(201)
    expect(portal.records.listEvents(1)).toMatchObject([{ action: 'received', fileId: 'limited/a.png' }])
  })

  it('of a type that its name contradicts is refused, by a form and by PUT', async () => {
    const url = await inbox('typed', { types: ['image/*'] })
    // The last is stored as "png", a name without an ending.
    for (const name of ['a.html', 'a.svg.html', 'a', 'a.exe', '.png'])
      expect(await codeOf(await upload(url, [[name, 'x', 'image/png']])), name).toBe('upload-wrong-type')
    const put = async (name: string): Promise<number> => {
      const address = `${portal.origin}/files/typed/${name}?token=${url.split('/').at(-1)}`
      const headers = { 'Content-Type': 'image/png', 'If-None-Match': '*' }
      return (await fetch(address, { method: 'PUT', body: 'x', headers })).status
    }
    expect([await put('b.html'), await put('b.png')]).toEqual([415, 201])
    expect((await upload(url, [['a.svg', 'x', 'image/svg+xml']])).status).toBe(201)
    expect(await names('typed')).toEqual(['a.svg', 'b.png'])
  })

  it('of one file is put in place with the whole form only', async () => {
    const url = await inbox('whole', { often: 'some', uses: '9' })
    const part = (name: string, filename?: string): string =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\nbody\r\n`
    const post = async (body: string): Promise<number> => {
      const headers = { ...JSON_ACCEPT, 'Content-Type': 'multipart/form-data; boundary=x' }
      return (await fetch(`${url}/upload`, { method: 'POST', body, headers })).status
    }
    const statuses = [
      await post(`${part('files', 'a.txt')}${part('files', 'b.txt')}--x--\r\n`),
      await post(`${part('files', 'a.txt')}--x\r\n`),
      await post(`${part('files', 'a.txt')}${part('field').repeat(12)}--x--\r\n`),
      await post(`${part('field')}${part('files', '')}--x--\r\n`),
    ]
    expect(statuses).toEqual([413, 400, 413, 400])
    expect(await names('whole')).toEqual([])
    expect(await post(`${part('files', 'a.txt')}${part('field')}--x--\r\n`)).toBe(201)
    const many = await inbox('parts')
    const fields = new FormData()
    for (let at = 0; at < 11; at++) fields.append('field', 'x')
    fields.append('files', new Blob(['x']), 'x.txt')
    expect((await fetch(`${many}/upload`, { method: 'POST', body: fields, headers: JSON_ACCEPT })).status).toBe(413)
  })

  it('counts each file of a link that works a few times', async () => {
    const id = await request(portal, 'counted', { often: 'some', uses: '2' })
    const url = await addressOf(portal, id)
    expect(
      (
        await upload(url, [
          ['a', '1'],
          ['b', '2'],
        ])
      ).status,
    ).toBe(413)
    expect((await upload(url, [['c', '3']])).status).toBe(201)
    expect((await upload(url, [['d', '4']])).status).toBe(410)
    expect(await stateOf(portal, id)).toBe('used-up')
    expect(await names('counted')).not.toContain('d')
  })

  it('is a separate use, with any claim', async () => {
    const put = (url: string, headers: Record<string, string>): Promise<Response> => {
      const body = new FormData()
      body.append('files', new Blob(['x']), 'x.txt')
      return fetch(`${url}/upload`, { method: 'POST', body, headers: { ...JSON_ACCEPT, ...headers } })
    }
    const url = await inbox('once', { often: 'some', uses: '1' })
    const token = url.split('/').at(-1) as string
    const { nonce } = portal.managed.inspect(token)
    const key = { 'Idempotency-Key': 'x'.repeat(16) }
    const cookie = { Cookie: `daypass-${nonce}=${'a'.repeat(32)}` }
    expect((await put(url, key)).status).toBe(400)
    expect((await put(url, cookie)).status).toBe(201)
    expect((await put(url, cookie)).status).toBe(410)
    expect(await names('once')).toEqual(['x.txt'])
    const other = (await inbox('once', { often: 'some', uses: '1' })).split('/').at(-1) as string
    const claim = { Cookie: `daypass-${portal.managed.inspect(other).nonce}=${'a'.repeat(32)}` }
    const putFile = async (name: string, headers: Record<string, string>): Promise<number> =>
      (
        await fetch(`${portal.origin}/files/once/${name}?token=${other}`, {
          method: 'PUT',
          body: 'x',
          headers: { 'If-None-Match': '*', ...headers },
        })
      ).status
    expect([await putFile('a', key), await putFile('b', claim), await putFile('c', claim)]).toEqual([400, 201, 410])
    expect(await names('once')).toEqual(['b', 'x.txt'])
  })

  it('of one name, twice and at once, gives two files', async () => {
    const url = await inbox('twice')
    const answers = await Promise.all(['first', 'second', 'third'].map((text) => upload(url, [['same.txt', text]])))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await names('twice')).toEqual(['same (2).txt', 'same (3).txt', 'same.txt'])
    const texts = await Promise.all(
      (await names('twice')).map((name) => readFile(join(portal.root, 'twice', name), 'utf8')),
    )
    expect(texts.sort()).toEqual(['first', 'second', 'third'])
  })

  it('is stored in its folder under any name', async () => {
    const url = await inbox('named')
    const given = [
      '../../escape.txt',
      '/etc/passwd',
      '..\\up.txt',
      '.htaccess',
      '...',
      'a\u202egpj.exe',
      'CON: <x>|?*.txt',
      '100%41.txt',
      'Ma\u0308rz.txt',
      `${'ä'.repeat(300)}.txt`,
      ' ',
    ]
    for (const name of given) expect((await upload(url, [[name, 'x']])).status, JSON.stringify(name)).toBe(201)
    expect(await names('named')).toEqual([
      '100_41.txt',
      'CON_ _x____.txt',
      'März.txt',
      'a_gpj.exe',
      'escape.txt',
      'file',
      'file (2)',
      'htaccess',
      'passwd',
      'up.txt',
      `${'ä'.repeat(98)}.txt`,
    ])
    expect((await upload(url, [[`${'é'.repeat(7000)}.pdf`, 'x']])).status).toBe(201)
    expect(await names('named')).toContain(`${'é'.repeat(98)}.pdf`)
    expect(storedName('\ud800.txt')).toBe('\ufffd.txt')
  })

  it('takes no longer if its name is long than if it is short', () => {
    // A time that grows with the square of the length is thousands of times that of a short name here.
    const timeOf = (name: string): number => {
      const start = performance.now()
      storedName(name)
      return performance.now() - start
    }
    const best = (name: string): number => Math.min(...Array.from({ length: 20 }, () => timeOf(name)))
    // Between two letters, neither end of the name is reached.
    for (const part of ['a', '😀', ' ', 'a ', '.', 'a.']) {
      const [short, long] = [best(`x${part.repeat(400)}x`), best(`x${part.repeat(20_000)}x`)]
      expect(long, part).toBeLessThan(Math.max(short, 0.05) * 25)
    }
  })

  it('of a page or a drawing with scripts is only ever downloaded', async () => {
    const url = await inbox('scripts')
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    await upload(url, [
      ['evil.svg', script, 'image/svg+xml'],
      ['evil.html', script, 'text/html'],
    ])
    const folder = await addressOf(portal, await share(portal, 'scripts', { isFolder: 'yes' }))
    for (const name of ['evil.svg', 'evil.html']) {
      const single = await addressOf(portal, await share(portal, `scripts/${name}`))
      for (const file of [`${folder}/files/${name}`, `${single}/download`]) {
        const { headers } = await fetch(file)
        expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
      }
      expect((await fetch(`${single}/preview`)).status).toBe(404)
    }
  })

  it('that breaks off leaves nothing', async () => {
    const url = await inbox('broken')
    const head =
      '--x\r\nContent-Disposition: form-data; name="files"; filename="half.txt"\r\nContent-Type: text/plain\r\n\r\nhalf'
    const broken = httpRequest(`${url}/upload`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': 5000 },
    })
    broken.on('error', () => undefined)
    broken.write(head)
    await vi.waitFor(async () => expect(await names('broken')).toEqual([expect.stringMatching(/^\.upload-/)]), 10_000)
    broken.destroy()
    await vi.waitFor(async () => expect(await names('broken')).toEqual([]), 10_000)
  })

  it('to a full disk is refused, and leaves nothing', async () => {
    const url = await inbox('full')
    isFull = true
    const answer = await upload(url, [['a.txt', 'x'.repeat(100_000)]])
    isFull = false
    expect([answer.status, await codeOf(answer, 'title')]).toEqual([507, 'There is no room left on this server'])
    expect(await names('full')).toEqual([])
  })

  it('into a folder that was replaced by a symbolic link goes nowhere', async () => {
    const url = await inbox('moved')
    const elsewhere = await mkdtemp(join(tmpdir(), 'daypass-elsewhere-'))
    await rm(join(portal.root, 'moved'), { recursive: true })
    await symlink(elsewhere, join(portal.root, 'moved'))
    expect((await upload(url, [['a.txt', 'x']])).status).toBe(404)
    expect(await readdir(elsewhere)).toEqual([])
    await rm(elsewhere, { recursive: true })
  })
})

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) it('reading a zip needs python3', withoutProgram('python3'))

describe.runIf(hasPython)('a zip', () => {
  it('has all of 10,000 files, and neither what is hidden nor what symbolic links lead to', async () => {
    const folder = join(portal.root, 'many')
    await mkdir(join(folder, 'below'), { recursive: true })
    for (let at = 0; at < 10_000; at += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, i) =>
          writeFile(join(folder, i % 2 ? 'below' : '', `${at + i}.txt`), `${at + i}`),
        ),
      )
    }
    await writeFile(join(folder, '.hidden'), 'secret')
    await symlink('/etc/hostname', join(folder, 'link'))
    await symlink('/etc', join(folder, 'folder-link'))
    await symlink('..', join(folder, 'loop'))
    const url = await addressOf(portal, await share(portal, 'many', { isFolder: 'yes' }))
    const answer = await fetch(`${url}/zip`)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=many.zip')
    const zip = join(await mkdtemp(join(tmpdir(), 'daypass-zip-')), 'many.zip')
    await writeFile(zip, Buffer.from(await answer.arrayBuffer()))
    const script =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(z.namelist()))'
    const inside = execFileSync('python3', ['-c', script, zip], { encoding: 'utf8', maxBuffer: 1e7 }).trim().split('\n')
    expect(inside).toHaveLength(10_000)
    expect(inside.filter((name) => !/^(?:below\/\d*[13579]|\d*[02468])\.txt$/.test(name))).toEqual([])
    await rm(join(zip, '..'), { recursive: true })
    // The list of the owner shows a part of them.
    const page = await (await fetch(`${portal.origin}/?dir=many`)).text()
    expect([...page.matchAll(/data-name=/g)]).toHaveLength(1000)
    expect(page).toContain('The first 1000 of 5,001 entries')
  })
})
