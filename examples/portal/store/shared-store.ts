import type { LinkStore } from 'daypass/managed'

/** A store that several portals share. */
export interface SharedStore {
  readonly store: LinkStore
  readonly close: () => unknown
}

/**
 * Opens the store at the address in `STORE`.
 * @throws Error if it cannot be reached, or it is not one of Redis or PostgreSQL
 */
export async function openSharedStore(address: string): Promise<SharedStore> {
  if (/^rediss?:\/\//.test(address)) return openRedis(address)
  if (/^postgres(?:ql)?:\/\//.test(address)) return openPostgres(address)
  throw new Error('STORE must begin with redis:// or postgres://')
}

async function openRedis(url: string): Promise<SharedStore> {
  const [{ createClient }, { redisStore }] = await Promise.all([import('redis'), import('daypass/redis')])
  // With its queue, a command would be sent long after the request has failed.
  const client = createClient({ url, disableOfflineQueue: true })
  client.on('error', ({ code, message }) => console.error(`redis: ${code ?? message}`))
  await client.connect()
  return { store: redisStore((...args) => client.sendCommand(args)), close: () => client.close() }
}

async function openPostgres(connectionString: string): Promise<SharedStore> {
  const [{ Pool }, { postgresStore }] = await Promise.all([
    import('pg').then((module) => module.default),
    import('daypass/postgres'),
  ])
  const pool = new Pool({ connectionString }).on('error', ({ message }) => console.error(`postgres: ${message}`))
  return { store: postgresStore((text, values) => pool.query(text, values)), close: () => pool.end() }
}
