import type { Grant, LinkErrorCode } from 'daypass'
import { refuseByTime } from '../links/judge-link.ts'
import type { ProvenLink } from '../links/proven-link.ts'
import { intersectBlocks } from '../links/terms.ts'
import { toGrant } from '../links/to-grant.ts'
import { readClock } from '../values/clock.ts'
import { normalizeOptions } from '../values/options.ts'
import type { Context } from './context.ts'
import { linkIdsOf } from './identity.ts'
import { proveToken } from './prove-token.ts'

/** What a link says, for lists and administrators. */
export interface InspectedLink {
  /** What a grant of it would say. Its file is the one that it was narrowed to, or the innermost folder. */
  readonly terms: Grant
  /** Its identity, for `revoke({ linkId })`. */
  readonly linkId: string
  /** When it was issued. Undefined: it is a plain link. */
  readonly issuedAt?: Date | undefined
  /** What makes it different from other links with the same contents. Undefined: it is a plain link. */
  readonly nonce?: string | undefined
  /** Name of the policy that it is under. */
  readonly policy?: string | undefined
  /** How often it works. */
  readonly uses?: number | undefined
  /** Why it would be refused now, by time alone: whether it was revoked or used up is not looked at. Undefined: it would not. */
  readonly refusal?: LinkErrorCode | undefined
}

/** Options of what takes a token without a request. */
export interface TokenOptions {
  /** What a bound link is bound to. */
  readonly boundTo?: string
}

export function inspectLink(context: Context, token: unknown, options: TokenOptions = {}): InspectedLink {
  const { boundTo } = normalizeOptions(options, ['boundTo'], 'options of inspect')
  const link = proveToken(context, token, boundTo)
  const signed = link.signed
  const terms = intersectBlocks(signed, link.holders)
  return {
    terms: toGrant(link, terms, innermostFile(link)),
    linkId: linkIdsOf(link).at(-1) as string,
    issuedAt: signed.issue === undefined ? undefined : new Date(signed.issue.at * 1000),
    nonce: signed.issue?.nonce,
    policy: signed.issue?.policy,
    uses: signed.issue?.uses,
    refusal: refuseByTime(context.settings, signed, terms, readClock(context.settings.clock) / 1000),
  }
}

/** The longest file that a block names: of those that lie one in the other, the innermost. */
function innermostFile({ signed, holders }: ProvenLink): string {
  return holders.reduce((longest, { file = '' }) => (file.length > longest.length ? file : longest), signed.file)
}
