import { chmodSync, closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs'
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

/**
 * Creates the file of a database closed to others, or closes the one that is there. SQLite gives the files beside it (`-wal`, `-shm`) the
 * same mode when it makes them.
 * @throws Error if one of the three is not a regular file, such as a symbolic link
 */
export function createOwnFile(path: string): void {
  for (const beside of [`${path}-wal`, `${path}-shm`]) closeBeside(beside)
  const { O_RDWR, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  const file = openOwn(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
  try {
    if (!fstatSync(file).isFile()) throw notOwn(path)
    fchmodSync(file, 0o600)
  } finally {
    closeSync(file)
  }
}

function openOwn(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? notOwn(path) : error
  }
}

function closeBeside(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isFile()) throw notOwn(path)
  chmodSync(path, 0o600)
}

function notOwn(path: string): Error {
  return new Error(
    `${path} is a symbolic link or not a regular file: remove it, so that the portal can create its database there`,
  )
}
