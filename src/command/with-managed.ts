import type { Key } from 'daypass'
import type { LinkStore, ManagedLinks } from 'daypass/managed'
import { normalizePurpose, normalizeSettings } from '../links/settings.ts'
import { reliableStore } from '../managed/reliable-store.ts'
import { subjectsOf } from '../managed/subjects.ts'
import { defined } from './defined.ts'
import { missing, silent, usage } from './failure.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { linksOptionsOf } from './links-flags.ts'
import { explainStoreError } from './stores/explain.ts'
import { openStore } from './stores/open-store.ts'
import { durationOf } from './time-value.ts'

/** Long enough for a server at the other end of the world, and for SQLite to wait for a lock. */
const SECONDS = 10

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
    timeout: `${SECONDS}s`,
  } as const
  // Wrong options are reported as such, also if the store is not there.
  const purpose = normalizePurpose(options.purpose)
  normalizeSettings(linksOptionsOf(given))
  const opened = await within(openStore(place, given, io))
  try {
    await assertKnown(reliableStore(opened.store, SECONDS * 1000), purpose, given)
    const managed = createManagedLinks<string>({ ...options, store: opened.store })
    await managed.ready()
    return await act(managed)
  } catch (error) {
    throw explainStoreError(error)
  } finally {
    await within(opened.close()).catch(() => undefined)
  }
}

/** A server that accepts a connection may never say more, and some clients wait for it for ever. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(`the store did not answer within ${SECONDS} s`)), SECONDS * 1000)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
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
