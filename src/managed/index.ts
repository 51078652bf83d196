/**
 * Managed links: take them back, count their uses, move their expiry. What a server has to remember for it, it keeps in a store.
 *
 * @module daypass/managed
 */

export { createManagedLinks, type ManagedLinks } from './create-managed-links.ts'
export type { InspectedLink, TokenOptions } from './inspect.ts'
export type { ManagedGrant, ManagedResult, Uses } from './managed-grant.ts'
export type { ManagedLinksOptions } from './managed-options.ts'
export type { ManagedRequest } from './managed-request.ts'
export { type MemoryStoreOptions, memoryStore } from './memory-store.ts'
export type { PolicyOptions } from './policies.ts'
export type { UsesSoFar } from './read-uses.ts'
export type { Revoked, RevokeSubject } from './revoke.ts'
export type { ManagedSignOptions } from './sign-managed.ts'
export type { LinkStore, StoreUse } from './store.ts'
export { StoreError } from './store-error.ts'
