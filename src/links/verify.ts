import { isBinding, macMessage } from '../conditions/binding.ts'
import { refuseRequest } from '../conditions/conditions.ts'
import { decodeHoldersBlocks, decodeSignersBlock, type SignersBlock } from '../format/blocks.ts'
import { splitToken } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import { findKey } from '../keys/find-key.ts'
import type { KeyTable } from '../keys/keyring.ts'
import { equalMacs, type MacKey, macBlock, macText, verifyPlainMac } from '../mac.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import { isAscii } from '../values/encoding.ts'
import type { LinkRequest } from '../values/request.ts'
import type { ProvenLink } from './proven-link.ts'
import type { Settings } from './settings.ts'
import { allowFile, intersectBlocks, type Terms } from './terms.ts'
import { toGrant } from './to-grant.ts'

/** What `tryVerify` returns: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

/**
 * All checks of a token, in the order of SPEC.md, section 6, in three steps: open, MAC, judge. Before the MAC, a refusal reveals nothing but
 * which key ids are loaded; only the second step computes with a key. The request is checked in values/request.ts; conditions/list.ts orders
 * the conditions.
 */
export function verifyLink(settings: Settings, keys: KeyTable, token: unknown, request: LinkRequest): LinkResult {
  const now = readClock(settings.clock)
  const link = proveLink(keys, token, request.boundTo, now)
  if (typeof link === 'string') return refuse(link)
  // Whether a managed link was revoked is known only to a server that has its store.
  if (link.signed.issue !== undefined) {
    return refuse('state-required', toGrant(link, intersectBlocks(link.signed, link.holders), link.signed.file))
  }
  return judgeLink(settings, link, request, now)
}

/** Opens a token and verifies its MAC at `now`, in milliseconds; the code of a refusal if it is not a link of these keys. */
export function proveLink(
  keys: KeyTable,
  token: unknown,
  boundTo: string | undefined,
  now: number,
): ProvenLink | LinkErrorCode {
  const parts = splitToken(token)
  if (parts === undefined) return 'malformed'
  const { token: text, bound, start, end, macDot, narrowings } = parts
  // Before the key is looked up, so that a bound link reveals nothing about keys.
  if (bound && boundTo === undefined) return unlessMalformed('binding-required', text)

  const key = findKey(keys, text, parts.keyStart, start - 1)
  if (key === undefined || now >= key.verifyUntil) return unlessMalformed('unknown-key', text)
  const depth = narrowings.length
  // Stryker disable next-line ConditionalExpression: false goes the long way to the same end; all others fail dozens of tests
  const isPlain = !bound && depth === 0
  // The MAC of a plain link sees by itself what is not ASCII. Others must not be computed over text that bytes cannot give back.
  if (!isPlain && !isAscii(text)) return 'malformed'
  const macs = isPlain
    ? undefined
    : verifyChain(key.mac, text.slice(0, end), bound ? boundTo : undefined, narrowings, text.slice(macDot + 1))
  if (isPlain ? !verifyPlainMac(key.mac, text) : macs === undefined) return unlessMalformed('bad-signature', text)

  const signed = decodeSignersBlock(text, start, end)
  const holders = decodeHoldersBlocks(narrowings)
  if (signed === undefined || holders === undefined) return 'malformed'
  return { token: text, bound, depth, key, signed, holders, macs }
}

/** Judges a proven link at `now`, in milliseconds: whether what its blocks allow together permits the request. */
export function judgeLink(settings: Settings, link: ProvenLink, request: LinkRequest, now: number): LinkResult {
  const { signed, holders } = link
  const terms = intersectBlocks(signed, holders)
  const fileId = request.fileId ?? (signed.tree ? undefined : signed.file)
  const isFile = fileId !== undefined && allowFile(signed, holders, fileId)
  const grant = toGrant(link, terms, isFile ? fileId : signed.file)

  const untimely = refuseByTime(settings, signed, terms, now / 1000)
  if (untimely !== undefined) return refuse(untimely, grant)
  if (!isFile) return refuse('wrong-file', grant)
  if (!permits(terms.perms, request.perm)) return refuse('permission-denied', grant)
  // Last, because a request can have functions that are called only if a condition asks for them.
  const unmet = terms.conditions === undefined ? undefined : refuseRequest(terms.conditions, request)
  if (unmet !== undefined) return refuse(unmet, grant)
  return { ok: true, grant, code: undefined, refused: undefined }
}

/** The checks that depend on nothing but the time, at `now` in seconds. */
export function refuseByTime(
  { startLeeway, skew, maxTtl }: Settings,
  signed: SignersBlock,
  { start, expires }: Terms,
  now: number,
): LinkErrorCode | undefined {
  // A signer whose clock runs ahead would otherwise issue links that survive a revocation.
  const isFromFuture = signed.issue !== undefined && signed.issue.at > now + 2 * skew + 2
  if (isFromFuture || (start !== undefined && now < start - startLeeway)) return 'not-yet-valid'
  if (now >= expires) return 'expired'
  return isTooLongLived(signed, now, maxTtl + CLOCK_ALLOWANCE) ? 'too-long-lived' : undefined
}

/**
 * The code of a refusal before anything was proven. Text that is not ASCII is not a link, whatever else is wrong with it (SPEC.md,
 * section 6.4). A plain link that is accepted does not pay for this look.
 */
function unlessMalformed(code: LinkErrorCode, token: string): LinkErrorCode {
  return isAscii(token) ? code : 'malformed'
}

/** Without a prototype: a `grant` on a polluted `Object.prototype` must not make a success of it. */
export function refuse<G extends Grant>(
  code: LinkErrorCode,
  refused?: G,
): { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G } {
  const result =
    refused === undefined ? { __proto__: null, ok: false, code } : { __proto__: null, ok: false, code, refused }
  return result as unknown as { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G }
}

/** Recomputes the MAC of every block, and compares the last with `given`; undefined if they differ. */
function verifyChain(
  key: MacKey,
  signed: string,
  boundTo: string | undefined,
  narrowings: readonly string[],
  given: string,
): readonly string[] | undefined {
  // A value that no link can be bound to is wrong, and must not cost a MAC over all of its length.
  if (boundTo !== undefined && !isBinding(boundTo)) return undefined
  const first = macText(key, macMessage(signed, boundTo))
  let mac = first
  // Not by `push`, which a setter on a polluted `Object.prototype` would take a MAC from.
  const others = narrowings.map((block) => {
    mac = macBlock(mac, block, key.oneShot !== undefined)
    return mac
  })
  return equalMacs(mac, given) ? [first, ...others] : undefined
}

/** On the signer's block alone: a holder could otherwise narrow an over-long link into an acceptable one. */
function isTooLongLived({ expires, start = 0, issue }: SignersBlock, now: number, limit: number): boolean {
  // Of a managed link also since it was issued: how long a mark must be kept depends on it.
  if (issue !== undefined && (expires - Math.max(issue.at, start) > limit || start - issue.at > limit)) return true
  return expires - Math.max(now, start) > limit
}

function permits(perms: readonly string[], perm: string | undefined): boolean {
  return perm === undefined ? perms.length > 0 : perms.includes(perm)
}
