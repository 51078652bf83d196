import { randomBytes } from 'node:crypto'
import type { ManagedLinks } from 'daypass/managed'
import type { Records } from '../store/records.ts'
import type { LinkRecord } from './link-record.ts'
import { bindingOf, passwordProofs } from './password.ts'
import { LONGEST } from './portal-links.ts'

/** What the owner wants of a link. */
export interface Wishes
  extends Pick<LinkRecord, 'kind' | 'fileId' | 'perms' | 'conditions' | 'label' | 'recipient' | 'note'> {
  readonly end: Date
  readonly start?: Date | undefined
  readonly password?: string | undefined
}

/** Links and records of a portal, and what its passwords are proved with. */
export interface Shelf {
  readonly managed: ManagedLinks
  readonly records: Records
  readonly secrets: readonly Buffer[]
}

/**
 * Makes a link and records it. Start and end are in its policy, so that both can be moved.
 * @param prepare called once the wishes are known to be possible, before anything is kept
 * @throws RangeError if a wish cannot be met; StoreError if the store fails
 */
export async function makeLink(
  { managed, records, secrets }: Shelf,
  wishes: Wishes,
  prepare?: () => Promise<void>,
): Promise<LinkRecord> {
  const { end, start, password, ...kept } = wishes
  const id = randomBytes(16).toString('base64url')
  const now = Date.now()
  const signedUntil = Math.floor((now + LONGEST) / 1000) * 1000
  const [proof] = password ? await passwordProofs(password, id, secrets) : []
  const boundTo = proof === undefined ? undefined : bindingOf(proof)
  const token = managed.sign(kept.fileId, kept.perms, new Date(signedUntil), {
    policy: id,
    ...kept.conditions,
    ...(boundTo !== undefined && { boundTo }),
  })
  const { linkId, issuedAt, nonce } = managed.inspect(token, boundTo === undefined ? {} : { boundTo })
  if (issuedAt === undefined || nonce === undefined) throw new TypeError('a managed link has a time and a nonce')
  const record: LinkRecord = {
    ...kept,
    id,
    signedUntil,
    issuedAt: issuedAt.getTime(),
    nonce,
    linkId,
    ...(boundTo !== undefined && { boundTo }),
    madeAt: now,
  }
  await prepare?.()
  await managed.setPolicy(id, { ttl: end, ...(start && { notBefore: start }) })
  records.putLink(record)
  return record
}
