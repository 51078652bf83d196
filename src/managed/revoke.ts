import { ref } from '../conditions/ref.ts'
import { normalizeFile } from '../links/sign-options.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import { normalizeOptions } from '../values/options.ts'
import type { Context } from './context.ts'
import { linkIdsOf, normalizeLinkId } from './identity.ts'
import { markLink, markSubject, treeKey } from './marks.ts'
import { normalizePolicyName } from './policies.ts'
import { proveToken } from './prove-token.ts'
import { foldersOf } from './subjects.ts'

/** What `revoke` takes back: exactly one of these. */
export type RevokeSubject =
  /** A link, and all links that were narrowed from it. `boundTo` is what a bound link is bound to. */
  | { readonly token: unknown; readonly boundTo?: string }
  /** The same by its identity, as a grant gives it. */
  | { readonly linkId: string }
  /** All links to a file; with `scope: 'tree'` all to a folder and to what is inside it. */
  | { readonly fileId: string; readonly scope?: 'tree' }
  /** All links with this `ref`: of a user, a group, a mailing. */
  | { readonly ref: string }
  /** All links under this policy, which itself stays. */
  | { readonly policy: string }
  /** All links of this purpose. */
  | { readonly all: true }

/** What `revoke` resolves to. */
export interface Revoked {
  /**
   * The end of the time in which links that *other* instances sign for the same subject are refused for good. For a single link it is the
   * instant of the revocation.
   */
  readonly until: Date
}

const SUBJECTS = ['token', 'linkId', 'fileId', 'ref', 'policy', 'all'] as const
const COMPANIONS = { boundTo: 'token', scope: 'fileId' } as const

/** Marks one subject, and resolves once the store has acknowledged it. */
export async function revokeLinks(context: Context, given: unknown): Promise<Revoked> {
  const options = normalizeOptions(given, [...SUBJECTS, 'boundTo', 'scope'], 'revoke')
  const named = SUBJECTS.filter((name) => Object.hasOwn(options, name))
  if (named.length !== 1) throw new TypeError(`revoke takes exactly one of ${SUBJECTS.join(', ')}`)
  for (const [name, subject] of Object.entries(COMPANIONS)) {
    if (Object.hasOwn(options, name) && named[0] !== subject) throw new TypeError(`revoke: ${name} requires ${subject}`)
  }
  const { settings, subjects } = context
  const until = (mark: number): Revoked => ({ until: new Date((mark + 1) * 1000) })
  switch (named[0]) {
    case 'token': {
      const link = proveToken(context, options.token, options.boundTo)
      const linkId = linkIdsOf(link).at(-1) as string
      await markLink(context, linkId, link.signed.expires)
      return { until: new Date(readClock(settings.clock)) }
    }
    case 'linkId': {
      const now = readClock(settings.clock)
      // Nobody knows when it expires: as long as any link that has been issued until now can live.
      const end = Math.ceil(now / 1000) + settings.skew + 2 * (settings.maxTtl + CLOCK_ALLOWANCE)
      await markLink(context, normalizeLinkId(options.linkId), end)
      return { until: new Date(now) }
    }
    case 'fileId': {
      const fileId = normalizeFile(options.fileId, options.scope)
      const key = options.scope ? subjects.folder(fileId) : subjects.file(fileId)
      const trees = foldersOf(fileId).map((folder) => treeKey(subjects, folder))
      return until(await markSubject(context, key, trees))
    }
    case 'ref':
      return until(await markSubject(context, subjects.ref(ref.normalize(options.ref) as string)))
    case 'policy':
      return until(await markSubject(context, subjects.policy(normalizePolicyName(options.policy))))
    default:
      if (options.all !== true) throw new TypeError('revoke: all must be true')
      return until(await markSubject(context, subjects.all))
  }
}
