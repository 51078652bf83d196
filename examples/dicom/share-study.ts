import type { ManagedLinks } from 'daypass/managed'

/** A link to a study that ends tonight, at midnight. */
export function shareStudy(links: ManagedLinks, study: string, now: Date = new Date()): string {
  const midnight = new Date(now)
  midnight.setHours(24, 0, 0, 0)
  return links.sign(study, ['read', 'list'], midnight, { scope: 'tree' })
}
