import type { ManagedLinks } from 'daypass/managed'
import type { LinkRecord } from './link-record.ts'

/** The token of a recorded link; undefined if it cannot be made any more, because it is too old or its key is gone. */
export function signAgain(managed: ManagedLinks, record: LinkRecord): string | undefined {
  const { id, fileId, perms, conditions, signedUntil, issuedAt, nonce, boundTo } = record
  try {
    const token = managed.sign(fileId, perms, new Date(signedUntil), {
      policy: id,
      ...conditions,
      ...(boundTo !== undefined && { boundTo }),
      issuedAt: new Date(issuedAt),
      nonce,
    })
    const { linkId } = managed.inspect(token, boundTo === undefined ? {} : { boundTo })
    return linkId === record.linkId ? token : undefined // with another key it would be another link
  } catch {
    return undefined
  }
}

/** The address of a link. */
export function addressOf(origin: string, id: string, token: string): string {
  return `${origin}/s/${id}/${token}`
}
