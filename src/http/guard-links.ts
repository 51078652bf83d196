import type { Links } from 'daypass'
import type { ManagedLinks } from 'daypass/managed'
import type { Links as WebLinks } from 'daypass/web'

/** The part of managed links that a guard uses. */
export type ManagedGuardLinks<Perm extends string = never> = Pick<
  ManagedLinks<Perm>,
  'tryVerify' | 'signingKeyId' | 'perms' | 'usesOf' | 'lease'
>

/** The part that a guard uses of the links of `createLinks`, of `daypass` or `daypass/web`, or of `createManagedLinks`. */
export type GuardLinks<Perm extends string = never> =
  | Pick<Links<Perm>, 'tryVerify' | 'signingKeyId' | 'perms'>
  | Pick<WebLinks<Perm>, 'tryVerify' | 'signingKeyId' | 'perms'>
  | ManagedGuardLinks<Perm>

/** Whether links have a store, by a member that only those have. */
export function isManaged(links: GuardLinks): links is ManagedGuardLinks {
  return typeof (links as Partial<ManagedGuardLinks>).usesOf === 'function'
}
