import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks } from 'daypass'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { existingFile, pathOf } from '../../../examples/shared/files.ts'
import { linkTo } from '../../../examples/shared/link-to.ts'
import { store } from '../../../examples/shared/store.ts'
import { serve } from '../../support/serve.ts'
import { EXAMPLE_APPS } from '../support/example-apps.ts'

// What somebody on the same machine does between two steps of the example, and whether it finds Linux's /proc.
type Step = 'open' | 'place' | 'close'
let meanwhile: { readonly before: Step; readonly run: () => Promise<unknown> } | undefined
let hasProc = true
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>()
  const disturb = async (step: Step): Promise<void> => {
    const found = meanwhile
    if (found?.before !== step) return
    meanwhile = undefined
    await found.run()
  }
  const open: typeof actual.open = async (...args) => {
    await disturb('open')
    return actual.open(...args)
  }
  const writing: typeof actual.writeFile = async (...args) => {
    await actual.writeFile(...args)
    await disturb('close')
  }
  const readlink = (async (...args: Parameters<typeof actual.readlink>) => {
    if (!hasProc) throw new Error('no /proc')
    await disturb('place')
    return actual.readlink(...args)
  }) as typeof actual.readlink
  return { ...actual, open, writeFile: writing, readlink }
})

let base: string
let root: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'daypass-races-'))
  root = join(base, 'root')
  await mkdir(join(root, 'sub'), { recursive: true })
  await mkdir(join(base, 'outside'))
  await writeFile(join(root, 'sub/a.txt'), 'inside')
  await writeFile(join(base, 'outside/a.txt'), 'secret')
})
afterEach(async () => {
  meanwhile = undefined
  hasProc = true
  await rm(base, { recursive: true })
})

/** Puts a symbolic link in the place of the file, or of its folder. */
const swapFile = async (): Promise<void> => {
  await rm(join(root, 'sub/a.txt'))
  await symlink(join(base, 'outside/a.txt'), join(root, 'sub/a.txt'))
}
const swapFolder = async (): Promise<void> => {
  await rename(join(root, 'sub'), join(base, 'moved'))
  await symlink(join(base, 'outside'), join(root, 'sub'))
}

describe.each([
  ['with /proc', true],
  ['without it', false],
])('%s', (_, proc) => {
  beforeEach(() => {
    hasProc = proc
  })

  it.each([
    ['the file', swapFile],
    ['its folder', swapFolder],
  ])('%s swapped for a symbolic link between check and opening is not served', async (_name, run) => {
    meanwhile = { before: 'open', run }
    expect(await existingFile(root, 'sub/a.txt')).toBeUndefined()
    expect(meanwhile).toBeUndefined()
  })

  it('a file that nobody touches is served', async () => {
    const file = await existingFile(root, 'sub/a.txt')
    expect(await file?.readFile('utf8')).toBe('inside')
    await file?.close()
  })

  it('nothing is written through a folder that is swapped before the upload begins', async () => {
    const path = (await pathOf(root, 'sub/new.txt')) as string
    meanwhile = { before: 'open', run: swapFolder }
    expect(await store(path, bytes('x'), true)).toBe('moved')
    expect(await readdir(join(base, 'outside'))).toEqual(['a.txt'])
    expect((await readdir(join(base, 'moved'))).sort()).toEqual(['a.txt'])
  })

  it.each([true, false])(
    'nor through one that is swapped while it is under way (mayReplace: %s)',
    async (mayReplace) => {
      const path = (await pathOf(root, 'sub/new.txt')) as string
      meanwhile = { before: 'close', run: swapFolder }
      expect(await store(path, bytes('x'), mayReplace)).toBe('moved')
      expect(await readdir(join(base, 'outside'))).toEqual(['a.txt'])
      expect(await readdir(join(base, 'moved'))).not.toContain('new.txt')
    },
  )
})

it.runIf(process.platform === 'linux')('a file that is replaced while it is opened is served as it was', async () => {
  const run = async (): Promise<void> => {
    await writeFile(join(root, 'sub/b.txt'), 'newer')
    await rename(join(root, 'sub/b.txt'), join(root, 'sub/a.txt'))
  }
  meanwhile = { before: 'place', run }
  const file = await existingFile(root, 'sub/a.txt')
  expect(meanwhile).toBeUndefined()
  expect(await file?.readFile('utf8')).toBe('inside')
  await file?.close()
})

describe.each(Object.entries(EXAMPLE_APPS))('the example %s', (_, appOf) => {
  const links = createLinks({ keys: [createKey('k')] })

  it.each([
    ['the file', swapFile],
    ['its folder', swapFolder],
  ])('answers 404 if %s is swapped between check and use', async (_name, run) => {
    const served = await serve(await appOf(root, links))
    const url = linkTo(served.origin, 'sub/a.txt', links.sign('sub/a.txt', 'read', 60))
    meanwhile = { before: 'open', run }
    const swapped = await fetch(url)
    const body = await swapped.text()
    await served.close()
    expect([swapped.status, meanwhile, body.includes('secret')]).toEqual([404, undefined, false])
    expect(await readFile(join(base, 'outside/a.txt'), 'utf8')).toBe('secret')
  })
})

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
