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

/**
 * A grant with the permission that let the request pass. The grant is spread last: with a member behind a spread, Node 20 makes a hidden class
 * for each object, which outlives many requests.
 */
export function toGuardedGrant(grant: Grant | ManagedGrant, usedPerm: string): GuardedGrant {
  const guarded: { usedPerm: string } & (Grant | ManagedGrant) = { usedPerm, ...grant }
  guarded.usedPerm = usedPerm // also if the grant came with another
  return guarded
}
