import type { SignOptions } from '../conditions/options.ts'
import { LinkError } from '../errors.ts'
import type { Grant } from '../grant.ts'
import type { Key } from '../keys/key.ts'
import { type Keyring, slotFor } from '../keys/keyring.ts'
import { readOptions } from '../values/options.ts'
import type { StandardPerm } from '../values/perms.ts'
import type { LinkRequest } from '../values/request.ts'
import { checkPurpose, readSettings } from '../values/settings.ts'
import type { Duration } from '../values/time.ts'
import { signLink } from './sign.ts'
import { type LinkResult, verifyLink } from './verify.ts'

/** Options of `createLinks`. */
export interface LinksOptions<Perm extends string = never> {
  /** The keys, or a keyring whose keys can be replaced later. */
  readonly keys: readonly Key[] | Keyring
  /** What the links are for: 1 to 64 of `a-z 0-9 - .`. A link of one purpose never passes for another. Default `links`. */
  readonly purpose?: string
  /** The application's own permissions, beside the standard ones: `[a-z][a-z0-9-]{0,31}` each. */
  readonly perms?: readonly Perm[]
  /** Longest life that a link may still have ahead, when it is signed and when it is verified. Default `'7d'`, at most 10 years. */
  readonly maxTtl?: Duration | number
  /** How much too early a link with a start may be used, for clocks that differ: 0 (the default) to 15 minutes. */
  readonly startLeeway?: Duration | number
  /** Milliseconds since the epoch, as `Date.now`, which is the default. */
  readonly clock?: () => number
}

const NAMES = ['keys', 'purpose', 'perms', 'maxTtl', 'startLeeway', 'clock'] as const

/** The three verbs. They work detached: `const { sign, verify, tryVerify } = links`. */
export interface Links<Perm extends string = never> {
  /**
   * Makes a link. The same input in the same second gives the same token.
   *
   * @param fileId 1 to 512 UTF-8 bytes of well-formed Unicode without NUL; opaque, compared byte for byte. Readable in the token
   * @param perms one permission or several, standard or declared; order and repetition make no difference
   * @param ttl how long it works: `'90s'`, `'15m'`, `'4h'`, `'7d'`, whole seconds, or the `Date` at which it ends
   * @param options conditions, each off where it is left out
   * @returns a token of at most 2,048 URL-safe characters
   * @throws TypeError where an argument or option is of a wrong type or unknown; RangeError where its value is wrong,
   *   the lifetime is beyond `maxTtl` or the key's `verifyUntil`, no key may sign now, or the token would be too long
   * @example
   * ```ts
   * const token = links.sign('reports/q3.pdf', ['read'], '4h')
   * ```
   */
  readonly sign: (
    fileId: string,
    perms: StandardPerm | Perm | readonly (StandardPerm | Perm)[],
    ttl: Duration | number | Date,
    options?: SignOptions,
  ) => string
  /**
   * The grant of a link, or an exception: it fails closed.
   *
   * @param token what the client sent
   * @param request what the link must permit; left out, it asks for nothing but a living link without conditions
   * @throws LinkError where the link is refused; TypeError or RangeError where the request or the clock is wrong
   * @example
   * ```ts
   * const token = links.sign('reports/q3.pdf', ['read'], '4h')
   * console.log(links.verify(token, { fileId: 'reports/q3.pdf', perm: 'read' }).fileId) // reports/q3.pdf
   * ```
   */
  readonly verify: (token: string, request?: LinkRequest<StandardPerm | Perm>) => Grant
  /**
   * The same without an exception for a bad link; `grant` is there only on success.
   *
   * @throws TypeError or RangeError where the request or the clock is wrong
   * @example
   * ```ts
   * const { grant } = links.tryVerify('not a link')
   * console.log(grant) // undefined
   * ```
   */
  readonly tryVerify: (token: string, request?: LinkRequest<StandardPerm | Perm>) => LinkResult
}

/**
 * Makes the verbs for one set of keys and one purpose. Any number of servers that share the keys understand each other's links.
 *
 * @throws TypeError where an option is missing, unknown or of a wrong type; RangeError where its value is wrong
 * @example
 * ```ts
 * const links = createLinks({ keys: [createKey()], perms: ['annotate'], maxTtl: '1d' })
 * const token = links.sign('study-42', ['read', 'annotate'], '8h')
 * ```
 */
export function createLinks<const Perm extends string = never>(options: LinksOptions<Perm>): Links<Perm> {
  const given = readOptions(options, NAMES, 'options of createLinks')
  const settings = readSettings(given)
  const slot = slotFor(given.keys as LinksOptions['keys'], checkPurpose(given.purpose))
  return Object.freeze<Links<Perm>>({
    sign: (fileId, perms, ttl, more) => signLink(settings, slot.current, fileId, perms, ttl, more),
    verify: (token, request) => {
      const result = verifyLink(settings, slot.current, token, request)
      if (!result.ok) throw new LinkError(result.code, result.refused)
      return result.grant
    },
    tryVerify: (token, request) => verifyLink(settings, slot.current, token, request),
  })
}
