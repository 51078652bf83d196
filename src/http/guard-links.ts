import type { Links } from 'daypass'
import type { ManagedLinks } from 'daypass/managed'

/** The part of managed links that a guard uses. */
export type ManagedGuardLinks<Perm extends string = never> = Pick<
  ManagedLinks<Perm>,
  'tryVerify' | 'signingKeyId' | 'perms' | 'usesOf' | 'lease'
>

/** The part of `Links` or `ManagedLinks` that a guard uses. */
export type GuardLinks<Perm extends string = never> =
  | Pick<Links<Perm>, 'tryVerify' | 'signingKeyId' | 'perms'>
  | ManagedGuardLinks<Perm>

/** Whether links have a store, by a member that only those have. */
export function isManaged(links: GuardLinks): links is ManagedGuardLinks {
  return typeof (links as Partial<ManagedGuardLinks>).usesOf === 'function'
}
