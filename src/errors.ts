import type { Grant } from './grant.ts'
import { type LinkErrorCode, REASONS } from './values/codes.ts'
import { defineHidden, isBranded } from './values/hidden.ts'

// Registered, so that every copy of this module in a process recognises the errors of all the others.
const BRAND = Symbol.for('daypass.LinkError')

/**
 * A link that was refused. Misuse by the programmer is a `TypeError` or a `RangeError` instead.
 *
 * `instanceof LinkError` recognises the errors of every copy of this package in a process: the ES module, the CommonJS module, and
 * those in bundles.
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
  /** Stable reason, meant for programs. The message may give details, and may change. */
  readonly code: LinkErrorCode
  /** The grant of the refused link. Defined only if the signature was valid. Do not act on it. */
  readonly refused?: Grant | undefined

  /** Made by `verify` and `narrow`; applications only read it. */
  constructor(code: LinkErrorCode, refused?: Grant, reason: string = REASONS[code]) {
    super(`${code}: ${reason}`)
    this.name = 'LinkError'
    this.code = code
    this.refused = refused
    defineHidden(this, BRAND, true)
  }

  /** Whether `value` is a `LinkError` of any copy of this package. A subclass recognises its own instances. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class on the right of instanceof, which may be a subclass
    return isBranded(this, LinkError, BRAND, value)
  }
}

/** The error for what is not a link at all, with a hint at the usual mistakes. It shows nothing of what was given. */
export function notALink(token: unknown): LinkError {
  if (typeof token !== 'string') return new LinkError('malformed', undefined, 'the token is not a string')
  const isUrl = /^(?:[a-z][a-z0-9+.-]{0,31}:\/\/|\/)/i.test(token)
  return isUrl ? new LinkError('malformed', undefined, 'this is a URL: give its token') : new LinkError('malformed')
}
