import type { Grant } from 'daypass'
import type { ManagedGrant } from 'daypass/managed'

/** The grant of a request that a guard has let pass. With managed links it has their members too. */
export interface GuardedGrant extends Grant, Partial<Omit<ManagedGrant, keyof Grant>> {
  /**
   * The permission that let the request pass. It is `create` for a `PUT` with `If-None-Match: *` if the link does not have `write`: a
   * handler that ignores this overwrites files.
   */
  readonly usedPerm: string
}
