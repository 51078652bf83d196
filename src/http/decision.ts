import type { Grant, Links } from 'daypass'
import { ownMembers } from '../values/own.ts'
import { toLogText } from './log-text.ts'
import type { RefusalCause } from './refusal.ts'

/**
 * What was decided about a request, for audit and metrics. It does not contain the token. `ref`, `fileId` and `method` come from the
 * signer or the client: control characters, line and paragraph separators, bidirectional controls and unpaired surrogates in them are
 * written as escapes (a line feed as the six characters `\u000a`), so that nobody can add a line to a log. To compare them with other
 * values, use the grant and the request.
 */
export interface Decision {
  /** Whether the handler runs. */
  readonly outcome: 'allowed' | 'refused'
  /** Why the request was refused: the true cause, even if the client is told less. */
  readonly code?: RefusalCause
  /** Key that signed the link; absent if the signature was not valid. */
  readonly keyId?: string
  /** Whether that key is not the one that signs now. Absent if the signature was not valid, or no key can sign here. */
  readonly olderKey?: boolean
  /** The signer's `ref`, with escapes; absent if the link has none, or its signature was not valid. */
  readonly ref?: string
  /** The file that was requested, with escapes; absent if the request was refused before it was known. */
  readonly fileId?: string
  /** The permission that was needed; of two that are enough, the one that was tried last. Absent if the method is not allowed. */
  readonly perm?: string
  /** The request's method, with escapes. */
  readonly method: string
}

/** What a guard needs of `createLinks`. */
export type GuardLinks<Perm extends string = never> = Pick<Links<Perm>, 'sign' | 'tryVerify'>

/** What led to a decision: the grant, or that of the refused link if its signature was valid. */
export interface Facts {
  readonly code?: RefusalCause | undefined
  readonly grant?: Grant | undefined
  readonly fileId?: string
  readonly perm?: string
}

/** A decision as the hook gets it. */
export function decisionOf(links: GuardLinks, method: string, facts: Facts): Decision {
  const { code, grant, fileId, perm } = ownMembers(facts)
  const { keyId, ref } = ownMembers(grant)
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
  })
}

/** A link made now shows which key signs now. Nothing is remembered, since keys change by the clock and can be replaced. */
function isOlderKey({ sign }: GuardLinks, keyId: string): boolean | undefined {
  try {
    const [, current] = sign('-', 'read', 1).split('.', 2)
    return current !== keyId
  } catch (error) {
    if (error instanceof RangeError) return undefined // a server that only verifies
    throw error
  }
}
