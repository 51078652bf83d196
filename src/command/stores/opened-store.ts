import type { LinkStore } from 'daypass/managed'

/** A store, and the connection under it. */
export interface OpenedStore {
  readonly store: LinkStore
  readonly close: () => Promise<void>
}
