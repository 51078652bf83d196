import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { SqliteDatabase } from 'daypass/sqlite'
import { defined } from '../defined.ts'
import { missing, usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { unreachable } from './explain.ts'
import { loadClient, requireClient } from './load-client.ts'
import type { OpenedStore } from './opened-store.ts'

type Database = SqliteDatabase & { close(): unknown }
type DatabaseClass = new (path: string) => Database

export async function openSqlite(place: string, given: Given, io: Io): Promise<OpenedStore> {
  if (given.has('prefix')) throw usage('--prefix is for Redis; see --table')
  const path = resolve(io.folder, place.slice('sqlite:'.length))
  // SQLite creates a file that is not there, and a revocation in it would revoke nothing.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile && !given.has('create')) throw missing('the file of --store is not there')
  const Database = loadDatabase(io.folder)
  const { sqliteStore } = await import('daypass/sqlite')
  const database = open(Database, path)
  return {
    store: sqliteStore(database, defined({ table: given.text('table') })),
    close: async () => void database.close(),
  }
}

function open(Database: DatabaseClass, path: string): Database {
  try {
    return new Database(path)
  } catch (error) {
    throw unreachable(error)
  }
}

/** What the project uses; otherwise that of Node, which prints a warning on some versions. */
function loadDatabase(folder: string): DatabaseClass {
  const names = ['better-sqlite3', 'libsql']
  const own = loadClient(names, folder)
  if (own !== undefined) return own.module as DatabaseClass
  // There since Node 22.13, without a flag.
  const builtin = process.getBuiltinModule?.('node:sqlite') as { readonly DatabaseSync: DatabaseClass } | undefined
  return builtin?.DatabaseSync ?? (requireClient(names, folder).module as DatabaseClass)
}
