import type { Key } from 'daypass'
import type { LinkStore, ManagedLinks } from 'daypass/managed'
import { subjectsOf } from '../managed/subjects.ts'
import { defined } from './defined.ts'
import { missing, usage } from './failure.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { linksOptionsOf } from './links-flags.ts'
import { openStore } from './stores/open-store.ts'
import { durationOf } from './time-value.ts'

/** Long enough for a server at the other end of the world, and for SQLite to wait for a lock. */
const TIMEOUT = '10s'

/** Opens the store of `--store`, does something with the managed links that it keeps, and closes it. */
export async function withManaged<T>(
  given: Given,
  io: Io,
  keys: readonly Key[] | undefined,
  act: (managed: ManagedLinks<string>) => Promise<T>,
): Promise<T> {
  const place = given.text('store')
  if (place === undefined) throw usage('--store is missing: redis://…, postgres://… or sqlite:FILE')
  const { createManagedLinks } = await import('daypass/managed')
  const { createKey } = await import('daypass')
  const options = {
    // A file or a policy is named, not proven: any key will do.
    keys: keys ?? [createKey()],
    ...linksOptionsOf(given),
    ...defined({ skew: durationOf(given, 'skew') }),
    timeout: TIMEOUT,
  } as const
  const opened = await openStore(place, given, io)
  try {
    await assertKnown(opened.store, options.purpose ?? 'links', given)
    const managed = createManagedLinks<string>({ ...options, store: opened.store })
    await managed.ready()
    return await act(managed)
  } catch (error) {
    throw opened.explain(error)
  } finally {
    await opened.close()
  }
}

/** With a wrong address or prefix, a revocation would be acknowledged by a store that no server asks. */
async function assertKnown(store: LinkStore, purpose: string, given: Given): Promise<void> {
  if (given.has('create')) return
  const [birth] = await store.read([subjectsOf(purpose).birth])
  if (birth !== undefined) return
  throw missing(
    'no server has used this store for this purpose: check --store, --purpose, --prefix and --table, or see --create',
  )
}
