import type { Duration, Links, NarrowOptions, StandardPerm } from 'daypass'
import { findSigningKey, keysForPurpose } from '../keys/keyring.ts'
import { refusalError } from '../links/refusal-error.ts'
import { normalizePurpose, normalizeSettings } from '../links/settings.ts'
import { deriveKey } from '../mac.ts'
import { readClock } from '../values/clock.ts'
import { createBirth } from './birth.ts'
import type { Context } from './context.ts'
import { type InspectedLink, inspectLink, type TokenOptions } from './inspect.ts'
import { createIssuer } from './issuer.ts'
import type { ManagedGrant, ManagedResult } from './managed-grant.ts'
import { type ManagedLinksOptions, normalizeManagedOptions } from './managed-options.ts'
import { type ManagedRequest, normalizeManagedRequest } from './managed-request.ts'
import { deletePolicy, getPolicy, type PolicyOptions, setPolicy } from './policies.ts'
import { readUses, type UsesSoFar } from './read-uses.ts'
import { recentReads } from './recent-reads.ts'
import { reliableStore } from './reliable-store.ts'
import { type Revoked, type RevokeSubject, revokeLinks } from './revoke.ts'
import { type ManagedSignOptions, signManaged } from './sign-managed.ts'
import { subjectsOf } from './subjects.ts'
import { verifyManaged } from './verify-managed.ts'

/** Signing, verifying and managing. The functions work detached, as those of `Links`. */
export interface ManagedLinks<Perm extends string = never> extends Pick<Links<Perm>, 'signingKeyId' | 'perms'> {
  /**
   * Makes a managed link. It asks no store. Two links with the same contents are two links, each with its own count.
   *
   * @throws TypeError or RangeError as `sign` of `Links`, and if `uses`, `policy`, `issuedAt` or `nonce` is wrong
   * @example
   * ```ts
   * const token = managed.sign('q3.pdf', 'read', '7d', { uses: 3, ref: 'order-7' })
   * ```
   */
  readonly sign: (
    fileId: string,
    perms: StandardPerm | Perm | readonly (StandardPerm | Perm)[],
    ttl: Duration | number | Date,
    options?: ManagedSignOptions,
  ) => string
  /**
   * The grant of a link, or a rejection: it fails closed. A link that counts is used up by it, unless the request says `count: false`.
   * Plain links are judged too: by the marks on themselves, their file, its folders and their `ref`, as if they had been issued before
   * every mark.
   *
   * @returns rejects with a `LinkError` if the link is refused, with a `StoreError` if the store fails, and as `verify` of `Links`
   * @example
   * ```ts
   * const token = managed.sign('q3.pdf', 'read', '7d', { uses: 1 })
   * const grant = await managed.verify(token, { fileId: 'q3.pdf', perm: 'read', claim: 'the-cookie-of-a-visitor' })
   * console.log(grant.uses) // { used: 1, max: 1, claimed: true }
   * ```
   */
  readonly verify: (token: unknown, request?: ManagedRequest<StandardPerm | Perm>) => Promise<ManagedGrant>
  /**
   * The same without a rejection for a bad link; `grant` is defined only on success.
   *
   * @returns rejects with a `StoreError` if the store fails, and as `tryVerify` of `Links`
   * @example
   * ```ts
   * const { code } = await managed.tryVerify('not a link')
   * console.log(code) // malformed
   * ```
   */
  readonly tryVerify: (token: unknown, request?: ManagedRequest<StandardPerm | Perm>) => Promise<ManagedResult>
  /**
   * Takes links back. Resolves once the store has acknowledged it: from then on, no server with this store accepts them (with `staleness`,
   * not later than that after it). Links of the same subject that this server signs afterwards work; those that other servers sign before
   * `until` are refused for good.
   *
   * Servers that verify without the store refuse managed links and accept plain ones: a plain link is taken back only at servers that
   * verify it with the store.
   *
   * @returns rejects with a `TypeError` or `RangeError` if it is not exactly one subject, with a `LinkError` if the signature of a token
   *   is not valid, with a `StoreError` if the store fails: then repeat it
   * @example
   * ```ts
   * const { until } = await managed.revoke({ fileId: 'studies/42', scope: 'tree' })
   * console.log(until > new Date()) // true
   * ```
   */
  readonly revoke: (subject: RevokeSubject) => Promise<Revoked>
  /**
   * Sets or replaces a policy: what all links under this name are narrowed to, from now on. Durations are counted from now. It can move the
   * expiry of links that are out, in both directions, never beyond what was signed.
   *
   * @param options those of `narrow`; none at all takes nothing away
   * @returns rejects with a `TypeError` or `RangeError` as `narrow` throws, with a `StoreError` if the store fails
   * @example
   * ```ts
   * await managed.setPolicy('auditors', { ttl: '1d', perms: 'read' })
   * ```
   */
  readonly setPolicy: (name: string, options: NarrowOptions) => Promise<void>
  /**
   * The options of a policy as they were set, instants as `Date`s, or undefined if there is no such policy.
   *
   * @returns rejects with a `StoreError` if the store fails
   */
  readonly getPolicy: (name: string) => Promise<PolicyOptions | undefined>
  /**
   * Deletes a policy and takes back all links under its name: they stay refused if a policy of this name is set again.
   *
   * @returns rejects with a `StoreError` if the store fails: then repeat it
   */
  readonly deletePolicy: (name: string) => Promise<void>
  /**
   * What a link says: authenticated, and not judged. It asks no store.
   *
   * @throws LinkError if the signature is not valid; TypeError if `boundTo` is wrong
   * @example
   * ```ts
   * const token = managed.sign('q3.pdf', 'read', '7d')
   * const { terms, refusal } = managed.inspect(token)
   * console.log(terms.fileId, refusal) // q3.pdf undefined
   * ```
   */
  readonly inspect: (token: unknown, options?: TokenOptions) => InspectedLink
  /**
   * How often a link has been used, and how often it works; undefined for a link that is not counted.
   *
   * @returns rejects with a `LinkError` if the signature is not valid, with a `StoreError` if the store fails
   */
  readonly usesOf: (token: unknown, options?: TokenOptions) => Promise<UsesSoFar | undefined>
  /**
   * Resolves if the store can be read, for a check at the start of a server. It writes only if the store is new, so it does not show that
   * writing works.
   *
   * @returns rejects with a `StoreError` if not
   */
  readonly ready: () => Promise<void>
  /** How long a claim counts as the same use, in whole seconds: the option `lease`. */
  readonly lease: number
}

/**
 * Makes the verbs for links that a server can take back, count, and move the expiry of. `createLinks` needs none of this.
 *
 * All servers of a purpose share the keys, the store and `skew`. The store is asked for at once, in the background.
 *
 * @throws TypeError if an option is missing, unknown or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * const managed = createManagedLinks({ keys: [createKey()], store: memoryStore() })
 * const token = managed.sign('q3.pdf', 'read', '7d')
 * await managed.revoke({ token })
 * console.log((await managed.tryVerify(token)).code) // revoked
 * ```
 */
export function createManagedLinks<const Perm extends string = never>(
  options: ManagedLinksOptions<Perm>,
): ManagedLinks<Perm> {
  const given = normalizeManagedOptions(options)
  const settings = { ...normalizeSettings(given.links), hasStore: true, skew: given.skew }
  const purpose = normalizePurpose(given.links.purpose)
  const keys = keysForPurpose(given.links.keys, purpose, deriveKey)
  const subjects = subjectsOf(purpose)
  const store = reliableStore(given.store, given.timeout)
  const birth = createBirth(store, subjects.birth, settings.clock, settings.skew)
  const issuer = createIssuer(settings.clock, birth)
  const readRecent = recentReads(store.read, given.staleness, birth.known)
  const context: Context = { settings, keys, subjects, store, readRecent, birth, issuer, lease: given.lease }
  return Object.freeze<ManagedLinks<Perm>>({
    sign: (fileId, perms, ttl, more) => signManaged(context, fileId, perms, ttl, more),
    verify: async (token, request) => {
      const asked = normalizeManagedRequest(request, settings.perms)
      const result = await verifyManaged(context, token, asked)
      if (!result.ok) throw refusalError(result.code, result.refused, token, asked.request)
      return result.grant
    },
    tryVerify: async (token, request) =>
      await verifyManaged(context, token, normalizeManagedRequest(request, settings.perms)),
    revoke: (subject) => revokeLinks(context, subject),
    setPolicy: (name, more) => setPolicy(context, name, more),
    getPolicy: (name) => getPolicy(context, name),
    deletePolicy: (name) => deletePolicy(context, name),
    inspect: (token, more) => inspectLink(context, token, more),
    usesOf: (token, more) => readUses(context, token, more),
    ready: async () => void (await birth.readWith(store.read, [])),
    signingKeyId: () => findSigningKey(keys(), readClock(settings.clock))?.id,
    perms: Object.freeze([...settings.perms].sort()),
    lease: given.lease / 1000,
  })
}
