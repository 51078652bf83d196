import type { Key } from 'daypass'
import { createManagedLinks, type LinkStore, type ManagedLinks } from 'daypass/managed'

/** A link can be extended up to a year after it was made: it is signed for so long, and its policy ends it earlier. */
export const LONGEST: number = 365 * 86_400_000

/** The links of a portal. */
export function portalLinks(keys: readonly Key[], store: LinkStore, purpose: string): ManagedLinks {
  return createManagedLinks({ keys, store, purpose, maxTtl: '366d', timeout: '5s' })
}
