import { type LinkStore, memoryStore } from 'daypass/managed'
import { type SqliteDatabase, sqliteStore } from 'daypass/sqlite'
import { storeContract } from 'daypass/store-contract'

/** What the stores of one runtime made of the contract. */
export interface StoreOutcome {
  /** The stores that were checked: that in memory, and one for each driver of SQLite that is part of the runtime. */
  readonly stores: readonly string[]
  readonly failures: readonly string[]
}

type Open = new (path: string) => SqliteDatabase

/** Runs the contract on every store that needs nothing but the runtime. */
export async function checkStores(): Promise<StoreOutcome> {
  const makers: [string, () => LinkStore][] = [['memory', () => memoryStore()]]
  for (const [name, Database] of await drivers()) {
    const db = new Database(':memory:')
    makers.push([name, () => sqliteStore(db)])
  }
  const failures: string[] = []
  for (const [store, make] of makers) {
    for (const { name, run } of storeContract(make)) {
      await run().catch((error: Error) => failures.push(`${store}: ${name}: ${error.message}`))
    }
  }
  return { stores: makers.map(([name]) => name), failures }
}

async function drivers(): Promise<readonly (readonly [string, Open])[]> {
  // By a name that the bundler does not see: other runtimes have no such module.
  const name = 'bun:sqlite'
  if ('Bun' in globalThis) return [[name, ((await import(name)) as { Database: Open }).Database]]
  const builtin = process.getBuiltinModule?.('node:sqlite' as 'node:fs') as { DatabaseSync?: Open } | undefined
  // workerd has the module, but no database can be opened.
  const { navigator } = globalThis as { navigator?: { userAgent?: string } }
  if (navigator?.userAgent === 'Cloudflare-Workers') return []
  return typeof builtin?.DatabaseSync === 'function' ? [['node:sqlite', builtin.DatabaseSync]] : []
}
