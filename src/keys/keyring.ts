import { deriveKey, type MacKey } from '../mac.ts'
import { checkList } from '../values/check.ts'
import { type Key, type LoadedKey, loadKey } from './key.ts'

/** A key set that can be replaced while links are being made and verified. */
export interface Keyring {
  /**
   * Puts another set in place of this one, for every `createLinks` that uses it; the old set stands where the new one is refused.
   *
   * @throws TypeError or RangeError as `createKeyring`
   * @example
   * ```ts
   * const keyring = createKeyring([createKey('2026-10')])
   * const links = createLinks({ keys: keyring })
   * keyring.replace([createKey('2026-11')])
   * console.log(links.verify(links.sign('a', 'read', '4h')).keyId) // 2026-11
   * ```
   */
  readonly replace: (keys: readonly Key[]) => void
}

/** A key of one purpose, as links use it. */
export interface LinkKey extends LoadedKey {
  readonly mac: MacKey
}

/** All keys of one purpose: by id for verifying, latest `signFrom` first for signing. */
export interface KeyTable {
  readonly byId: ReadonlyMap<string, LinkKey>
  readonly signers: readonly LinkKey[]
}

/** Where the table of a purpose stands; `replace` changes `current`, and nothing else does. */
export interface KeySlot {
  readonly current: KeyTable
}

const slotFinders = new WeakMap<Keyring, (purpose: string) => KeySlot>()

/**
 * Makes a key set that can be replaced as a whole, atomically, while serving. Accepted as `keys` by `createLinks`, which derives
 * every key for its purpose: make links once for each purpose, not for each request.
 *
 * @throws TypeError where `keys` is no list of keys, or empty; RangeError where an id stands twice, or a key has a wrong value
 * @example
 * ```ts
 * const keyring = createKeyring([createKey('2026-10')])
 * const links = createLinks({ keys: keyring })
 * keyring.replace([createKey('2026-11'), createKey('2026-12')])
 * ```
 */
export function createKeyring(keys: readonly Key[]): Keyring {
  let loaded = loadKeys(keys)
  const slots = new Map<string, { current: KeyTable }>()
  const replace = (next: readonly Key[]): void => {
    const nextLoaded = loadKeys(next)
    const tables = Array.from(slots, ([purpose, slot]) => [slot, tableOf(nextLoaded, purpose)] as const)
    // Nothing below can throw: all slots change, or none.
    loaded = nextLoaded
    for (const [slot, table] of tables) slot.current = table
  }
  const keyring = Object.freeze({ replace })
  slotFinders.set(keyring, (purpose) => {
    const slot = slots.get(purpose) ?? { current: tableOf(loaded, purpose) }
    slots.set(purpose, slot)
    return slot
  })
  return keyring
}

/** The slot of a purpose, in a keyring or in one made for a plain list of keys. */
export function slotFor(keys: Keyring | readonly Key[], purpose: string): KeySlot {
  const finder = slotFinders.get(keys as Keyring) ?? slotFinders.get(createKeyring(keys as readonly Key[]))
  return (finder as (purpose: string) => KeySlot)(purpose)
}

/** The key that signs at `now` (milliseconds): of those that may, the latest `signFrom`; of equals, the first in the list. */
export function signingKey(table: KeyTable, now: number): LinkKey {
  const key = table.signers.find(({ signFrom, signUntil }) => signFrom <= now && now < signUntil)
  if (key === undefined) {
    const ids = table.signers.slice(0, 3).map(({ id }) => `"${id}"`)
    throw new RangeError(`no key may sign now: ${ids.join(', ')}${table.signers.length > 3 ? ', …' : ''}`)
  }
  return key
}

function loadKeys(keys: unknown): readonly LoadedKey[] {
  const loaded = checkList(keys, 'keys', loadKey)
  const ids = new Set<string>()
  for (const { id } of loaded) {
    if (ids.has(id)) throw new RangeError(`keys: id "${id}" stands twice`)
    ids.add(id)
  }
  return loaded
}

function tableOf(keys: readonly LoadedKey[], purpose: string): KeyTable {
  const all = keys.map((key): LinkKey => ({ ...key, mac: deriveKey(key.secret, purpose) }))
  // A Map, so that ids such as "__proto__" are ids like all others.
  return {
    byId: new Map(all.map((key) => [key.id, key])),
    signers: all.toSorted((a, b) => b.signFrom - a.signFrom),
  }
}
