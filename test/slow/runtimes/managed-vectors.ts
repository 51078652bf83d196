import { createLinks } from 'daypass'
import { createManagedLinks, type LinkStore, memoryStore } from 'daypass/managed'
import type { ManagedVector } from '../../spec/make-vectors/managed-vector.ts'
import { isExpected } from './expected.ts'

/** Whether the requests of a vector, one after another, give what it says. */
export async function verifiesManaged(vector: ManagedVector): Promise<boolean> {
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
  const links = createManagedLinks<string>({ ...settings, store, skew: `${skew}s`, lease: `${lease}s` })
  const stateless = createLinks<string>(settings)
  for (const { now: at, token, request, expected } of requests) {
    now = at
    if (!isExpected(await links.tryVerify(token, request), expected)) return false
    // Appendix A: what is managed, a stateless verifier refuses as such, whatever the state.
    if (token.includes('.i') && stateless.tryVerify(token).code !== 'state-required') return false
  }
  return true
}

/** A store with what a vector says, none of which ends. */
async function storeWith(state: ManagedVector['state'], clock: () => number): Promise<LinkStore> {
  const store = memoryStore({ clock })
  for (const [key, text] of Object.entries(state)) {
    if (key.includes(':terms:')) await store.write(key, text, Number.POSITIVE_INFINITY)
    else await store.raise(key, Number(text), Number.POSITIVE_INFINITY)
  }
  return store
}
