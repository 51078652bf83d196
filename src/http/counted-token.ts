/**
 * The nonce of a link that is counted (SPEC.md, section 5.10), read from the text of its token; undefined if the link is not counted. Nothing
 * has been verified: if the token is not what it seems, the link is refused later. Links that were narrowed from one link share its nonce,
 * as they share its count.
 */
export function countedNonce(token: string): string | undefined {
  const [signed = ''] = token.split('~', 1) // only the signer's block can have these fields
  const fields = signed.split('.').slice(2)
  const isCounted = fields.some((field) => /^u[1-9][0-9]{0,6}$/.test(field))
  return isCounted ? fields.find((field) => /^n[\w-]{16}$/.test(field))?.slice(1) : undefined
}
