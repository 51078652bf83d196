import {
  createManagedLinks,
  type LinkStore,
  type ManagedLinks,
  type ManagedLinksOptions,
  memoryStore,
} from 'daypass/managed'
import { KEY, NOW } from './fixtures.ts'

/** A claim as a guard makes them. */
export const CLAIM = 'claim-of-a-visitor-0123456789'

/** The server of `linksAt` with a store in memory. */
export function managedLinksAt(now: number = NOW): ManagedLinks<'annotate'> {
  const clock = (): number => now
  return createManagedLinks({ keys: [KEY], perms: ['annotate'], clock, store: memoryStore({ clock }) })
}

/** The same with a store that is down. */
export function brokenLinksAt(now: number = NOW): ManagedLinks<'annotate'> {
  const fail = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'))
  const store = { read: fail, raise: fail, write: fail, use: fail }
  return createManagedLinks({ keys: [KEY], perms: ['annotate'], clock: () => now, store })
}

/** A call of a store: the name of the operation, and its arguments. */
export type StoreCall = readonly [keyof LinkStore, ...unknown[]]

/** A store that notes its calls in `calls`. */
export function recordingStore(store: LinkStore, calls: StoreCall[]): LinkStore {
  const noted = <Args extends unknown[], T>(name: keyof LinkStore, operation: (...args: Args) => T) => {
    return (...args: Args): T => {
      calls.push([name, ...args])
      return operation(...args)
    }
  }
  return {
    read: noted('read', store.read),
    raise: noted('raise', store.raise),
    write: noted('write', store.write),
    use: noted('use', store.use),
  }
}

type SceneOptions = Partial<ManagedLinksOptions<'annotate'>>

/** Links, their store and their clock, which is at `NOW`. */
export interface Scene {
  readonly links: ManagedLinks<'annotate'>
  readonly store: LinkStore
  /** Calls of the store, from now on; to be emptied at will. */
  readonly calls: StoreCall[]
  /** In milliseconds; to be set at will. */
  readonly clock: { now: number }
  /** Another server at the same store, with the same clock unless the options have another. Nothing else may run meanwhile. */
  readonly join: (options?: SceneOptions) => Promise<ManagedLinks<'annotate'>>
}

/** Servers that have been there for ten seconds, so that their links are issued at the second of the clock. */
export async function managedScene(options: SceneOptions = {}, inner?: LinkStore): Promise<Scene> {
  const clock = { now: NOW }
  const read = (): number => clock.now
  const calls: StoreCall[] = []
  const store = recordingStore(inner ?? memoryStore({ clock: read }), calls)
  const join = async (more: SceneOptions = {}): Promise<ManagedLinks<'annotate'>> => {
    clock.now -= 10_000
    const links = createManagedLinks({ keys: [KEY], perms: ['annotate'], store, clock: read, ...options, ...more })
    await links.ready()
    clock.now += 10_000
    return links
  }
  const links = await join()
  calls.length = 0
  return { links, store, calls, clock, join }
}

/** The code of a refusal, or undefined. */
export async function codeOf(
  links: Pick<ManagedLinks, 'tryVerify'>,
  token: unknown,
  request = {},
): Promise<string | undefined> {
  return (await links.tryVerify(token, request)).code
}

/** What an asynchronous call rejects with; a failure of the test if it does not. */
export async function rejectionOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('nothing was rejected')
    },
    (error: Error) => error,
  )
}
