import { closeSync, openSync } from 'node:fs'
import type { SqliteDatabase } from 'daypass/sqlite'

/** An open SQLite database, as far as the portal needs one. */
export type Database = SqliteDatabase & { readonly close: () => unknown }

/** A way to open databases. */
export interface Driver {
  readonly name: string
  readonly open: (path: string) => Database
}

/** Loads a driver; rejects, or gives undefined, if it is not there. */
export type LoadDriver = () => Promise<Driver | undefined>

interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => Database
}

const LIBSQL: LoadDriver = async () => {
  const { default: Libsql } = await import('libsql')
  return { name: 'libsql', open: (path) => new Libsql(path) as Database }
}

// Since Node 22.13. A static import would fail on older ones, whose types do not know it either.
const NODE_SQLITE: LoadDriver = async () => {
  const module = process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined
  return module && { name: 'node:sqlite', open: (path) => new module.DatabaseSync(path) }
}

/** The first driver that loads: `libsql` ships binaries, but not for every platform. */
export async function findDriver(loaders: readonly LoadDriver[] = [LIBSQL, NODE_SQLITE]): Promise<Driver | undefined> {
  for (const load of loaders) {
    const driver = await load().catch(() => undefined)
    if (driver !== undefined) return driver
  }
  return undefined
}

/** Creates the file of a database closed to others. SQLite gives the files beside it (`-wal`, `-shm`) the same mode. */
export function createOwnFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}
