import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { existingFile, listFiles, pathOf } from '../../examples/shared/files.ts'
import { keyFileFor, keysFromFile } from '../../examples/shared/key-file.ts'
import { store } from '../../examples/shared/store.ts'

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
    expect(await existingFile(root, 'a.txt')).toBe(join(root, 'a.txt'))
    expect(await existingFile(root, 'sub/b.txt')).toBe(join(root, 'sub/b.txt'))
    expect(await existingFile(root, 'a%2fb')).toBe(join(root, 'a%2fb'))
  })

  it.each(ESCAPES)('never leads elsewhere: %j', async (id) => {
    expect(await pathOf(root, id)).toBeUndefined()
  })

  it.each(['link', 'inner', 'dangling', 'sub', 'nothing', '%2e%2e/secret', '..%2fsecret', 'A.TXT', 'sub%2fb.txt'])(
    'is no file: %j',
    async (id) => {
      expect(await existingFile(root, id)).toBeUndefined()
    },
  )

  it('may be that of a file to come, in a folder that is there', async () => {
    expect(await pathOf(root, 'sub/new.txt')).toBe(join(root, 'sub/new.txt'))
    expect(await pathOf(root, 'nowhere/new.txt')).toBeUndefined()
    expect(await pathOf(root, 'a.txt/new.txt')).toBeUndefined()
    expect(await existingFile(root, 'x'.repeat(500))).toBeUndefined()
  })

  it('works where the folder itself is reached by a link', async () => {
    await symlink(root, join(base, 'alias'))
    expect(await existingFile(join(base, 'alias'), 'sub/b.txt')).toBe(join(base, 'alias/sub/b.txt'))
    expect(await existingFile(join(base, 'alias'), 'link')).toBeUndefined()
  })

  it('is listed where it would be served', async () => {
    expect(await listFiles(root)).toEqual(['a%2fb', 'a.txt', 'sub/b.txt'])
  })
})

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half')
  throw new Error('aborted')
}

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

  it('replaces only where it may, and reads nothing where it may not', async () => {
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

  it('never writes through a symbolic link', async () => {
    expect(await store(join(root, 'dangling'), bytes('x'), false)).toBe('exists')
    expect(await store(join(root, 'dangling'), bytes('x'), true)).toBe('replaced')
    expect((await readdir(base)).includes('nothing')).toBe(false)
    expect(await content('dangling')).toBe('x')
  })

  it('leaves nothing behind, and what was there as it was, where the body breaks off', async () => {
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

  it('is closed to others where it was open', async () => {
    const path = join(base, 'keys.json')
    keysFromFile(path)
    await chmod(path, 0o644)
    keysFromFile(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('never lies in the folder that is served', () => {
    expect(keyFileFor('/srv/project/files', ['/srv/project', '/home/me'])).toBe('/srv/project/.daypass-keys.json')
    expect(keyFileFor('/srv/project', ['/srv/project', '/home/me'])).toBe('/home/me/.daypass-keys.json')
    expect(keyFileFor('/srv', ['/srv/project', '/home/me'])).toBe('/home/me/.daypass-keys.json')
    expect(keyFileFor('/srv/project/..files', ['/srv/project'])).toBe('/srv/project/.daypass-keys.json')
    expect(keyFileFor('/srv/proj', ['/srv/project'])).toBe('/srv/project/.daypass-keys.json')
    expect(() => keyFileFor('/', ['/srv/project', '/home/me'])).toThrow('serve a smaller one')
  })
})
