/**
 * Links with state: what a server has to remember to take a link back or to count its uses.
 *
 * @module daypass/managed
 */

export { type MemoryStoreOptions, memoryStore } from './memory-store.ts'
export type { LinkStore, StoreUse } from './store.ts'
