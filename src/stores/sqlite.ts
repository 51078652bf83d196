/**
 * A store for managed links in a SQLite database, for one machine with any number of processes.
 *
 * @module daypass/sqlite
 */

import type { LinkStore, StoreUse } from 'daypass/managed'
import { assertKeys, assertRaise, assertUse, assertWrite, claimKey } from '../managed/store-arguments.ts'
import { prepareDatabase, type SqliteDatabase, type Statements } from './sqlite/database.ts'
import { retryWhileLocked } from './sqlite/retry-while-locked.ts'
import { tableEnd } from './table-end.ts'
import { readTable } from './table-option.ts'
import { wholeNumber } from './whole-number.ts'

export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite/database.ts'

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions {
  /** The table: 1 to 40 letters, digits and underscores, not beginning with a digit. Default: `daypass`. */
  readonly table?: string
}

/**
 * A store in SQLite 3.35 or later, on a local disk. The first operation creates a table and an index if they are not there, and sets the
 * connection to `journal_mode=WAL`, `synchronous=FULL` and a short `busy_timeout`: give the store a connection that nothing else uses. An
 * operation inside a transaction of the application is refused by SQLite.
 *
 * A database that another process has locked is tried again for five seconds; the process goes on with other work meanwhile. This is longer
 * than the default `timeout` of managed links: a write that was reported as failed can still take effect. Time is that of the machine, as
 * SQLite reads it. Every write removes up to four entries that have ended.
 *
 * @param db an open database of `node:sqlite` (Node 22.13 or later), `better-sqlite3`, `libsql` or `bun:sqlite`. Its errors reject the
 *   operation as they are.
 * @throws TypeError if `db` has no functions `exec` and `prepare`, or the options are not a plain object with a string `table`; RangeError
 * if the name of the table has another form. Operations reject with a `TypeError` or `RangeError` if an argument is outside what
 * `LinkStore` allows.
 *
 * @example
 * ```ts
 * import Database from 'libsql'
 * import { sqliteStore } from 'daypass/sqlite'
 *
 * const store = sqliteStore(new Database(':memory:')) // or new DatabaseSync('links.db') of node:sqlite
 * const end = Date.now() + 86_400_000
 * console.log(await store.use('{links}:use:q3', 'claim', 1, 3_600_000, end)) // { admitted: true, used: 1 }
 * ```
 */
export function sqliteStore(db: SqliteDatabase, options: SqliteStoreOptions = {}): LinkStore {
  if (typeof db?.exec !== 'function' || typeof db.prepare !== 'function') {
    throw new TypeError('sqliteStore: give an open database of node:sqlite, better-sqlite3, libsql or bun:sqlite')
  }
  const table = readTable(options, 'sqliteStore')
  let statements: Statements | undefined
  const run = async <T>(act: (statements: Statements) => T): Promise<T> => {
    try {
      return await retryWhileLocked(() => {
        statements ??= prepareDatabase(db, table)
        return act(statements)
      })
    } catch (error) {
      // A table that was dropped is created again by the next operation.
      statements = undefined
      throw error
    }
  }

  return Object.freeze({
    read: async (keys: readonly string[]) => {
      assertKeys(keys)
      if (keys.length === 0) return []
      const rows = (await run(({ read }) => read.all(JSON.stringify(keys)))) as { key: string; text: string }[]
      const texts = new Map(rows.map(({ key, text }) => [key, text]))
      return keys.map((key) => texts.get(key))
    },

    raise: async (key: string, value: number, end: number) => {
      assertRaise(key, value, end)
      return run((statements) =>
        inTransaction(db, () => {
          const now = readClock(statements)
          statements.raise.run(key, value, tableEnd(end), now)
          statements.removeEnded.run(now)
          return now
        }),
      )
    },

    write: async (key: string, text: string | undefined, end: number) => {
      assertWrite(key, text, end)
      await run((statements) =>
        inTransaction(db, () => {
          if (text === undefined) statements.delete.run(key)
          else statements.write.run(key, text, tableEnd(end))
          statements.removeEnded.run(readClock(statements))
        }),
      )
    },

    use: async (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) => {
      assertUse(key, claim, max, leaseMs, end)
      const lease = claim === undefined ? undefined : claimKey(key, claim)
      return run((statements) => {
        // What needs no write needs no lock: a refusal, and a claim that holds a lease.
        const answer = withoutCounting(statements, key, lease, max, end)
        if ('admitted' in answer) return answer
        return inTransaction(db, () => {
          const answer = withoutCounting(statements, key, lease, max, end)
          if ('admitted' in answer) return answer
          const { used, now } = answer
          statements.count.run(key, used + 1, tableEnd(end))
          if (lease !== undefined) statements.write.run(lease, '', Math.min(now + leaseMs, tableEnd(end)))
          statements.removeEnded.run(now)
          return { admitted: true, used: used + 1 }
        })
      })
    },
  })
}

/** The answer to a use that counts nothing; otherwise what counting needs to know. */
function withoutCounting(
  statements: Statements,
  key: string,
  lease: string | undefined,
  max: number,
  end: number,
): StoreUse | { readonly used: number; readonly now: number } {
  const now = readClock(statements)
  const rows = statements.numbers.all(key, lease ?? key, now) as { key: string; number: unknown }[]
  const count = rows.find((row) => row.key === key)
  const used = count === undefined ? 0 : wholeNumber(count.number)
  if (used === undefined) throw new Error('sqliteStore: the table has a count that is not a whole number')
  if (end <= now) return { admitted: false, used }
  if (rows.some((row) => row.key === lease)) return { admitted: true, used }
  return used >= max ? { admitted: false, used } : { used, now }
}

function readClock({ clock }: Statements): number {
  const now = wholeNumber((clock.get() as { now: unknown }).now)
  if (now === undefined) throw new Error('sqliteStore: the clock of SQLite is not a whole number')
  return now
}

/** Runs `act` alone: others read what was there before, and wait to write. */
function inTransaction<T>(db: SqliteDatabase, act: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = act()
    db.exec('COMMIT')
    return result
  } catch (error) {
    try {
      db.exec('ROLLBACK')
    } catch {
      // After some errors, such as a full disk, SQLite has rolled back by itself (lang_transaction.html, section 3).
    }
    throw error
  }
}
