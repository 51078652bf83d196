import { normalizeList } from '../values/check.ts'
import { defineHidden } from '../values/hidden.ts'
import { type Key, type LoadedKey, normalizeKey } from './key.ts'

/** A key set that can be replaced while links are being made and verified. */
export interface Keyring {
  /**
   * Puts another set in place of this one, all at once, for everything that `createLinks` made with it; if the new set is invalid, the
   * old one stays in use. Each purpose derives its new keys when it is next used.
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

/** A key of one purpose, as links use it. `Mac` is what MACs are computed with: by `node:crypto` or by Web Crypto. */
export interface LinkKey<Mac = unknown> extends Omit<LoadedKey, 'secret'> {
  readonly mac: Mac
}

/** All keys of one purpose, one at least: by id for verifying, and latest `signFrom` first for signing. */
export interface KeyTable<Mac = unknown> {
  readonly byId: ReadonlyMap<string, LinkKey<Mac>>
  readonly signers: readonly LinkKey<Mac>[]
}

/** The keys of one purpose as they are now; `replace` changes what it returns. */
export type PurposeKeys<Mac> = () => KeyTable<Mac>

/** Makes of a secret, which is a copy, what computes the MACs of one purpose. */
export type DeriveKey<Mac> = (secret: Uint8Array, purpose: string) => Mac

type ForPurpose = <Mac>(purpose: string, deriveKey: DeriveKey<Mac>) => PurposeKeys<Mac>

// Registered, so that a keyring of any copy of this package, that of `daypass/web` included, works with the `createLinks` of every other.
// What it leads to, with all members of `KeyTable`, is a contract between versions: to change it, change the number.
const FOR_PURPOSE = Symbol.for('daypass.keyring/3')

/**
 * Makes a key set that can be replaced as a whole, atomically, while serving. Accepted as `keys` by `createLinks`, which derives
 * every key for its purpose: make links once for each purpose, not for each request.
 *
 * @throws TypeError if `keys` is not a list of keys, or is empty; RangeError if an id is duplicated, or a key has a wrong value
 * @example
 * ```ts
 * const keyring = createKeyring([createKey('2026-10')])
 * const links = createLinks({ keys: keyring })
 * keyring.replace([createKey('2026-11'), createKey('2026-12')])
 * ```
 */
export function createKeyring(keys: readonly Key[]): Keyring {
  let loaded = normalizeKeys(keys)
  const forPurpose: ForPurpose = (purpose, deriveKey) => {
    let source = loaded
    let table = tableOf(source, purpose, deriveKey)
    return () => {
      // Not in `replace`, which would block for a second with 10,000 purposes.
      if (source !== loaded) {
        table = tableOf(loaded, purpose, deriveKey)
        source = loaded
      }
      return table
    }
  }
  const replace = (next: readonly Key[]): void => {
    loaded = normalizeKeys(next)
  }
  return Object.freeze(defineHidden({ replace }, FOR_PURPOSE, forPurpose))
}

/** The keys of a purpose, of a keyring or of a plain list of keys. */
export function keysForPurpose<Mac>(keys: unknown, purpose: string, deriveKey: DeriveKey<Mac>): PurposeKeys<Mac> {
  const isKeyring = typeof keys === 'object' && keys !== null && Object.hasOwn(keys, FOR_PURPOSE)
  if (!isKeyring && !Array.isArray(keys))
    throw new TypeError('keys must be a list of keys, or what createKeyring returns')
  const keyring: object = isKeyring ? keys : createKeyring(keys as readonly Key[])
  return (keyring as { [FOR_PURPOSE]: ForPurpose })[FOR_PURPOSE](purpose, deriveKey)
}

/**
 * The key that signs at `now` (milliseconds): of those that can, the one with the latest `signFrom`; of equals, the first in the list.
 * Undefined if none can.
 */
export function findSigningKey<Mac>({ signers }: KeyTable<Mac>, now: number): LinkKey<Mac> | undefined {
  return signers.find(({ signFrom, signUntil }) => signFrom <= now && now < signUntil)
}

/** @throws RangeError if no key can sign at `now` */
export function signingKey<Mac>(table: KeyTable<Mac>, now: number): LinkKey<Mac> {
  const key = findSigningKey(table, now)
  if (key !== undefined) return key
  const ids = table.signers.slice(0, 3).map(({ id }) => `"${id}"`)
  const shown = `${ids.join(', ')}${table.signers.length > 3 ? ', …' : ''}`
  throw new RangeError(`no key can sign at this time (keys: ${shown}); check signFrom and signUntil`)
}

function normalizeKeys(keys: unknown): readonly LoadedKey[] {
  const loaded = normalizeList(keys, 'keys', normalizeKey)
  const ids = new Set<string>()
  for (const { id } of loaded) {
    if (ids.has(id)) throw new RangeError(`keys: duplicate key id "${id}"`)
    ids.add(id)
  }
  return loaded
}

function tableOf<Mac>(keys: readonly LoadedKey[], purpose: string, deriveKey: DeriveKey<Mac>): KeyTable<Mac> {
  const all = keys.map(({ secret, ...key }) => ({ ...key, mac: deriveKey(new Uint8Array(secret), purpose) }))
  // A Map, so that ids such as "__proto__" are ids like all others.
  return {
    byId: new Map(all.map((key) => [key.id, key])),
    signers: all.toSorted((a, b) => b.signFrom - a.signFrom),
  }
}
