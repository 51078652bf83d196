import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../../support/run-command.ts'

let folder: string

beforeAll(async () => {
  // No client is installed there.
  folder = await mkdtemp(join(tmpdir(), 'daypass-stores-'))
  await writeFile(join(folder, 'links.db'), '')
  await mkdir(join(folder, 'folder'))
})

afterAll(() => rm(folder, { recursive: true }))

const revoke = (store: string) => runCommand(['revoke', '--all', '--store', store], { folder })

describe('--store', () => {
  it.each(['', 'redis', 'mysql://127.0.0.1', 'redis:127.0.0.1', 'REDIS', 'links.db'])(
    'of another form is wrong usage: "%s"',
    async (store) => {
      const { exit, stderr } = await revoke(store)
      expect([exit, stderr]).toEqual([
        2,
        'daypass: --store must be redis://…, rediss://…, postgres://… or sqlite:FILE\n',
      ])
    },
  )

  it.each(['C:\\data\\links.db', 'c:/data/links.db', '\\\\server\\links.db', '/data/links.db', './links.db'])(
    'that is a path says how to write it: %s',
    async (store) => {
      expect((await revoke(store)).stderr).toBe('daypass: --store is a path: write it as sqlite:FILE\n')
    },
  )

  it.each(['sqlite:nothing.db', 'sqlite:folder', 'sqlite:', 'sqlite::memory:', 'sqlite:C:\\data\\links.db'])(
    'that is not there is 3, and is not created: %s',
    async (store) => {
      const { exit, stderr } = await revoke(store)
      expect([exit, stderr]).toEqual([3, 'daypass: not-found: the file of --store is not there\n'])
    },
  )

  it.each([
    ['redis://127.0.0.1:1', 'npm install redis, or npm install ioredis'],
    ['rediss://127.0.0.1:1', 'npm install redis, or npm install ioredis'],
    ['postgres://127.0.0.1:1/app', 'npm install pg'],
    ['postgresql://127.0.0.1:1/app', 'npm install pg'],
  ])('without its client says what to install: %s', async (store, install) => {
    const { exit, stderr } = await revoke(store)
    expect(exit).toBe(3)
    expect(stderr).toBe(`daypass: not-found: this store needs a client library in the current folder: ${install}\n`)
  })

  // From Node 22.13 on, Node has a client for SQLite.
  it.skipIf(process.getBuiltinModule?.('node:sqlite') !== undefined)(
    'of SQLite says what to install, too',
    async () => {
      const { exit, stderr } = await revoke('sqlite:links.db')
      expect([exit, stderr.includes('npm install better-sqlite3, or npm install libsql')]).toEqual([3, true])
    },
  )

  it('is needed', async () => {
    const { exit, stderr } = await runCommand(['revoke', '--all'])
    expect([exit, stderr]).toEqual([2, 'daypass: --store is missing: redis://…, postgres://… or sqlite:FILE\n'])
  })
})

// Port 1 is nobody's. The clients are those of this project.
it.each([
  'redis://user:hunter2@127.0.0.1:1',
  'postgres://user:hunter2@127.0.0.1:1/app',
  'redis://user:hunter2@',
  'postgres://user:hunter2@:x/',
])('a store that does not answer is 3, and its password is not shown: %s', async (store) => {
  const { exit, stdout, stderr } = await runCommand(['revoke', '--all', '--json', '--store', store])
  expect([exit, stdout]).toEqual([3, '{"ok":false,"code":"unavailable"}\n'])
  expect(stderr).toMatch(/^daypass: unavailable: the store .*\(\w+\)\n$/)
  expect(stderr).not.toContain('hunter2')
})

it('a client that cannot be loaded is 3', async () => {
  const broken = join(folder, 'broken')
  await mkdir(join(broken, 'node_modules/pg'), { recursive: true })
  await writeFile(join(broken, 'node_modules/pg/index.js'), "require('no-such-package')")
  const { exit, stderr } = await runCommand(['revoke', '--all', '--store', 'postgres://127.0.0.1'], { folder: broken })
  expect([exit, stderr]).toEqual([
    3,
    'daypass: not-found: the package pg is installed, and cannot be loaded (MODULE_NOT_FOUND)\n',
  ])
})
