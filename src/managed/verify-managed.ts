import type { Grant, LinkErrorCode, LinkRequest, LinkResult } from 'daypass'
import type { Issue } from '../format/issue.ts'
import type { KeyTable } from '../keys/keyring.ts'
import { judgeLink, refuse } from '../links/judge-link.ts'
import type { ProvenLink } from '../links/proven-link.ts'
import { proveLink } from '../links/verify.ts'
import { hashText, type MacKey } from '../mac.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import type { Context } from './context.ts'
import { linkIdsOf } from './identity.ts'
import { type ManagedGrant, type ManagedResult, toManagedGrant, type Uses } from './managed-grant.ts'
import type { AskedOfManaged } from './managed-request.ts'
import { isMarked, markKeys } from './marks.ts'
import { storedNumber } from './numbers.ts'
import { parsePolicy } from './policies.ts'

/**
 * All checks, in the order of SPEC.md, sections 6 and 10: those of a link without state first, so that whoever is refused anyway learns
 * nothing about state and uses nothing up; then marks, then the policy, and last the use. Rejects with a `StoreError` if the store does not
 * give an answer that makes sense.
 */
export async function verifyManaged(
  context: Context,
  token: unknown,
  { request, claim, count }: AskedOfManaged,
): Promise<ManagedResult> {
  const { settings, subjects } = context
  const now = readClock(settings.clock)
  const table = context.keys()
  const link = proveLink(table, token, request.boundTo, now)
  if (typeof link === 'string') return refuse(link)
  const issue = link.signed.issue
  const linkIds = linkIdsOf(link)
  const linkId = linkIds[linkIds.length - 1] as string
  const judged = judgeLink(settings, link, request, now)
  const refuseWith = (code: LinkErrorCode, grant: Grant | undefined): ManagedResult =>
    refuse(code, grant && toManagedGrant(grant, linkId, issue))
  if (!judged.ok) return refuseWith(judged.code, judged.refused)

  // Everything in one round trip, so that it is the state of one moment.
  const marks = markKeys(subjects, link, linkIds, request.fileId, judged.grant.ref)
  const terms = issue?.policy === undefined ? [] : [subjects.terms(issue.policy)]
  const { second, texts } = await context.birth.readWith(context.readRecent, [...marks, ...terms])
  if (issue !== undefined && issue.at <= second) return refuseWith('revoked', judged.grant)
  if (isMarked(texts.slice(0, marks.length), issue?.at)) return refuseWith('revoked', judged.grant)

  const policy = terms.length === 0 ? undefined : texts[marks.length]
  if (terms.length > 0 && policy === undefined) return refuseWith('revoked', judged.grant)
  const ruled = policy === undefined ? link : underPolicy(link, policy)
  // Again, since the store may have taken its time.
  const later = readClock(settings.clock)
  const isAsBefore = ruled === link && later === now && context.keys() === table
  const again = isAsBefore ? judged : judgeAgain(context, table, ruled, request, later)
  if (!again.ok) return refuseWith(again.code, again.refused)

  if (issue?.uses === undefined) return accept(toManagedGrant(again.grant, linkId, issue))
  const counter = { key: subjects.uses(linkIds[0] as string), end: (link.signed.expires + CLOCK_ALLOWANCE) * 1000 }
  const claimHash = claim === undefined ? undefined : hashText(`daypass/claim/${claim}`)
  const use = isToCount(count, again.grant) ? countUse : lookAtUse
  const { code, uses } = await use(context, counter, claimHash, issue as CountedIssue)
  const grant = toManagedGrant(again.grant, linkId, issue, uses)
  if (code !== undefined) return refuse(code, grant)
  const last = readClock(settings.clock)
  const ended = last === later && context.keys() === table ? again : judgeAgain(context, table, ruled, request, last)
  return ended.ok ? accept(grant) : refuse(ended.code, ended.refused && grant)
}

/** Judges a link once more, at a moment that is later than that of its proof: its key may have ended or been replaced, too. */
function judgeAgain(
  { settings, keys }: Context,
  table: KeyTable<MacKey>,
  link: ProvenLink,
  request: LinkRequest,
  now: number,
): LinkResult {
  if (keys() === table) {
    return now < link.key.verifyUntil ? judgeLink(settings, link, request, now) : refuse('unknown-key')
  }
  const proven = proveLink(keys(), link.token, request.boundTo, now)
  return typeof proven === 'string' ? refuse(proven) : judgeLink(settings, { ...link, key: proven.key }, request, now)
}

/** @throws TypeError if it is a function that returns anything but a boolean */
function isToCount(count: AskedOfManaged['count'], grant: Grant): boolean {
  const answer: unknown = typeof count === 'function' ? count(grant) : count
  if (typeof answer === 'boolean') return answer
  throw new TypeError('request: the function count must return a boolean')
}

/** A link with the text of its policy as one block more. */
function underPolicy(link: ProvenLink, policy: string): ProvenLink {
  return { ...link, holders: [...link.holders, parsePolicy(policy)] }
}

type CountedIssue = Issue & { readonly uses: number }

interface Counter {
  readonly key: string
  /** In milliseconds: after every link with this count has expired. */
  readonly end: number
}

type Counted = { readonly code: 'used-up' | 'revoked' | undefined; readonly uses: Uses }

/** Counts a use. */
async function countUse(
  { store, birth, lease }: Context,
  { key, end }: Counter,
  claim: string | undefined,
  { at, uses: max }: CountedIssue,
): Promise<Counted> {
  // The birth again, behind the use: if the store lost its memory since it was read, a link that is used up counts from zero. Sent together,
  // the two are one round trip, and on one connection the second is done after the first.
  const [{ admitted, used }, { second }] = await Promise.all([
    store.use(key, claim, max, lease, end),
    birth.readWith(store.read, []),
  ])
  const uses = { used, max, claimed: admitted && claim !== undefined }
  if (at <= second) return { code: 'revoked', uses }
  return { code: admitted ? undefined : 'used-up', uses }
}

/**
 * Looks whether a use would be counted, or is the same as one that was. The birth is read behind the lease, as behind a use: if the store lost
 * its memory in between, that shows.
 */
async function lookAtUse(
  { store, birth, lease }: Context,
  { key, end }: Counter,
  claim: string | undefined,
  { at, uses: max }: CountedIssue,
): Promise<Counted> {
  const [leased, { second, texts }] = await Promise.all([
    claim === undefined ? undefined : store.use(key, claim, 0, lease, end),
    birth.readWith(store.read, [key]),
  ])
  const used = storedNumber(texts[0]) ?? 0
  const claimed = leased?.admitted === true
  const uses = { used, max, claimed }
  if (at <= second) return { code: 'revoked', uses }
  return { code: used < max || claimed ? undefined : 'used-up', uses }
}

function accept(grant: ManagedGrant): ManagedResult {
  return { ok: true, grant, code: undefined, refused: undefined }
}
