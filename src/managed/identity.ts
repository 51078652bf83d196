import type { ProvenLink } from '../links/proven-link.ts'
import { hashText } from '../mac.ts'
import { isString, normalizeValue } from '../values/check.ts'
import { isBase64url } from '../values/encoding.ts'
import { MAC_CHARS } from '../values/limits.ts'

/**
 * Identities of a link and of all links that it was narrowed from, the signer's first (SPEC.md, section 10.1). A hash, since the MAC itself
 * is the key for narrowing.
 */
export function linkIdsOf({ token, macs }: ProvenLink): readonly string[] {
  return macs.length === 0 ? [linkIdOf(token.slice(-MAC_CHARS))] : macs.map(linkIdOf)
}

function linkIdOf(mac: string): string {
  return hashText(`daypass/id/${mac}`)
}

/** @throws TypeError if it is not a string; RangeError if it is not 43 base64url characters */
export function normalizeLinkId(value: unknown): string {
  const isLinkId = (text: string): boolean => text.length === MAC_CHARS && isBase64url(text, 0, MAC_CHARS)
  return normalizeValue(value, isString, 'linkId', 'the linkId of a grant: 43 base64url characters', isLinkId)
}
