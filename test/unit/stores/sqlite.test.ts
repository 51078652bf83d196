import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from 'daypass/sqlite'
import Libsql from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { expectArgumentChecks } from '../../support/stores/argument-checks.ts'
import { runContract } from '../../support/stores/run-contract.ts'
import { DRIVERS } from '../../support/stores/sqlite-drivers.ts'
import { NOT_OBJECTS } from '../../support/wrong-values.ts'

const HOUR = 3_600_000
const END = Number.POSITIVE_INFINITY

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-sqlite-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${files++}.db`)

it('node:sqlite is among the drivers', ({ skip }) => {
  if (DRIVERS.length === 1) skip('node:sqlite needs Node 22.13: it was NOT tested')
  expect(DRIVERS.map(({ name }) => name)).toEqual(['libsql', 'node:sqlite'])
})

describe.each(DRIVERS)('sqliteStore with $name', ({ open }) => {
  let path: string
  let db: ReturnType<typeof open>
  beforeEach(() => {
    path = newFile()
    db = open(path)
  })
  afterEach(() => db.close())

  describe('in a file', () => {
    runContract(() => sqliteStore(db))
  })

  describe('in memory', () => {
    let memory: ReturnType<typeof open>
    beforeAll(() => {
      memory = open(':memory:')
    })
    afterAll(() => memory.close())
    runContract(() => sqliteStore(memory))
  })

  const settingOf = (pragma: string): unknown => Object.values(db.prepare(`PRAGMA ${pragma}`).get() as object)[0]
  const rowsOf = (table = 'daypass'): number =>
    (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n

  it('makes no contact before the first operation, and then sets WAL, FULL and a time-out for locks', async () => {
    const store = sqliteStore(db)
    expect(db.prepare('SELECT name FROM sqlite_master').all()).toEqual([])
    await store.read(['k'])
    expect([settingOf('journal_mode'), settingOf('synchronous'), settingOf('busy_timeout')]).toEqual(['wal', 2, 5])
    expect(rowsOf()).toBe(0)
  })

  it('finds marks by its primary key, and what has ended by its index', async () => {
    await sqliteStore(db).read(['k'])
    const planOf = (sql: string): string => JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    expect(planOf('SELECT * FROM daypass WHERE key IN (SELECT value FROM json_each(1))')).toContain('PRIMARY KEY')
    expect(planOf('SELECT key FROM daypass WHERE ends <= 5 ORDER BY ends LIMIT 4')).toContain('daypass_ends')
  })

  it('shares one file among connections', async () => {
    const second = open(path)
    const [one, other] = [sqliteStore(db), sqliteStore(second)]
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? one : other).use('n', undefined, 5, HOUR, END)),
    )
    expect(answers.filter(({ admitted }) => admitted).length).toBe(5)
    expect(await other.read(['n'])).toEqual(['5'])
    second.close()
  })

  it('keeps what it was told when it is opened again', async () => {
    await sqliteStore(db).raise('m', 7, END)
    await sqliteStore(db).use('n', 'c', 1, HOUR, END)
    db.close()
    db = open(path)
    expect(await sqliteStore(db).read(['m', 'n'])).toEqual(['7', '1'])
    expect(await sqliteStore(db).use('n', 'c', 0, HOUR, END)).toEqual({ admitted: true, used: 1 })
  })

  it('keeps tables of different names apart', async () => {
    await sqliteStore(db, { table: 'one' }).raise('m', 7, END)
    expect(await sqliteStore(db, { table: '_Other2' }).read(['m'])).toEqual([undefined])
    expect([rowsOf('one'), rowsOf('_Other2')]).toEqual([1, 0])
  })

  it('removes what has ended, a few entries with each write', async () => {
    const store = sqliteStore(db)
    await store.read([])
    await store.raise('kept', 1, END)
    const insert = db.prepare("INSERT INTO daypass (key, text, ends) VALUES (?, '', 1)")
    const rowsAfter = async (act: () => Promise<unknown>): Promise<number> => {
      for (let i = 0; i < 10; i++) insert.run(`ended ${i}`)
      await act()
      const rows = rowsOf()
      db.exec("DELETE FROM daypass WHERE key != 'kept'")
      return rows
    }
    // Of the ten, six are left beside what was written.
    expect(await rowsAfter(() => store.raise('kept', 2, END))).toBe(7)
    expect(await rowsAfter(() => store.write('t', 'x', END))).toBe(8)
    expect(await rowsAfter(() => store.write('t', undefined, END))).toBe(7)
    expect(await rowsAfter(() => store.use('n', 'c', 5, HOUR, END))).toBe(9)
    expect(await rowsAfter(() => store.use('n', 'c', 0, HOUR, END))).toBe(11)
  })

  it('writes nothing for a use that is refused or known, and needs no lock for it', async () => {
    const store = sqliteStore(db)
    await store.use('n', 'c', 1, HOUR, END)
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    try {
      expect(await store.use('n', 'c', 1, HOUR, END)).toEqual({ admitted: true, used: 1 })
      expect(await store.use('n', 'd', 1, HOUR, END)).toEqual({ admitted: false, used: 1 })
      expect(await store.read(['n'])).toEqual(['1'])
    } finally {
      other.exec('ROLLBACK')
      other.close()
    }
  })

  it('waits for another connection that has the lock, and lets other work of the process go on', async () => {
    const store = sqliteStore(db)
    await store.read(['k'])
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    let done = 0
    const count = (): void => {
      done++
    }
    const raised = Array.from({ length: 20 }, (_, i) => store.raise(`m${i}`, 7, END).then(count))
    // An operation gives up after five seconds, so these turns could not happen if each wait of each operation blocked for long.
    for (let turn = 0; turn < 15; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(done).toBe(0)
    other.exec('COMMIT')
    await Promise.all(raised)
    expect(await store.read(['m0', 'm19'])).toEqual(['7', '7'])
    other.close()
  })

  it('rejects if the lock is not given up, and works again afterwards', async () => {
    const store = sqliteStore(db)
    await store.read(['k'])
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(store.use('n', 'c', 5, HOUR, END)).rejects.toThrow(/locked/)
    other.exec('ROLLBACK')
    expect(await store.use('n', 'c', 5, HOUR, END)).toEqual({ admitted: true, used: 1 })
    other.close()
  })

  it('rejects inside a transaction of the application, and leaves that transaction alone', async () => {
    const store = sqliteStore(db)
    await store.read(['k'])
    db.exec('CREATE TABLE theirs (x)')
    db.exec('BEGIN')
    db.exec('INSERT INTO theirs VALUES (1)')
    await expect(store.raise('m', 7, END)).rejects.toThrow(/transaction/)
    await expect(store.use('n', 'c', 5, HOUR, END)).rejects.toThrow(/transaction/)
    db.exec('COMMIT')
    expect([rowsOf('theirs'), rowsOf()]).toEqual([1, 0])
  })

  it('rejects if the disk is full, counts nothing, and works again once there is room', async () => {
    const store = sqliteStore(db)
    await store.use('n', undefined, 1000, HOUR, END)
    db.exec(`PRAGMA max_page_count = ${settingOf('page_count')}`)
    const text = 'x'.repeat(100_000)
    await expect(store.write('t', text, END)).rejects.toThrow(/full/)
    expect(await store.read(['t', 'n'])).toEqual([undefined, '1'])
    db.exec('PRAGMA max_page_count = 1000000')
    await store.write('t', text, END)
    expect(await store.read(['t', 'n'])).toEqual([text, '1'])
  })

  it('creates its table again after it was dropped, once an operation has failed', async () => {
    const store = sqliteStore(db)
    await store.raise('m', 7, END)
    db.exec('DROP TABLE daypass')
    await expect(store.read(['m'])).rejects.toThrow(/no such table/)
    expect(await store.read(['m'])).toEqual([undefined])
  })

  it('does not take a count that is not a whole number for one', async () => {
    const store = sqliteStore(db)
    await store.use('n', undefined, 5, HOUR, END)
    db.exec("UPDATE daypass SET number = 'many'")
    await expect(store.use('n', undefined, 5, HOUR, END)).rejects.toThrow('not a whole number')
  })

  it('has the clock of the machine, whatever Date.now says', async () => {
    const real = Date.now
    // A minute less, so that clocks which differ a little, or one that is set, do not decide.
    const before = real() - 60_000
    Date.now = () => 0
    try {
      expect(await sqliteStore(db).raise('m', 1, END)).toBeGreaterThanOrEqual(before)
    } finally {
      Date.now = real
    }
  })
})

describe('what sqliteStore is given', () => {
  const db = new Libsql(':memory:')
  afterAll(() => void db.close())
  expectArgumentChecks(() => sqliteStore(db))

  it('is a database', () => {
    for (const wrong of [undefined, null, 'links.db', {}, { exec: () => 0 }, { prepare: () => 0 }]) {
      expectMisuse(() => sqliteStore(untyped(wrong)), TypeError, 'sqliteStore: give an open database')
    }
  })

  it.each(NOT_OBJECTS)('has no options that are %s', (_, value) => {
    expectMisuse(() => sqliteStore(db, untyped(value)), TypeError, 'sqliteStore must be a plain object')
  })

  it('has a table whose name cannot be anything but a name', () => {
    for (const table of ['a', '_', 'Links_2', 'x'.repeat(40)]) expect(sqliteStore(db, { table })).toBeTypeOf('object')
    const wrong = ['', '1a', 'a b', 'a"', "a'", 'a;b', 'a.b', 'é', 'a-b', 'a\n', 'x'.repeat(41)]
    for (const table of wrong) {
      expectMisuse(() => sqliteStore(db, { table }), RangeError, 'sqliteStore: table must be 1 to 40')
    }
    expectMisuse(() => sqliteStore(db, { table: untyped(5) }), TypeError, 'sqliteStore: table must be')
    expectMisuse(() => sqliteStore(db, untyped({ prefix: 'a' })), TypeError, 'sqliteStore: unknown name')
  })
})
