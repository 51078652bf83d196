import type { Grant, Links } from 'daypass'
import type { RefusalCause } from './refusal.ts'

/** What was decided about a request, for audit and metrics. The token is not in it. */
export interface Decision {
  /** What became of the request. */
  readonly outcome: 'allowed' | 'refused'
  /** Why it was refused: the true cause, also where the client is told less. */
  readonly code?: RefusalCause
  /** Key that signed the link; absent where the signature did not hold. */
  readonly keyId?: string
  /** Whether that key is another than the one that signs now. Absent where the signature did not hold, or no key may sign here. */
  readonly olderKey?: boolean
  /** The signer's `ref`, where the link has one and its signature held. */
  readonly ref?: string
  /** The file that was asked for; absent where the request was refused before it was known. */
  readonly fileId?: string
  /** The permission that was needed; of two that would do, the one that was tried last. Absent where the method is not allowed. */
  readonly perm?: string
  /** The request's method. */
  readonly method: string
}

/** What a guard needs of `createLinks`. */
export type GuardLinks<Perm extends string = never> = Pick<Links<Perm>, 'sign' | 'tryVerify'>

/** What led to a decision: the grant that was given, or the one that was not, where the signature held. */
export interface Facts {
  readonly code?: RefusalCause
  readonly grant?: Grant | undefined
  readonly fileId?: string
  readonly perm?: string
}

/** A decision as the hook gets it. */
export function decisionOf(links: GuardLinks, method: string, facts: Facts): Decision {
  const { code, grant, fileId, perm } = facts
  const olderKey = grant && isOlderKey(links, grant.keyId)
  return Object.freeze({
    outcome: code === undefined ? 'allowed' : 'refused',
    ...(code !== undefined && { code }),
    ...(grant !== undefined && { keyId: grant.keyId }),
    ...(olderKey !== undefined && { olderKey }),
    ...(grant?.ref !== undefined && { ref: grant.ref }),
    ...(fileId !== undefined && { fileId }),
    ...(perm !== undefined && { perm }),
    method,
  })
}

/** A link made now shows which key signs now: keys change by the clock and can be replaced, so that nothing is remembered. */
function isOlderKey({ sign }: GuardLinks, keyId: string): boolean | undefined {
  try {
    return sign('-', 'read', 1).split('.', 2)[1] !== keyId
  } catch (error) {
    if (error instanceof RangeError) return undefined // a server that only verifies
    throw error
  }
}
