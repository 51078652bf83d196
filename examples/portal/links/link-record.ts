import type { StandardPerm, UploadLimits } from 'daypass'

/**
 * What the portal keeps of a link, enough to sign it again. It contains neither the token nor the password: without the key of the portal, nobody
 * can make the link from it.
 */
export interface LinkRecord {
  /** Name of the link's policy, and salt of its password: 22 random characters, which are in its address too. */
  readonly id: string
  /** `share`: something to get, or to replace. `request`: a folder to upload to. */
  readonly kind: 'share' | 'request'
  readonly fileId: string
  readonly perms: readonly StandardPerm[]
  readonly conditions: {
    readonly scope?: 'tree'
    readonly addresses?: readonly string[]
    readonly uses?: number
    readonly upload?: UploadLimits
  }
  /** The signed end, in milliseconds since the epoch: the latest that the link can be extended to. */
  readonly signedUntil: number
  readonly issuedAt: number
  readonly nonce: string
  readonly linkId: string
  /** What a link with a password is bound to: a hash of the proof that the recipient's cookie contains. */
  readonly boundTo?: string
  /** The owner's own name for it. */
  readonly label: string
  /** For whom it is. */
  readonly recipient: string
  /** Shown to the recipient. */
  readonly note: string
  readonly madeAt: number
  /** When a recipient was last let in. */
  readonly openedAt?: number
}
