import { type LinkStore, memoryStore } from 'daypass/managed'
import { sqliteStore } from 'daypass/sqlite'
import { createOwnFile, findDriver, type LoadDriver } from './database.ts'
import { memoryRecords } from './memory-records.ts'
import type { Records } from './records.ts'
import { openSharedStore } from './shared-store.ts'
import { sqliteRecords } from './sqlite-records.ts'

/** The stores of a portal. */
export interface Stores {
  /** The state of links: what was revoked, used, moved. */
  readonly store: LinkStore
  /** The owner's list of links, and what happened. */
  readonly records: Records
  /** A line for the person who started the portal. */
  readonly line: string
  readonly close: () => Promise<void>
}

/** The places of the stores. */
export interface Places {
  /** The file of the database. */
  readonly path: string
  readonly purpose: string
  /** Address of a store that other portals use too. */
  readonly shared?: string | undefined
  readonly drivers?: readonly LoadDriver[]
}

/** Opens the database file, or stores in memory if there is no driver, and the shared store if one is set. */
export async function openStores({ path, purpose, shared, drivers }: Places): Promise<Stores> {
  const driver = await findDriver(drivers)
  const sharedStore = shared ? await openSharedStore(shared) : undefined
  if (driver === undefined) {
    const line = 'No SQLite here (neither libsql nor node:sqlite loads): links are forgotten when this ends'
    const store = sharedStore?.store ?? memoryStore()
    return { store, records: memoryRecords(), line, close: async () => void (await sharedStore?.close()) }
  }
  createOwnFile(path)
  const db = driver.open(path)
  const ownDb = sharedStore ? undefined : driver.open(path) // the store asks for a connection that nothing else uses
  const store = sharedStore?.store ?? sqliteStore(ownDb as NonNullable<typeof ownDb>)
  const state = shared ? `; their state in ${new URL(shared).protocol}//${new URL(shared).host}` : ''
  return {
    store,
    records: sqliteRecords(db, purpose),
    line: `Links are kept in ${path} (${driver.name})${state}`,
    close: async () => {
      db.close()
      ownDb?.close()
      await sharedStore?.close()
    },
  }
}
