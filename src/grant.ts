import type { ResponseHeaders } from './conditions/response.ts'
import type { UploadLimits } from './conditions/upload.ts'

/** What a link gives, as `verify` returns it: plain data, made afresh at every call and shared with nobody. */
export interface Grant {
  /** The file: the signed id, or, for a link to a tree, the file that the request asked for. */
  readonly fileId: string
  /** Names of the permissions, sorted. */
  readonly perms: readonly string[]
  /** First instant at which the link no longer works. Whole seconds. */
  readonly expiresAt: Date
  /** Id of the key that signed. */
  readonly keyId: string
  /** How many times a holder narrowed the link, 0 to 8. */
  readonly depth: number
  /** Whether the link is bound to a session, user or tenant, so that the request's `boundTo` was part of the proof. */
  readonly bound: boolean
  /** First instant at which the link works, where it has a start. */
  readonly notBefore?: Date
  /** The folder that a link to a tree opens, without a trailing slash; absent once narrowed to one file. */
  readonly tree?: string
  /** Headers to answer a download with. */
  readonly response?: ResponseHeaders
  /** Limits to hold an upload to. */
  readonly upload?: UploadLimits
  /** The correlation id, or other small text, that the signer put in. */
  readonly ref?: string
}
