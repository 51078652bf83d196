import type { Grant } from 'daypass'
import type { ManagedGrant, Uses } from 'daypass/managed'
import { ownMembers } from '../values/own.ts'
import type { GuardLinks } from './guard-links.ts'
import { toLogText } from './log-text.ts'
import type { RefusalCause } from './refusal.ts'

/**
 * The decision about a request, for audit and metrics. It never contains the token. `ref`, `fileId` and `method` come from the
 * signer or the client: control characters, line and paragraph separators, bidirectional controls and unpaired surrogates in them are
 * written as escapes (a line feed as the six characters `\u000a`), so that nobody can add a line to a log. To compare these values with
 * others, use the grant and the request.
 */
export interface Decision {
  /** Whether the handler runs. */
  readonly outcome: 'allowed' | 'refused'
  /** Why the request was refused: the true cause, even if the client is told less. */
  readonly code?: RefusalCause
  /** Id of the key that signed the link; absent if the signature was not valid. */
  readonly keyId?: string
  /** Whether another key signs now. Absent if the signature was not valid, or if no key can sign at this time. */
  readonly olderKey?: boolean
  /** The signer's `ref`, with escapes; absent if the link has none, or its signature was not valid. */
  readonly ref?: string
  /** The requested file, with escapes; absent if the request was refused before the file was known. */
  readonly fileId?: string
  /** The required permission; if either of two is enough, the one that was tried last. Absent if the method is not allowed. */
  readonly perm?: string
  /** The request's method, with escapes. */
  readonly method: string
  /** Identity of the link, for `revoke({ linkId })`; absent without a store, or if the signature was not valid. */
  readonly linkId?: string
  /** How often a counted link has been used; absent if it was refused before that was looked at. */
  readonly uses?: Uses
  /** Whether the request for a counted link carried a claim, as a cookie or as `Idempotency-Key`; absent if the link is not counted. */
  readonly hasClaim?: boolean
  /** The error of a store that failed: the `StoreError`, for a log of errors. */
  readonly error?: unknown
}

/** What became of a request. `grant` is that of the link, also of a refused link if its signature was valid. */
export interface Outcome {
  readonly code?: RefusalCause | undefined
  readonly grant?: Grant | ManagedGrant | undefined
  readonly fileId?: string
  readonly perm?: string
  readonly hasClaim?: boolean | undefined
  readonly error?: unknown
}

/** The decision that `onDecision` is called with. */
export function decisionOf(links: GuardLinks, method: string, outcome: Outcome): Decision {
  const { code, grant, fileId, perm, hasClaim, error } = ownMembers(outcome)
  const { keyId, ref, linkId, uses } = ownMembers<Partial<ManagedGrant>>(grant ?? {})
  const olderKey = keyId === undefined ? undefined : isOlderKey(links, keyId)
  return Object.freeze({
    outcome: code === undefined ? 'allowed' : 'refused',
    ...(code !== undefined && { code }),
    ...(keyId !== undefined && { keyId }),
    ...(olderKey !== undefined && { olderKey }),
    ...(ref !== undefined && { ref: toLogText(ref) }),
    ...(fileId !== undefined && { fileId: toLogText(fileId) }),
    ...(perm !== undefined && { perm }),
    method: toLogText(method),
    ...(linkId !== undefined && { linkId }),
    ...(uses !== undefined && { uses: Object.freeze({ ...uses }) }),
    ...(hasClaim !== undefined && { hasClaim }),
    ...(error !== undefined && { error }),
  })
}

/** Undefined if no key can sign, as on a server that only verifies. */
function isOlderKey({ signingKeyId }: GuardLinks, keyId: string): boolean | undefined {
  const current = signingKeyId()
  return current === undefined ? undefined : current !== keyId
}
