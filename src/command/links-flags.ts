import type { Duration } from 'daypass'
import { defined } from './defined.ts'
import type { Flags } from './flag.ts'
import { entriesOf, type Given } from './given.ts'
import { durationOf } from './time-value.ts'

/** Options of `createLinks`: they must be those of the servers. */
export const LINKS_FLAGS: Flags = {
  purpose: { type: 'string', value: 'NAME', about: 'purpose of the servers (default: links)' },
  'max-ttl': { type: 'string', value: 'TIME', about: 'maxTtl of the servers (default: 7d)' },
  'start-leeway': { type: 'string', value: 'TIME', about: 'startLeeway of the servers (default: 0)' },
  'custom-perm': { type: 'string', multiple: true, value: 'PERM', about: 'a permission that the servers declare' },
}

export interface GivenLinksOptions {
  readonly purpose?: string
  readonly maxTtl?: Duration | number
  readonly perms?: readonly string[]
  readonly startLeeway?: Duration | number
}

export function linksOptionsOf(given: Given): GivenLinksOptions {
  return defined({
    purpose: given.text('purpose'),
    maxTtl: durationOf(given, 'max-ttl'),
    perms: entriesOf(given, 'custom-perm'),
    startLeeway: durationOf(given, 'start-leeway'),
  })
}
