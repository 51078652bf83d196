import type { PurposeKeys } from '../keys/keyring.ts'
import type { Settings } from '../links/settings.ts'
import type { MacKey } from '../mac.ts'
import type { Birth } from './birth.ts'
import type { Issuer } from './issuer.ts'
import type { LinkStore } from './store.ts'
import type { Subjects } from './subjects.ts'

/** What the verbs of one `createManagedLinks` share. */
export interface Context {
  readonly settings: Settings
  readonly keys: PurposeKeys<MacKey>
  readonly subjects: Subjects
  /** Rejects with a `StoreError` alone, and always answers in time. */
  readonly store: LinkStore
  /** `store.read`, or what it gave at most `staleness` ago. */
  readonly readRecent: LinkStore['read']
  readonly birth: Birth
  readonly issuer: Issuer
  /** How long a claim holds a lease, in milliseconds. */
  readonly lease: number
}
