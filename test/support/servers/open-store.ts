import type { LinkStore } from 'daypass/managed'
import { postgresStore } from 'daypass/postgres'
import { redisStore } from 'daypass/redis'
import { sqliteStore } from 'daypass/sqlite'
import { Redis } from 'ioredis'
import Database from 'libsql'
import { Pool } from 'pg'
import { createClient } from 'redis'

export type StoreKind = 'ioredis' | 'node-redis' | 'postgres' | 'sqlite'

/** A store with a connection of its own. */
export interface OpenStore {
  readonly store: LinkStore
  readonly close: () => unknown
}

// The operations reject too. Without a listener, the clients print a connection that is lost, or end the process.
const ignore = (): void => undefined

/** Opens a store; `place` is the URL of the server, or the path of the file. */
export async function openStore(kind: StoreKind, place: string): Promise<OpenStore> {
  switch (kind) {
    case 'sqlite': {
      const db = new Database(place)
      return { store: sqliteStore(db), close: () => db.close() }
    }
    case 'postgres': {
      const pool = new Pool({ connectionString: place, max: 20 }).on('error', ignore)
      return { store: postgresStore((text, values) => pool.query(text, values)), close: () => pool.end() }
    }
    case 'ioredis': {
      const client = new Redis(place).on('error', ignore)
      return {
        store: redisStore((command, ...args) => client.call(command, ...args)),
        close: () => client.disconnect(),
      }
    }
    case 'node-redis': {
      const client = createClient({ url: place }).on('error', ignore)
      await client.connect()
      return { store: redisStore((...args) => client.sendCommand(args)), close: () => client.destroy() }
    }
  }
}
