import { checkNetworks } from '../conditions/addresses.ts'
import { type Conditions, MAX_REF, noConditions } from '../conditions/conditions.ts'
import { checkResponse, type ResponseHeaders } from '../conditions/response.ts'
import { dropSlash, isTreeId } from '../conditions/tree.ts'
import { checkUpload, type UploadLimits } from '../conditions/upload.ts'
import { checkText } from '../values/check.ts'
import { MAX_FILE_ID } from '../values/file-id.ts'
import { NO_OPTIONS, type Options } from '../values/options.ts'
import { isStandardPerm } from '../values/perms.ts'
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

/** Names of the options that a signer and a holder can both give. */
export const COMMON_NAMES: readonly (keyof CommonOptions)[] = ['notBefore', 'scope', 'addresses', 'httpsOnly', 'upload']

/** Names of all options of `sign`. */
export const SIGN_NAMES: readonly (keyof SignOptions)[] = [...COMMON_NAMES, 'boundTo', 'response', 'ref', 'roundExpiry']

/** A file id, or, with a scope, the id of a folder without its trailing slash. */
export function checkFile(fileId: unknown, scope: unknown): string {
  const id = checkText(fileId, 'fileId', MAX_FILE_ID)
  if (scope === undefined) return id
  if (typeof scope !== 'string') throw new TypeError('scope must be a string')
  if (scope !== 'tree') throw new RangeError("scope must be 'tree'")
  const folder = dropSlash(id)
  if (isTreeId(folder)) return folder
  throw new RangeError(
    'fileId of a tree must have no leading slash, no empty, "." or ".." segment, no backslash or %XX',
  )
}

/** The conditions that options ask for, apart from file and binding; undefined if they ask for none. */
export function checkConditions(
  options: Options<'scope' | 'addresses' | 'httpsOnly' | 'upload' | 'response' | 'ref'>,
  start: number | undefined,
): Conditions | undefined {
  if (options === NO_OPTIONS) return undefined
  const { scope, addresses, httpsOnly, upload, response, ref } = options
  if (httpsOnly !== undefined && typeof httpsOnly !== 'boolean') throw new TypeError('httpsOnly must be a boolean')
  const conditions = noConditions()
  conditions.start = start
  if (addresses !== undefined) conditions.networks = checkNetworks(addresses)
  if (httpsOnly === true) conditions.httpsOnly = true
  if (upload !== undefined) conditions.upload = checkUpload(upload)
  if (response !== undefined) conditions.response = checkResponse(response)
  if (ref !== undefined) conditions.ref = checkText(ref, 'ref', MAX_REF)
  if (scope !== undefined) conditions.tree = true
  return Object.values(conditions).some((condition) => condition !== undefined) ? conditions : undefined
}

/** Refuses limits and headers that none of the permissions would ever use. */
export function checkUse(perms: readonly string[], { upload, response }: Options<'upload' | 'response'>): void {
  if (upload !== undefined && !perms.includes('write') && !perms.includes('create')) {
    throw new RangeError('upload requires the permission "write" or "create"')
  }
  if (response !== undefined && !perms.some((perm) => perm === 'read' || !isStandardPerm(perm))) {
    throw new RangeError('response requires the permission "read" or a custom permission')
  }
}
