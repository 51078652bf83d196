/** Why a link is refused, and how a message puts it: for logs, so never the token, the key, or the text that was signed. */
export const REASONS = {
  malformed: 'the text is not a link',
  'unknown-key': 'no active key has this key id',
  'bad-signature': 'the signature is not valid',
  'binding-required': 'the link is bound, but the request has no boundTo',
  'not-yet-valid': 'the link is not valid yet',
  expired: 'the link has expired',
  'too-long-lived': 'the remaining lifetime exceeds maxTtl',
  'wrong-file': 'the link is for another file',
  'permission-denied': 'the link does not have this permission',
  'wrong-address': 'the link is not for this address',
  'https-required': 'the link is for https only',
  'state-required': 'the link is managed, and these links have no store',
  revoked: 'the link was revoked',
  'used-up': 'the link has been used as often as it works',
} as const

/**
 * Why a link is refused: a closed union. SPEC.md, section 6, lists the checks in their order.
 *
 * @useDeclaredType
 */
export type LinkErrorCode = keyof typeof REASONS
