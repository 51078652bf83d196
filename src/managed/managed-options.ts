import type { Duration, LinksOptions } from 'daypass'
import { LINKS_NAMES } from '../links/links-options.ts'
import { normalizeOptions, type Options } from '../values/options.ts'
import { normalizeDuration } from '../values/time.ts'
import type { LinkStore } from './store.ts'

/** Options of `createManagedLinks`: those of `createLinks`, and these. */
export interface ManagedLinksOptions<Perm extends string = never> extends LinksOptions<Perm> {
  /** Where marks, policies and counts are kept. All servers of a purpose share it. */
  readonly store: LinkStore
  /** How long a claim counts as the same use, from its first use on: 1 second to 7 days, default `'1h'`. */
  readonly lease?: Duration | number
  /** How long the store may take for an operation: 1 second to 1 minute, default `'1s'`. Whatever takes longer is a `StoreError`. */
  readonly timeout?: Duration | number
  /**
   * How old the marks and policies that a verification uses may be: 0 (the default) to 1 hour. Up to 10,000 entries are kept in memory.
   * What was revoked is accepted by no instance, not even by the one that revoked, later than this after the revocation. A link whose
   * policy was replaced can be judged by the old one for as long. Uses always ask the store.
   */
  readonly staleness?: Duration | number
  /** How far the clocks of servers may be apart: 0 to 5 minutes, default `'2s'`. The same on all servers. */
  readonly skew?: Duration | number
}

const STATE_NAMES = ['store', 'lease', 'timeout', 'staleness', 'skew'] as const

/** Options of `createManagedLinks`, checked apart from those of `createLinks`. Times in milliseconds, `skew` in seconds. */
export interface ManagedOptions {
  readonly links: Options<(typeof LINKS_NAMES)[number]>
  readonly store: LinkStore
  readonly lease: number
  readonly timeout: number
  readonly staleness: number
  readonly skew: number
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function normalizeManagedOptions(given: unknown): ManagedOptions {
  const options = normalizeOptions(given, [...LINKS_NAMES, ...STATE_NAMES], 'options of createManagedLinks')
  const { lease = '1h', timeout = '1s', staleness = '0s', skew = '2s' } = options
  return {
    links: options,
    store: normalizeStore(options.store),
    lease: normalizeDuration(lease, 'lease', 7 * 86_400) * 1000,
    timeout: normalizeDuration(timeout, 'timeout', 60) * 1000,
    staleness: normalizeDuration(staleness, 'staleness', 3600, 0) * 1000,
    skew: normalizeDuration(skew, 'skew', 300, 0),
  }
}

const OPERATIONS = ['read', 'raise', 'write', 'use'] as const

function normalizeStore(store: unknown): LinkStore {
  const isStore = typeof store === 'object' && store !== null
  if (isStore && OPERATIONS.every((name) => typeof (store as Partial<LinkStore>)[name] === 'function')) {
    return store as LinkStore
  }
  throw new TypeError('store must be a store, such as memoryStore() or redisStore(…), with read, raise, write and use')
}
