import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileResponse } from '../../../examples/shared/file-response.ts'
import { existingFile, isFile, listFiles, pathOf } from '../../../examples/shared/files.ts'
import { keyFileFor, keysFromFile } from '../../../examples/shared/key-file.ts'
import { store } from '../../../examples/shared/store.ts'

let base: string
let root: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'daypass-files-'))
  root = join(base, 'root')
  await mkdir(join(root, 'sub/deep'), { recursive: true })
  await mkdir(join(base, 'rootother'))
  for (const file of ['root/a.txt', 'root/sub/b.txt', 'root/a%2fb', 'root/.hidden', 'secret', 'rootother/c']) {
    await writeFile(join(base, file), file)
  }
  await symlink(join(base, 'secret'), join(root, 'link'))
  await symlink(join(root, 'a.txt'), join(root, 'inner'))
  await symlink(base, join(root, 'up'))
  await symlink(join(base, 'nothing'), join(root, 'dangling'))
  await symlink('loop', join(root, 'loop'))
})
afterEach(() => rm(base, { recursive: true, force: true }))

const ESCAPES = [
  '..',
  '.',
  '',
  '/',
  '../secret',
  'sub/../../secret',
  'sub/../a.txt',
  './a.txt',
  'sub//b.txt',
  'sub/',
  '/a.txt',
  '/etc/passwd',
  '../rootother/c',
  '..\\secret',
  'sub\\b.txt',
  'a.txt\0',
  'a.txt\0.png',
  '.hidden',
  'sub/.upload-1',
  'up/secret',
  'up/root/a.txt',
]

describe('a file id', () => {
  it('leads to a file below the folder', async () => {
    for (const id of ['a.txt', 'sub/b.txt', 'a%2fb']) expect(await contentOf(root, id)).toBe(`root/${id}`)
  })

  it.each(ESCAPES)('never leads elsewhere: %j', async (id) => {
    expect(await pathOf(root, id)).toBeUndefined()
  })

  it.each(['link', 'inner', 'dangling', 'sub', 'nothing', '%2e%2e/secret', '..%2fsecret', 'A.TXT', 'sub%2fb.txt'])(
    'is not a file: %j',
    async (id) => {
      expect(await existingFile(root, id)).toBeUndefined()
    },
  )

  it('may be that of a file to come, in a folder that is there', async () => {
    expect(await pathOf(root, 'sub/new.txt')).toBe(join(root, 'sub/new.txt'))
    expect(await pathOf(root, 'nowhere/new.txt')).toBeUndefined()
    expect(await pathOf(root, 'a.txt/new.txt')).toBeUndefined()
    expect(await isFile(root, 'x'.repeat(500))).toBe(false)
  })

  it('works if the folder itself is reached by a link', async () => {
    await symlink(root, join(base, 'alias'))
    expect(await contentOf(join(base, 'alias'), 'sub/b.txt')).toBe('root/sub/b.txt')
    expect(await pathOf(join(base, 'alias'), 'sub/b.txt')).toBe(join(root, 'sub/b.txt'))
    expect(await existingFile(join(base, 'alias'), 'link')).toBeUndefined()
  })

  it('is not there if symbolic links turn in a circle', async () => {
    expect(await existingFile(root, 'loop')).toBeUndefined()
    expect(await existingFile(root, 'loop/x')).toBeUndefined()
    expect(await pathOf(root, 'loop/x')).toBeUndefined()
    expect(await pathOf(root, 'loop')).toBeUndefined()
  })

  it('is listed if it would be served', async () => {
    await mkdir(join(root, '.git'))
    await writeFile(join(root, '.git/config'), '')
    // No link has room for the name of a file so far down.
    const deep = join('d'.repeat(255), 'd'.repeat(254))
    await mkdir(join(root, deep), { recursive: true })
    await writeFile(join(root, deep, 'x'), '')
    await writeFile(join(root, deep, 'xy'), '')
    expect(await listFiles(root)).toEqual(['a%2fb', 'a.txt', `${deep}/x`, 'sub/b.txt'])
    await rm(join(root, 'd'.repeat(255)), { recursive: true })
  })

  it('is neither there nor listed if it cannot be read', async () => {
    await mkdir(join(root, 'closed'))
    await writeFile(join(root, 'closed/c'), '')
    await writeFile(join(root, 'closed.txt'), '')
    for (const name of ['closed', 'closed.txt']) await chmod(join(root, name), 0)
    await chmod(base, 0o755)
    const found = await asOther(async () => [
      await listFiles(root),
      await existingFile(root, 'closed/c'),
      await pathOf(root, 'closed/c'),
      await existingFile(root, 'closed.txt'),
    ])
    expect(found).toEqual([['a%2fb', 'a.txt', 'sub/b.txt'], undefined, undefined, undefined])
    await chmod(join(root, 'closed'), 0o700)
  })
})

/** What is in the file that an id names. */
async function contentOf(folder: string, id: string): Promise<string | undefined> {
  const file = await existingFile(folder, id)
  try {
    return await file?.readFile('utf8')
  } finally {
    await file?.close()
  }
}

/** Runs as somebody for whom a closed file is closed. */
async function asOther<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65534)
  try {
    return await run()
  } finally {
    process.seteuid?.(0)
  }
}

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half')
  throw new Error('aborted')
}

describe('the answer to a request for a file', () => {
  const answer = async (method: string, headers = {}): Promise<{ response: Response; isClosed: () => boolean }> => {
    const file = await existingFile(root, 'a.txt')
    if (file === undefined) throw new Error('a.txt is missing')
    const response = await fileResponse(file, { method, headers: new Headers(headers) }, 'text/plain')
    return { response, isClosed: () => file.fd === -1 }
  }

  it('closes the file, whether its body is read, cancelled, or missing', async () => {
    for (const [method, headers, status] of [
      ['HEAD', {}, 200],
      ['GET', { Range: 'bytes=99-' }, 416],
      ['GET', { 'If-Match': '"other"' }, 412],
    ] as const) {
      const { response, isClosed } = await answer(method, headers)
      expect([response.status, response.body, isClosed()]).toEqual([status, null, true])
    }
    const read = await answer('GET')
    expect([await read.response.text(), read.isClosed()]).toEqual(['root/a.txt', true])
    const cancelled = await answer('GET')
    await cancelled.response.body?.cancel()
    expect(cancelled.isClosed()).toBe(true)
  })

  it('fails if the file becomes shorter meanwhile, and does not end early', async () => {
    const { response, isClosed } = await answer('GET')
    await writeFile(join(root, 'a.txt'), '')
    await expect(response.text()).rejects.toThrow('shorter')
    expect(isClosed()).toBe(true)
  })

  it('has the type of the file only together with it', async () => {
    expect((await answer('HEAD')).response.headers.get('content-type')).toBe('text/plain')
    expect((await answer('HEAD', { 'If-None-Match': '*' })).response.headers.has('content-type')).toBe(false)
  })

  it('ignores a range that is not asked for by GET (RFC 9110, section 14.2)', async () => {
    expect((await answer('HEAD', { Range: 'bytes=0-0' })).response.status).toBe(200)
  })
})

describe('store', () => {
  const content = (name: string): Promise<string> => readFile(join(root, name), 'utf8')
  const temporary = async (): Promise<string[]> => (await readdir(root)).filter((name) => name.startsWith('.upload'))

  it('creates', async () => {
    for (const mayReplace of [false, true]) {
      expect(await store(join(root, `new-${mayReplace}`), bytes('x', 'y'), mayReplace)).toBe('created')
      expect(await content(`new-${mayReplace}`)).toBe('xy')
    }
    expect(await temporary()).toEqual([])
  })

  it('replaces only if it may, and reads nothing if it may not', async () => {
    expect(await store(join(root, 'a.txt'), bytes('new'), true)).toBe('replaced')
    expect(await content('a.txt')).toBe('new')
    let isRead = false
    async function* body(): AsyncGenerator<Uint8Array> {
      isRead = true
      yield Buffer.from('newer')
    }
    expect(await store(join(root, 'a.txt'), body(), false)).toBe('exists')
    expect([await content('a.txt'), isRead]).toEqual(['new', false])
  })

  it('does not replace what came meanwhile', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('late')
      await writeFile(join(root, 'raced'), 'first')
    }
    expect(await store(join(root, 'raced'), body(), false)).toBe('exists')
    expect([await content('raced'), await temporary()]).toEqual(['first', []])
  })

  it('never puts a file in the place of a folder, or under a name that is too long, and reads nothing', async () => {
    let isRead = false
    async function* body(): AsyncGenerator<Uint8Array> {
      isRead = true
      yield Buffer.from('x')
    }
    for (const mayReplace of [false, true]) {
      expect(await store(join(root, 'sub'), body(), mayReplace)).toBe('folder')
      expect(await store(join(root, 'ä'.repeat(128)), body(), mayReplace)).toBe('unnameable')
    }
    expect([isRead, await temporary()]).toEqual([false, []])
    expect(await store(join(root, 'x'.repeat(255)), bytes('x'), false)).toBe('created')
  })

  it('never writes through a symbolic link', async () => {
    expect(await store(join(root, 'dangling'), bytes('x'), false)).toBe('exists')
    expect(await store(join(root, 'dangling'), bytes('x'), true)).toBe('replaced')
    expect((await readdir(base)).includes('nothing')).toBe(false)
    expect(await content('dangling')).toBe('x')
  })

  it('leaves nothing behind, and what was there as it was, if the body breaks off', async () => {
    for (const name of ['a.txt', 'new'])
      await expect(store(join(root, name), broken(), true)).rejects.toThrow('aborted')
    expect(await content('a.txt')).toBe('root/a.txt')
    expect((await readdir(root)).includes('new')).toBe(false)
    expect(await temporary()).toEqual([])
  })
})

describe('the key file', () => {
  it('is made once, for its owner alone', async () => {
    const path = join(base, 'keys.json')
    const keys = keysFromFile(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(keysFromFile(path)).toEqual(keys)
    expect(keys).toHaveLength(1)
  })

  it('leaves nothing else beside it', async () => {
    const before = await readdir(base)
    keysFromFile(join(base, 'keys.json'))
    expect((await readdir(base)).sort()).toEqual([...before, 'keys.json'].sort())
  })

  it('gives keys that show no secret if they are printed', async () => {
    const path = join(base, 'keys.json')
    for (const keys of [keysFromFile(path), keysFromFile(path)]) {
      const [{ secret } = { secret: '' }] = keys
      expect(secret).toHaveLength(43)
      expect(inspect(keys)).not.toContain(secret)
      expect(inspect({ ...keys[0] })).not.toContain(secret)
    }
  })

  it('is refused if others may know or have chosen what is in it, and left as it is', async () => {
    const path = join(base, 'keys.json')
    keysFromFile(path)
    for (const mode of [0o644, 0o640, 0o622, 0o604]) {
      await chmod(path, mode)
      expect(() => keysFromFile(path)).toThrow('mode 600')
      expect((await stat(path)).mode & 0o777).toBe(mode)
    }
    await chmod(path, 0o600)
    if (process.getuid?.() === 0) {
      await chown(path, 65534, 65534)
      expect(() => keysFromFile(path)).toThrow('of your own')
    }
    for (const name of ['link', 'dangling-key']) {
      await symlink(name === 'link' ? path : join(base, 'nowhere'), join(base, name))
      expect(() => keysFromFile(join(base, name))).toThrow('symbolic link')
    }
    expect((await readdir(base)).includes('nowhere')).toBe(false)
    execFileSync('mkfifo', ['-m', '600', join(base, 'pipe')])
    expect(() => keysFromFile(join(base, 'pipe'))).toThrow('must be a file')
    await mkdir(join(base, 'folder'), { mode: 0o700 })
    expect(() => keysFromFile(join(base, 'folder'))).toThrow('must be a file')
  })

  it('that holds no keys is said to, without what it holds', async () => {
    const secret = 's'.repeat(43)
    const path = join(base, 'keys.json')
    const entry = { id: 'k', secret }
    for (const text of [
      '',
      '[]',
      '{}',
      'null',
      '[null]',
      JSON.stringify([entry]).slice(0, -1),
      JSON.stringify([{ ...entry, secret: secret.slice(1) }]),
      `[{"id":"k","secret":"${secret.slice(0, 20)}\n${secret.slice(20)}"}]`,
    ]) {
      await writeFile(path, text, { mode: 0o600 })
      const error = thrown(() => keysFromFile(path))
      expect(error, text).toHaveProperty('message', expect.stringContaining('holds no keys'))
      expect(inspect(error, { depth: 9 })).not.toContain('ssss')
    }
    await writeFile(path, JSON.stringify([entry]))
    expect(keysFromFile(path)).toMatchObject([entry])
  })

  it('never lies in the folder that is served', () => {
    expect(keyFileFor('/srv/project/files', ['/srv/project', '/home/me'])).toBe('/srv/project/.daypass-keys.json')
    expect(keyFileFor('/srv/project', ['/srv/project', '/home/me'])).toBe('/home/me/.daypass-keys.json')
    expect(keyFileFor('/srv', ['/srv/project', '/home/me'])).toBe('/home/me/.daypass-keys.json')
    expect(keyFileFor('/srv/project/..files', ['/srv/project'])).toBe('/srv/project/.daypass-keys.json')
    expect(keyFileFor('/srv/proj', ['/srv/project'])).toBe('/srv/project/.daypass-keys.json')
    expect(() => keyFileFor('/', ['/srv/project', '/home/me'])).toThrow('serve a smaller one')
    expect(() => keyFileFor(base, [join(root, 'up')])).toThrow('serve a smaller one') // by a symbolic link
  })
})

function thrown(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
