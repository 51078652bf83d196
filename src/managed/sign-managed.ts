import type { SignOptions } from 'daypass'
import { randomText } from '#bytes'
import { type Issue, isNonce, MAX_USES } from '../format/issue.ts'
import { findSigningKey, signingKey } from '../keys/keyring.ts'
import { composeWith } from '../links/compose-link.ts'
import { type Lifetime, normalizeLifetime } from '../links/lifetime.ts'
import { addMac } from '../links/sign.ts'
import { normalizeFile, SIGN_NAMES } from '../links/sign-options.ts'
import { isDate, isNumber, isString, normalizeValue } from '../values/check.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import { NO_OPTIONS, normalizeOptions, type Options } from '../values/options.ts'
import { normalizePerms } from '../values/perms.ts'
import { durationText } from '../values/time.ts'
import type { Context } from './context.ts'
import { fileKeys, treeKey } from './marks.ts'
import { normalizePolicyName } from './policies.ts'

/** Options of `sign` of managed links: those of `createLinks`, and these. */
export interface ManagedSignOptions extends SignOptions {
  /** How often the link works, 1 to 1,000,000. Narrowing gives no more. */
  readonly uses?: number
  /** Name of a policy, 1 to 64 of `A-Z a-z 0-9 _ -`. Without a policy of this name, the link is refused. */
  readonly policy?: string
  /**
   * With `nonce`, both as `inspect` gives them: the same link again. Give its end as a `Date` and its conditions as they were, and keep the
   * key that signed it. A link that was signed within seconds of a change of keys may come out with the other key: compare `linkId`.
   */
  readonly issuedAt?: Date
  /** With `issuedAt`: 16 base64url characters. */
  readonly nonce?: string
}

const NAMES = [...SIGN_NAMES, 'uses', 'policy', 'issuedAt', 'nonce']

/** Makes a managed token (SPEC.md, sections 5.10 and 7). It asks no store. */
export function signManaged(context: Context, fileId: unknown, perms: unknown, ttl: unknown, given: unknown): string {
  const { settings, keys } = context
  const options: Options<keyof ManagedSignOptions> =
    given === undefined ? NO_OPTIONS : normalizeOptions(given, NAMES, 'options of sign')
  const now = readClock(settings.clock)
  const policy = options.policy === undefined ? undefined : normalizePolicyName(options.policy)
  const uses = options.uses === undefined ? undefined : normalizeUses(options.uses)
  const again = normalizeAgain(options, Math.floor(now / 1000))
  // The key of that time, so that it is the same link after the keys have been rotated, too.
  const key = (again && findSigningKey(keys(), again.at * 1000)) ?? signingKey(keys(), now)
  const file = normalizeFile(fileId, options.scope)
  const names = normalizePerms(perms, settings.perms)
  const issued = again ?? { at: issueNow(context, file, options, policy), nonce: randomText(12, 'base64url') }
  const lifetime = normalizeLifetime(ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  assertUsable(issued.at, lifetime, settings.maxTtl)
  return addMac(composeWith(key, file, names, lifetime, options, { ...issued, policy, uses }))
}

/** The second of a new link. */
function issueNow(
  { issuer, subjects }: Context,
  file: string,
  options: Options<'scope' | 'ref'>,
  policy: string | undefined,
): number {
  return issuer.issue(() => [
    subjects.all,
    ...fileKeys(subjects, file),
    ...(options.scope === undefined ? [] : [treeKey(subjects, file)]),
    ...(typeof options.ref === 'string' ? [subjects.ref(options.ref)] : []),
    ...(policy === undefined ? [] : [subjects.policy(policy)]),
  ])
}

/** No verifier would accept such a link (SPEC.md, section 6.4): whoever signs it is to know. */
function assertUsable(issuedAt: number, { start = issuedAt, expires }: Lifetime, maxTtl: number): void {
  if (expires <= issuedAt) {
    const time = new Date(issuedAt * 1000).toISOString()
    throw new RangeError(`ttl must end after the link is issued, which is at ${time}`)
  }
  const isTooLate = start - issuedAt > maxTtl || expires - Math.max(issuedAt, start) > maxTtl
  if (isTooLate) throw new RangeError(`notBefore and ttl must be at most ${durationText(maxTtl)} after issuedAt`)
}

function normalizeUses(value: unknown): number {
  const isCount = (uses: number): boolean => Number.isInteger(uses) && uses >= 1 && uses <= MAX_USES
  return normalizeValue(value, isNumber, 'uses', `a whole number from 1 to ${MAX_USES}`, isCount)
}

function normalizeAgain(
  { issuedAt, nonce }: Options<'issuedAt' | 'nonce'>,
  now: number,
): Pick<Issue, 'at' | 'nonce'> | undefined {
  if (issuedAt === undefined && nonce === undefined) return undefined
  if (issuedAt === undefined || nonce === undefined)
    throw new TypeError('issuedAt and nonce belong together: give both')
  if (!isDate(issuedAt)) throw new TypeError('issuedAt must be a Date')
  const at = Math.floor(issuedAt.getTime() / 1000)
  if (!(at >= 0 && at <= now + CLOCK_ALLOWANCE))
    throw new RangeError('issuedAt must be a valid Date, at most 15 minutes in the future')
  return { at, nonce: normalizeValue(nonce, isString, 'nonce', '16 base64url characters', isNonce) }
}
