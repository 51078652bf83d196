import type { Grant } from './grant.ts'

/**
 * Why a link is refused: a closed union. SPEC.md, section 6, says in which order the checks are made.
 *
 * @useDeclaredType
 */
export type LinkErrorCode = keyof typeof REASONS

// Said to whoever reads a log: never the token, the key, or the text that was signed.
const REASONS = {
  malformed: 'the text is not a link',
  'unknown-key': 'the link was signed with a key that is not in this key set, or no longer',
  'bad-signature': 'the signature does not hold',
  'binding-required': 'the link is bound, and the request does not say to whom',
  'not-yet-valid': 'the link is not valid yet',
  expired: 'the link has expired',
  'too-long-lived': 'the link lives longer than this server allows',
  'wrong-file': 'the link is for another file',
  'permission-denied': 'the link does not permit this',
  'wrong-address': 'the link is not for this address',
  'https-required': 'the link is for https only',
} as const

/**
 * A link that was refused. Misuse by the programmer is a `TypeError` or a `RangeError` instead.
 *
 * @example
 * ```ts
 * try {
 *   links.verify('not a link')
 * } catch (error) {
 *   if (error instanceof LinkError) console.log(error.code) // malformed
 * }
 * ```
 */
export class LinkError extends Error {
  /** Stable reason, meant for programs. */
  readonly code: LinkErrorCode
  /** The grant that was not given; only where the signature held, so that its contents can be believed (but not acted on). */
  readonly refused?: Grant | undefined

  /** Made by `verify` and `narrow`; applications only read it. */
  constructor(code: LinkErrorCode, refused?: Grant) {
    super(`${code}: ${REASONS[code]}`)
    this.name = 'LinkError'
    this.code = code
    this.refused = refused
  }
}
