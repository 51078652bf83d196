import type { Grant } from '../grant.ts'
import { findSigningKey, keysForPurpose } from '../keys/keyring.ts'
import { composeLink } from '../links/compose-link.ts'
import type { LinkResult } from '../links/judge-link.ts'
import { LINKS_NAMES, type LinksOptions } from '../links/links-options.ts'
import { refusalError } from '../links/refusal-error.ts'
import { normalizePurpose, normalizeSettings } from '../links/settings.ts'
import type { SignOptions } from '../links/sign-options.ts'
import { readClock } from '../values/clock.ts'
import { normalizeOptions } from '../values/options.ts'
import type { StandardPerm } from '../values/perms.ts'
import { type LinkRequest, normalizeRequest } from '../values/request.ts'
import type { Duration } from '../values/time.ts'
import { deriveKey, macText } from './mac.ts'
import { verifyLink } from './verify.ts'

/**
 * Signing and verifying by Web Crypto, which is asynchronous. Arguments, results and errors are those of `createLinks` of `daypass`; what that
 * throws is a rejection here. The functions work detached: `const { sign, verify, tryVerify } = links`.
 */
export interface Links<Perm extends string = never> {
  /**
   * Makes a link: the same token that `sign` of `daypass` makes.
   *
   * @param fileId 1 to 512 UTF-8 bytes of well-formed Unicode without NUL; opaque, compared byte for byte. Readable in the token
   * @param perms one permission or several, standard or declared; order and repetition make no difference
   * @param ttl how long it works: `'90s'`, `'15m'`, `'4h'`, `'7d'`, a number of seconds from 1 to 86,400 (no whole thousand from 10,000
   *   up, which is nearly always milliseconds), or the `Date` at which it ends
   * @param options conditions, each off if left out; lists of at most 1,024 entries
   * @returns a token of at most 2,048 URL-safe characters
   * @throws TypeError if an argument or option is of a wrong type or unknown; RangeError if its value is wrong, the lifetime
   *   is beyond `maxTtl` or the key's `verifyUntil`, no key can sign at this time, or the token would be too long; Error if the runtime has no
   *   `crypto.subtle`
   * @example
   * ```ts
   * import { createKey, createLinks } from 'daypass/web'
   *
   * const { sign } = createLinks({ keys: [createKey()] })
   * const token = await sign('reports/q3.pdf', ['read'], '4h')
   * ```
   */
  readonly sign: (
    fileId: string,
    perms: StandardPerm | Perm | readonly (StandardPerm | Perm)[],
    ttl: Duration | number | Date,
    options?: SignOptions,
  ) => Promise<string>
  /**
   * The grant of a link, or a rejection: it fails closed.
   *
   * @param token what the client sent; anything but a string is `malformed`
   * @param request what the link must permit; left out, a link to one file is accepted for any permission, unless it is bound or restricted to
   *   addresses or https
   * @throws LinkError if the link is refused; TypeError or RangeError if the request or the clock is wrong; what a function in
   *   the request throws; Error if the runtime has no `crypto.subtle`
   * @example
   * ```ts
   * import { createKey, createLinks } from 'daypass/web'
   *
   * const { sign, verify } = createLinks({ keys: [createKey()] })
   * const token = await sign('reports/q3.pdf', ['read'], '4h')
   * console.log((await verify(token, { fileId: 'reports/q3.pdf', perm: 'read' })).fileId) // reports/q3.pdf
   * ```
   */
  readonly verify: (token: unknown, request?: LinkRequest<StandardPerm | Perm>) => Promise<Grant>
  /**
   * The same without a rejection for a bad link; `grant` is defined only on success.
   *
   * @throws TypeError or RangeError if the request or the clock is wrong; what a function in the request throws; Error if the
   *   runtime has no `crypto.subtle`
   * @example
   * ```ts
   * import { createKey, createLinks } from 'daypass/web'
   *
   * const { tryVerify } = createLinks({ keys: [createKey()] })
   * console.log((await tryVerify('not a link')).code) // malformed
   * ```
   */
  readonly tryVerify: (token: unknown, request?: LinkRequest<StandardPerm | Perm>) => Promise<LinkResult>
  /**
   * Id of the key that `sign` would use now, or undefined if no key can sign at this time. It changes with the clock and when the keys
   * of a keyring are replaced, so ask again instead of storing it.
   *
   * @throws RangeError if the clock is wrong
   * @example
   * ```ts
   * import { createKey, createLinks } from 'daypass/web'
   *
   * console.log(createLinks({ keys: [createKey('2026-11')] }).signingKeyId()) // 2026-11
   * ```
   */
  readonly signingKeyId: () => string | undefined
  /** All permissions that these links know, standard and declared: sorted and frozen. */
  readonly perms: readonly string[]
}

/**
 * Makes the verbs for one set of keys and one purpose. They understand the links of `createLinks` of `daypass` with the same keys, and make
 * the same. Nothing is computed before a verb is called, so that it may be called at the top of a worker.
 *
 * @throws TypeError if an option is missing, unknown or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * import { createKey, createLinks } from 'daypass/web'
 *
 * const links = createLinks({ keys: [createKey()], perms: ['annotate'], maxTtl: '1d' })
 * const token = await links.sign('study-42', ['read', 'annotate'], '8h')
 * ```
 */
export function createLinks<const Perm extends string = never>(options: LinksOptions<Perm>): Links<Perm> {
  const given = normalizeOptions(options, LINKS_NAMES, 'options of createLinks')
  const settings = normalizeSettings(given)
  const keys = keysForPurpose(given.keys, normalizePurpose(given.purpose), deriveKey)
  return Object.freeze<Links<Perm>>({
    sign: async (fileId, perms, ttl, more) => {
      const { text, message, key } = composeLink(settings, keys(), fileId, perms, ttl, more)
      return `${text}.${await macText(await key.mac(), message)}`
    },
    verify: async (token, request) => {
      const asked = normalizeRequest(request, settings.perms)
      const result = await verifyLink(settings, keys, token, asked)
      if (!result.ok) throw refusalError(result.code, result.refused, token, asked)
      return result.grant
    },
    tryVerify: async (token, request) => {
      return verifyLink(settings, keys, token, normalizeRequest(request, settings.perms))
    },
    signingKeyId: () => findSigningKey(keys(), readClock(settings.clock))?.id,
    perms: Object.freeze([...settings.perms].sort()),
  })
}
