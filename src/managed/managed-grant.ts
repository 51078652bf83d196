import type { Grant, LinkErrorCode } from 'daypass'
import type { Issue } from '../format/issue.ts'

/** How often a link has been used. */
export interface Uses {
  /** Uses that were counted, this one included if it was counted. */
  readonly used: number
  /** How often the link works. */
  readonly max: number
  /** Whether the claim of the request holds a lease, so that further requests with it are the same use. */
  readonly claimed: boolean
}

/** A grant of managed links. What a plain link does not have is undefined. */
export interface ManagedGrant extends Grant {
  /** Identity of the link as it was presented, for `revoke({ linkId })` (SPEC.md, section 10.1). No secret. */
  readonly linkId: string
  /** When it was issued. Undefined: it is a plain link. */
  readonly issuedAt?: Date | undefined
  /** Name of the policy that it is under. */
  readonly policy?: string | undefined
  /** Its uses. Undefined: it does not count them, or was refused before they were looked at. */
  readonly uses?: Uses | undefined
}

/** What `tryVerify` of managed links resolves to: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type ManagedResult =
  | { readonly ok: true; readonly grant: ManagedGrant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: ManagedGrant; readonly grant?: undefined }

export function toManagedGrant(grant: Grant, linkId: string, issue: Issue | undefined, uses?: Uses): ManagedGrant {
  const { fileId, perms, expiresAt, keyId, depth, bound, notBefore, tree, response, upload, ref } = grant
  // By name: on Node 20, a spread with more members takes as long as a MAC.
  const managed: { readonly [Name in keyof Required<ManagedGrant>]: ManagedGrant[Name] } = {
    fileId,
    perms,
    expiresAt,
    keyId,
    depth,
    bound,
    notBefore,
    tree,
    response,
    upload,
    ref,
    linkId,
    issuedAt: issue === undefined ? undefined : new Date(issue.at * 1000),
    policy: issue?.policy,
    uses,
  }
  return managed
}
