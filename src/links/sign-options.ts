import { optionNames } from '../conditions/conditions.ts'
import type { ResponseHeaders } from '../conditions/response.ts'
import { dropSlash, isTreeId } from '../conditions/tree.ts'
import type { UploadLimits } from '../conditions/upload.ts'
import { normalizeText } from '../values/check.ts'
import { MAX_FILE_ID } from '../values/file-id.ts'
import type { Duration } from '../values/time.ts'

/** Conditions that a signer and a holder can both make. Each is optional, and off if left out. */
export interface CommonOptions {
  /** First instant at which the link works: a `Date`, or a duration from now. A lifetime given as a duration counts from it. For a signer at most `maxTtl` ahead. */
  readonly notBefore?: Date | Duration | number
  /** `'tree'`: the file id is a folder, and the link opens it and every id below it, on `/` boundaries. */
  readonly scope?: 'tree'
  /** IPv4 and IPv6 addresses and CIDRs that may use the link, 1 to 1,024. */
  readonly addresses?: readonly string[]
  /** Refused over plain http. */
  readonly httpsOnly?: boolean
  /** Limits for an upload. */
  readonly upload?: UploadLimits
}

/** Options of `sign`. Each is optional, and off if left out. */
export interface SignOptions extends CommonOptions {
  /** A session, user or tenant, 1 to 256 UTF-8 bytes, that the token does not show and the request must name. */
  readonly boundTo?: string
  /** Headers to answer a download with. */
  readonly response?: ResponseHeaders
  /** Correlation id or other small text, 1 to 256 UTF-8 bytes, back in the grant. Readable in the token. */
  readonly ref?: string
  /** Rounds the expiry up to a multiple of this, at most the lifetime, so that links made within it are identical. */
  readonly roundExpiry?: Duration | number
}

/** Names of all options of `sign`. */
export const SIGN_NAMES: readonly string[] = ['notBefore', 'scope', ...optionNames('signer'), 'boundTo', 'roundExpiry']

/** A file id, or, with a scope, the id of a folder without its trailing slash. */
export function normalizeFile(fileId: unknown, scope: unknown): string {
  const id = normalizeText(fileId, 'fileId', MAX_FILE_ID)
  if (scope === undefined) return id
  if (typeof scope !== 'string') throw new TypeError('scope must be a string')
  if (scope !== 'tree') throw new RangeError("scope must be 'tree'")
  const folder = dropSlash(id)
  if (isTreeId(folder)) return folder
  throw new RangeError(
    'fileId of a tree must have no leading slash, no empty, "." or ".." segment, no backslash or %XX',
  )
}
