import type { ResponseHeaders } from './conditions/response.ts'
import type { UploadLimits } from './conditions/upload.ts'

/**
 * What a link gives, as `verify` returns it: plain data, made afresh at every call and shared with nobody. Every member is an own
 * property, undefined if the link does not have it, so that none is read from a polluted `Object.prototype`.
 */
export interface Grant {
  /** The file: the signed id, or, for a link to a tree, the file that the request asked for. */
  readonly fileId: string
  /** Names of the permissions, sorted. */
  readonly perms: readonly string[]
  /**
   * First instant at which the link no longer works, in whole seconds: its expiry, or the `verifyUntil` of its key, rounded down, if
   * that is earlier (SPEC.md, section 6.5).
   */
  readonly expiresAt: Date
  /** Id of the key that signed. */
  readonly keyId: string
  /** How many times a holder narrowed the link, 0 to 8. */
  readonly depth: number
  /** Whether the link is bound to a session, user or tenant, so that the request's `boundTo` was part of the proof. */
  readonly bound: boolean
  /** First instant at which the link works. Undefined: it has no start. */
  readonly notBefore?: Date | undefined
  /** The folder that a link to a tree opens, without a trailing slash. Undefined: it opens one file. */
  readonly tree?: string | undefined
  /** Headers to answer a download with. Inherits nothing. */
  readonly response?: ResponseHeaders | undefined
  /** Limits to enforce on an upload. Inherits nothing. */
  readonly upload?: UploadLimits | undefined
  /** The correlation id, or other small text, that the signer put in. */
  readonly ref?: string | undefined
}
