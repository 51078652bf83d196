import { usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import type { OpenedStore } from './opened-store.ts'

/**
 * Opens the store that an address names, with the user's own client library.
 * @throws Failure if the address has another form, the library is not installed, or nothing answers there
 */
export async function openStore(place: string, given: Given, io: Io): Promise<OpenedStore> {
  // Not by `new URL`, which takes a path of Windows for a URL.
  if (/^rediss?:\/\//.test(place)) return await (await import('./open-redis.ts')).openRedis(place, given, io)
  if (/^postgres(?:ql)?:\/\//.test(place))
    return await (await import('./open-postgres.ts')).openPostgres(place, given, io)
  if (place.startsWith('sqlite:')) return await (await import('./open-sqlite.ts')).openSqlite(place, given, io)
  if (/^(?:[a-z]:[\\/]|[\\/.])/i.test(place)) throw usage('--store is a path: write it as sqlite:FILE')
  throw usage('--store must be redis://…, rediss://…, postgres://… or sqlite:FILE')
}
