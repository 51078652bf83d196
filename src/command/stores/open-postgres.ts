import type { PostgresResult } from 'daypass/postgres'
import { defined } from '../defined.ts'
import { usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { unreachable } from './explain.ts'
import { requireClient } from './load-client.ts'
import type { OpenedStore } from './opened-store.ts'

// Of the client, as much as is used: its types are not those of a dependency.
interface Pg {
  readonly Pool: new (
    options: object,
  ) => {
    on(event: 'error', listener: () => void): unknown
    query(text: string, values: readonly (string | null)[]): Promise<PostgresResult>
    end(): Promise<unknown>
  }
}

export async function openPostgres(url: string, given: Given, io: Io): Promise<OpenedStore> {
  if (given.has('prefix')) throw usage('--prefix is for Redis; see --table')
  const { module } = requireClient(['pg'], io.folder)
  const { postgresStore } = await import('daypass/postgres')
  const pool = createPool(module, url)
  // The queries reject too. Without a listener, a lost connection ends the process.
  pool.on('error', () => undefined)
  const query = (text: string, values: readonly (string | null)[]): Promise<PostgresResult> => pool.query(text, values)
  return {
    store: postgresStore(query, defined({ table: given.text('table') })),
    close: async () => void (await pool.end().catch(() => undefined)),
  }
}

function createPool(module: unknown, url: string): InstanceType<Pg['Pool']> {
  try {
    return new (module as Pg).Pool({
      connectionString: url,
      max: 2,
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    })
  } catch (error) {
    throw unreachable(error)
  }
}
