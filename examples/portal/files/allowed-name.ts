import { extname } from 'node:path'
import type { Grant } from 'daypass'
import { lookup } from 'mime-types'

/**
 * Whether a file of this name is of a type that the link allows. The type that the sender gives is only a claim: what is stored as
 * `page.html` is opened as a page, even if it was sent as another type.
 */
export function isAllowedName(name: string, { upload }: Pick<Grant, 'upload'>): boolean {
  const types = upload?.contentTypes
  if (types === undefined) return true
  const type = lookup(extname(name)) || 'application/octet-stream'
  return types.some((allowed) => allowed === type || (allowed.endsWith('/*') && type.startsWith(allowed.slice(0, -1))))
}
