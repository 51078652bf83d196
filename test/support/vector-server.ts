import { createLinks, type Links } from 'daypass'
import { createManagedLinks, type LinkStore, type ManagedLinks, memoryStore } from 'daypass/managed'
import type { ManagedVector } from '../spec/make-vectors/managed-vector.ts'

/** A server in the state that a vector describes, and one with the same keys that has no store. */
export interface VectorServer {
  readonly links: ManagedLinks<string>
  readonly stateless: Links<string>
  /** Sets the clock of both, in milliseconds since the epoch. */
  readonly setClock: (now: number) => void
}

export async function vectorServer(vector: ManagedVector): Promise<VectorServer> {
  const { secret, keyId, purpose, maxTtl, skew, lease, state, requests } = vector
  let now = requests[0]?.now as number
  const settings = {
    keys: [{ id: keyId, secret }],
    purpose,
    perms: requests.flatMap(({ request }) => request.perm ?? []),
    ...(maxTtl !== undefined && { maxTtl: `${maxTtl}s` as const }),
    clock: () => now,
  }
  const store = await storeWith(state, settings.clock)
  return {
    links: createManagedLinks<string>({ ...settings, store, skew: `${skew}s`, lease: `${lease}s` }),
    stateless: createLinks<string>(settings),
    setClock: (instant) => {
      now = instant
    },
  }
}

/** A store that contains what a vector lists. None of it expires. */
async function storeWith(state: ManagedVector['state'], clock: () => number): Promise<LinkStore> {
  const store = memoryStore({ clock })
  for (const [key, text] of Object.entries(state)) {
    if (key.includes(':terms:')) await store.write(key, text, Number.POSITIVE_INFINITY)
    else await store.raise(key, Number(text), Number.POSITIVE_INFINITY)
  }
  return store
}
