import type { Key } from '../keys/key.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Duration } from '../values/time.ts'

/** Options of `createLinks`. */
export interface LinksOptions<Perm extends string = never> {
  /** The keys, or a keyring whose keys can be replaced later. */
  readonly keys: readonly Key[] | Keyring
  /** What the links are for: 1 to 64 of `a-z 0-9 - .`. A link of one purpose never passes for another. Default `links`. */
  readonly purpose?: string
  /** The application's own permissions, beside the standard ones: `[a-z][a-z0-9-]{0,31}` each. */
  readonly perms?: readonly Perm[]
  /**
   * Maximum remaining lifetime, enforced when signing and again when verifying (with 15 minutes of clock tolerance). 1 second to 10
   * years (3,653 days), default `'7d'`. Durations are text with a unit, or a number of seconds from 1 to 86,400 that is not a whole
   * thousand from 10,000 up.
   */
  readonly maxTtl?: Duration | number
  /** How much too early a link with a start may be used, for clocks that differ: 0 (the default) to 15 minutes, a duration as above. */
  readonly startLeeway?: Duration | number
  /** Milliseconds since the epoch, 0 or more. Default: `Date.now`, looked up at every call, so that fake timers of tests count. */
  readonly clock?: () => number
}

/** Names of the options of `createLinks`. */
export const LINKS_NAMES = ['keys', 'purpose', 'perms', 'maxTtl', 'startLeeway', 'clock'] as const
