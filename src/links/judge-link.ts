import { refuseRequest } from '../conditions/conditions.ts'
import type { SignersBlock } from '../format/blocks.ts'
import type { Grant } from '../grant.ts'
import { CLOCK_ALLOWANCE } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import type { LinkRequest } from '../values/request.ts'
import type { ProvenLink } from './proven-link.ts'
import type { Settings } from './settings.ts'
import { allowFile, intersectBlocks, type Terms } from './terms.ts'
import { toGrant } from './to-grant.ts'

/** What `tryVerify` returns: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

/**
 * Checks 6 to 13 of SPEC.md, section 6.4, at `now` in milliseconds: whether what the blocks of a proven link allow together permits the
 * request. The request was checked in values/request.ts; conditions/list.ts orders the conditions.
 */
export function judgeLink(settings: Settings, link: ProvenLink, request: LinkRequest, now: number): LinkResult {
  const { signed, holders } = link
  const terms = intersectBlocks(signed, holders)
  const fileId = request.fileId ?? (signed.tree ? undefined : signed.file)
  const isFile = fileId !== undefined && allowFile(signed, holders, fileId)
  const grant = toGrant(link, terms, isFile ? fileId : signed.file)

  // Whether a managed link was revoked is known only to a server that has its store.
  if (signed.issue !== undefined && !settings.hasStore) return refuse('state-required', grant)
  const untimely = refuseByTime(settings, signed, terms, now / 1000)
  if (untimely !== undefined) return refuse(untimely, grant)
  if (!isFile) return refuse('wrong-file', grant)
  if (!permits(terms.perms, request.perm)) return refuse('permission-denied', grant)
  // Last, because a request can have functions that are called only if a condition asks for them.
  const unmet = terms.conditions === undefined ? undefined : refuseRequest(terms.conditions, request)
  if (unmet !== undefined) return refuse(unmet, grant)
  return { ok: true, grant, code: undefined, refused: undefined }
}

/** The checks that depend on nothing but the time, at `now` in seconds. */
export function refuseByTime(
  { startLeeway, skew, maxTtl }: Settings,
  signed: SignersBlock,
  { start, expires }: Terms,
  now: number,
): LinkErrorCode | undefined {
  // A signer whose clock runs ahead would otherwise issue links that survive a revocation.
  const isFromFuture = signed.issue !== undefined && signed.issue.at > now + 2 * skew + 2
  if (isFromFuture || (start !== undefined && now < start - startLeeway)) return 'not-yet-valid'
  if (now >= expires) return 'expired'
  return isTooLongLived(signed, now, maxTtl + CLOCK_ALLOWANCE) ? 'too-long-lived' : undefined
}

/** Without a prototype: a `grant` on a polluted `Object.prototype` must not make a success of it. */
export function refuse<G extends Grant>(
  code: LinkErrorCode,
  refused?: G,
): { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G } {
  const result =
    refused === undefined ? { __proto__: null, ok: false, code } : { __proto__: null, ok: false, code, refused }
  return result as unknown as { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G }
}

/** On the signer's block alone: a holder could otherwise narrow an over-long link into an acceptable one. */
function isTooLongLived({ expires, start = 0, issue }: SignersBlock, now: number, limit: number): boolean {
  // Of a managed link also since it was issued: how long a mark must be kept depends on it.
  if (issue !== undefined && (expires - Math.max(issue.at, start) > limit || start - issue.at > limit)) return true
  return expires - Math.max(now, start) > limit
}

function permits(perms: readonly string[], perm: string | undefined): boolean {
  return perm === undefined ? perms.length > 0 : perms.includes(perm)
}
