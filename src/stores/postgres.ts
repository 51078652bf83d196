/**
 * A store for managed links in PostgreSQL.
 *
 * @module daypass/postgres
 */

import type { LinkStore } from 'daypass/managed'
import { assertKeys, assertRaise, assertUse, assertWrite, claimKey } from '../managed/store-arguments.ts'
import { statementsFor } from './postgres/statements.ts'
import { tableEnd } from './table-end.ts'
import { readTable } from './table-option.ts'
import { wholeNumber } from './whole-number.ts'

/**
 * Runs one statement with its parameters, outside any transaction of the application. Resolves to the rows as objects; rejects if the server
 * reports an error or cannot be reached.
 */
export type PostgresQuery = (text: string, values: (string | null)[]) => Promise<PostgresResult>

/** What a statement returned. */
export interface PostgresResult {
  /** The rows, each an object with a member for each column. */
  readonly rows: readonly unknown[]
}

/** Options of `postgresStore`. */
export interface PostgresStoreOptions {
  /**
   * The table: 1 to 40 letters, digits and underscores, not beginning with a digit, in lower case as PostgreSQL would fold it or not. A
   * schema of that form may come before it, with a dot. Default: `daypass`, in the first schema of the search path.
   */
  readonly table?: string
}

/**
 * A store in PostgreSQL 9.5 or later. Each operation is one statement, in a transaction of its own, and needs no more than READ COMMITTED;
 * under a stricter isolation, calls at the same moment may be rejected, but never admitted wrongly. Time is that of the server.
 *
 * The first operation creates a table, an index and a function (`daypass`, `daypass_ends`, `daypass_use_1`) if they are not there. A role
 * that may not create them can use those that another has created, with the rights to SELECT, INSERT, UPDATE and DELETE. Every mark that is
 * raised, text that is written and use that is counted removes up to four entries that have ended.
 *
 * @param query runs one statement: `(text, values) => pool.query(text, values)` with `pg`. It must reach the primary, not a replica. Its
 *   errors reject the operation as they are.
 * @throws TypeError if `query` is not a function, or the options are not a plain object with a string `table`; RangeError if the name of the
 * table has another form. Operations reject with a `TypeError` or `RangeError` if an argument is outside what `LinkStore` allows, and
 * with an `Error` if what `query` resolves to is not what the statement returns.
 *
 * @example
 * ```ts
 * import { postgresStore } from 'daypass/postgres'
 * import { Pool } from 'pg'
 *
 * const pool = new Pool({ connectionString: 'postgres://127.0.0.1/app' }) // connects with the first use
 * const store = postgresStore((text, values) => pool.query(text, values))
 * ```
 */
export function postgresStore(query: PostgresQuery, options: PostgresStoreOptions = {}): LinkStore {
  if (typeof query !== 'function') {
    throw new TypeError(
      'postgresStore: give a function that runs a statement, such as (text, values) => pool.query(text, values)',
    )
  }
  const statements = statementsFor(readTable(options, 'postgresStore', true))
  let isCreated = false
  const run = async (text: string, values: (string | null)[]): Promise<readonly unknown[]> => {
    try {
      // What is remembered is that it succeeded: a first statement that never settles must not hold up the operations after it.
      if (!isCreated) await query(statements.create, [])
      isCreated = true
      const { rows } = await query(text, values)
      if (Array.isArray(rows)) return rows
    } catch (error) {
      // The next operation looks again for what may have been dropped.
      isCreated = false
      throw error
    }
    throw unexpected()
  }

  return Object.freeze({
    read: async (keys: readonly string[]) => {
      assertKeys(keys)
      if (keys.length === 0) return []
      const rows = (await run(statements.read, [JSON.stringify(keys)])) as { key: unknown; text: unknown }[]
      const texts = new Map(rows.map(({ key, text }) => [key, text]))
      if (![...texts.values()].every((text) => typeof text === 'string')) throw unexpected()
      return keys.map((key) => texts.get(key) as string | undefined)
    },

    raise: async (key: string, value: number, end: number) => {
      assertRaise(key, value, end)
      return clockOf(await run(statements.raise, [key, String(value), String(tableEnd(end))]))
    },

    write: async (key: string, text: string | undefined, end: number) => {
      assertWrite(key, text, end)
      if (text === undefined) await run(statements.delete, [key])
      else clockOf(await run(statements.write, [key, text, String(tableEnd(end))]))
    },

    use: async (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) => {
      assertUse(key, claim, max, leaseMs, end)
      const lease = claim === undefined ? null : claimKey(key, claim)
      const rows = await run(statements.use, [key, lease, String(max), String(leaseMs), String(tableEnd(end))])
      const [row] = rows as readonly [{ admitted?: unknown; used?: unknown }?]
      const used = wholeNumber(row?.used)
      if (used === undefined || (row?.admitted !== 'true' && row?.admitted !== 'false')) throw unexpected()
      return { admitted: row.admitted === 'true', used }
    },
  })
}

/** The error for rows that the statement does not return. It does not show them, which may contain anything. */
function unexpected(): Error {
  return new Error('postgresStore: unexpected rows; does the function return the result of the query as it is?')
}

function clockOf([row]: readonly unknown[]): number {
  const now = wholeNumber((row as { now?: unknown } | undefined)?.now)
  if (now === undefined) throw unexpected()
  return now
}
