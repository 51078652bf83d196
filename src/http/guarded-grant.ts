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
 * A grant with the permission that let the request pass. By name: on Node 20, a spread with one more member takes as long as the MAC.
 *
 * @param isManaged whether it can have further members, which are spread
 */
export function toGuardedGrant(grant: Grant | ManagedGrant, usedPerm: string, isManaged: boolean): GuardedGrant {
  if (isManaged) return { usedPerm, ...grant }
  const { fileId, perms, expiresAt, keyId, depth, bound, notBefore, tree, response, upload, ref } = grant
  const guarded: { readonly [Name in keyof Required<Grant>]: Grant[Name] } & Pick<GuardedGrant, 'usedPerm'> = {
    fileId,
    perms,
    expiresAt,
    keyId,
    depth,
    bound,
    notBefore,
    tree,
    response,
    upload,
    ref,
    usedPerm,
  }
  return guarded
}
