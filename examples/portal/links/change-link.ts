import type { LinkRecord } from './link-record.ts'
import type { Shelf } from './make-link.ts'

/**
 * Moves the end of a link, in either direction.
 * @throws RangeError if it is later than what was signed, or before the link starts
 */
export async function moveEnd({ managed, records }: Shelf, record: LinkRecord, end: Date): Promise<void> {
  if (end.getTime() > record.signedUntil) throw new RangeError('A link can end a year after it was made, not later.')
  const notBefore = (await managed.getPolicy(record.id))?.notBefore
  if (notBefore && end <= notBefore) throw new RangeError('The end must be after the start.')
  await managed.setPolicy(record.id, { ttl: end, ...(notBefore && { notBefore }) })
  records.addEvent({ at: Date.now(), action: 'move', outcome: 'changed', id: record.id, fileId: record.fileId })
}

/** Revokes a link. What was revoked stays so. */
export async function revokeLink({ managed, records }: Shelf, record: LinkRecord): Promise<void> {
  await managed.revoke({ linkId: record.linkId })
  records.addEvent({ at: Date.now(), action: 'revoke', outcome: 'changed', id: record.id, fileId: record.fileId })
}

/** Revokes all links to a file, or to a folder and what is in it: those in the list, and those that were printed or narrowed. */
export async function revokeFile({ managed, records }: Shelf, fileId: string, isFolder: boolean): Promise<void> {
  await managed.revoke(isFolder ? { fileId, scope: 'tree' } : { fileId })
  records.addEvent({ at: Date.now(), action: 'revoke-file', outcome: 'changed', fileId })
}

/** Revokes every link of the portal. */
export async function revokeAll({ managed, records }: Shelf): Promise<void> {
  await managed.revoke({ all: true })
  records.addEvent({ at: Date.now(), action: 'revoke-all', outcome: 'changed' })
}
