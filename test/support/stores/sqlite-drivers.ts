import type { SqliteDatabase } from 'daypass/sqlite'
import Database from 'libsql'

/** A driver: how it opens a database. */
export interface SqliteDriver {
  readonly name: string
  readonly open: (path: string) => SqliteDatabase & { close: () => void }
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => SqliteDatabase & { close: () => void }
}

const libsql: SqliteDriver = { name: 'libsql', open: (path) => new Database(path) }

// There since Node 22.13, and not known to the types of Node 20.
const nodeSqlite = process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined

/** The drivers that are here. `libsql` has the interface of better-sqlite3, and needs no compiler. */
export const DRIVERS: readonly SqliteDriver[] =
  nodeSqlite === undefined
    ? [libsql]
    : [libsql, { name: 'node:sqlite', open: (path) => new nodeSqlite.DatabaseSync(path) }]
