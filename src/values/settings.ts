import { isPermName } from '../format/perms.ts'
import type { Key } from '../keys/key.ts'
import { type Keyring, type KeySlot, slotFor } from '../keys/keyring.ts'
import { readOptions } from './options.ts'
import { STANDARD_PERMS } from './perms.ts'
import { type Duration, durationSeconds } from './time.ts'

/** Options of `createLinks`. */
export interface LinksOptions<Perm extends string = never> {
  /** The keys, or a keyring whose keys can be replaced later. */
  readonly keys: readonly Key[] | Keyring
  /** What the links are for: 1 to 64 of `a-z 0-9 - .`. A link of one purpose never passes for another. Default `links`. */
  readonly purpose?: string
  /** The application's own permissions, beside the standard ones: `[a-z][a-z0-9-]{0,31}` each. */
  readonly perms?: readonly Perm[]
  /** Longest life that a link may still have ahead, when it is signed and when it is verified. Default `'7d'`, at most 10 years. */
  readonly maxTtl?: Duration | number
  /** How much too early a link with a start may be used, for clocks that differ: 0 (the default) to 15 minutes. */
  readonly startLeeway?: Duration | number
  /** Milliseconds since the epoch, as `Date.now`, which is the default. */
  readonly clock?: () => number
}

/** Options once checked. Times in seconds. */
export interface Settings {
  readonly slot: KeySlot
  readonly perms: ReadonlySet<string>
  readonly maxTtl: number
  readonly startLeeway: number
  readonly clock: () => number
}

const NAMES = ['keys', 'purpose', 'perms', 'maxTtl', 'startLeeway', 'clock'] as const
const PURPOSE = /^[a-z0-9.-]{1,64}$/
const DEFAULT_MAX_TTL = 7 * 86_400
const LARGEST_MAX_TTL = 3653 * 86_400 // ten years, with three leap days
const LARGEST_LEEWAY = 900

/** @throws TypeError or RangeError naming the option that is unknown, missing or wrong */
export function readSettings(value: unknown): Settings {
  const options = readOptions(value, NAMES, 'createLinks')
  const { purpose = 'links', maxTtl = DEFAULT_MAX_TTL, startLeeway = 0, clock = Date.now } = options
  if (typeof purpose !== 'string') throw new TypeError('purpose must be a string')
  if (!PURPOSE.test(purpose)) throw new RangeError('purpose must be 1 to 64 of a-z 0-9 - .')
  if (typeof clock !== 'function') throw new TypeError('clock must be a function that returns milliseconds')
  return {
    slot: slotFor(options.keys, purpose),
    perms: readPerms(options.perms),
    maxTtl: durationSeconds(maxTtl, 'maxTtl', LARGEST_MAX_TTL),
    startLeeway: startLeeway === 0 ? 0 : durationSeconds(startLeeway, 'startLeeway', LARGEST_LEEWAY),
    clock: clock as () => number,
  }
}

function readPerms(own: unknown = []): ReadonlySet<string> {
  if (!Array.isArray(own)) throw new TypeError('perms must be a list of names')
  for (const name of own) {
    if (typeof name !== 'string') throw new TypeError('perms must be strings')
    if (!isPermName(name)) throw new RangeError('perms must be of the form [a-z][a-z0-9-]{0,31}')
  }
  return new Set([...STANDARD_PERMS, ...own])
}
