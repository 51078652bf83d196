import type { ProvenLink } from '../links/verify.ts'
import { chainMacs } from '../links/verify.ts'
import { hashText } from '../mac.ts'
import { normalizeText } from '../values/check.ts'
import { isBase64url } from '../values/encoding.ts'
import { MAC_CHARS } from '../values/limits.ts'

/**
 * Identities of a link and of all links that it was narrowed from, the signer's first (SPEC.md, section 10.1). A hash, since the MAC itself
 * is the key for narrowing.
 */
export function linkIdsOf({ parts, key }: ProvenLink, boundTo: string | undefined): readonly string[] {
  // The MAC of a link that was not narrowed is in the token, and was verified.
  if (parts.narrowings.length === 0) return [linkIdOf(parts.token.slice(parts.macDot + 1))]
  return chainMacs(parts, key.mac, parts.bound ? boundTo : undefined).map(linkIdOf)
}

function linkIdOf(mac: string): string {
  return hashText(`daypass/id/${mac}`)
}

/** @throws TypeError if it is not a string; RangeError if it is not 43 base64url characters */
export function normalizeLinkId(value: unknown): string {
  const id = normalizeText(value, 'linkId', MAC_CHARS)
  if (id.length === MAC_CHARS && isBase64url(id, 0, MAC_CHARS)) return id
  throw new RangeError('linkId must be the linkId of a grant: 43 base64url characters')
}
