import { isBinding, macMessage } from '../conditions/binding.ts'
import { refuseRequest } from '../conditions/conditions.ts'
import { type Blocks, decodeBlocks, type SignersBlock } from '../format/blocks.ts'
import { splitToken, type TokenParts } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import type { KeyTable, LinkKey } from '../keys/keyring.ts'
import { equalMacs, type MacKey, macBlock, macText, verifyPlainMac } from '../mac.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import type { LinkRequest } from '../values/request.ts'
import type { Settings } from './settings.ts'
import { allowFile, intersectBlocks, type Terms } from './terms.ts'
import { toGrant } from './to-grant.ts'

/** What `tryVerify` returns: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

/** A link that has been proven: its signature is right and its blocks are well-formed. Nothing about it has been judged. */
export interface ProvenLink {
  readonly parts: TokenParts
  readonly key: LinkKey
  readonly blocks: Blocks
  /** The MACs of the token and of all its ancestors, the signer's first. Undefined: the only one is that in the token. */
  readonly macs: readonly string[] | undefined
}

/**
 * All checks of a token, in the order of SPEC.md, section 6, in three steps: open, MAC, judge. Before the MAC, a refusal reveals nothing but
 * which key ids are loaded; only the second step computes with a key. The request is checked in values/request.ts; conditions/list.ts orders
 * the conditions.
 */
export function verifyLink(settings: Settings, keys: KeyTable, token: unknown, request: LinkRequest): LinkResult {
  const now = readClock(settings.clock)
  const link = proveLink(keys, token, request.boundTo, now)
  if (typeof link === 'string') return refuse(link)
  const { parts, key, blocks } = link
  // Whether a managed link was revoked is known only to a server that has its store.
  if (blocks[0].issue !== undefined) {
    return refuse('state-required', toGrant(parts, key, blocks, intersectBlocks(blocks), blocks[0].file))
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
  // Before the key is looked up, so that a bound link reveals nothing about keys.
  if (parts.bound && boundTo === undefined) return 'binding-required'

  const key = keys.byId.get(parts.keyId)
  if (key === undefined || now >= key.verifyUntil) return 'unknown-key'
  // Stryker disable next-line ConditionalExpression: false goes the long way to the same end; all others fail dozens of tests
  const isPlain = !parts.bound && parts.narrowings.length === 0
  const macs = isPlain ? undefined : verifyChain(parts, key.mac, boundTo)
  if (isPlain ? !verifyPlainMac(key.mac, parts.token) : macs === undefined) return 'bad-signature'

  const blocks = decodeBlocks(parts)
  return blocks === undefined ? 'malformed' : { parts, key, blocks, macs }
}

/** Judges a proven link at `now`, in milliseconds: whether what its blocks allow together permits the request. */
export function judgeLink(
  settings: Settings,
  { parts, key, blocks }: ProvenLink,
  request: LinkRequest,
  now: number,
): LinkResult {
  const signed = blocks[0]
  const terms = intersectBlocks(blocks)
  const fileId = request.fileId ?? (signed.tree ? undefined : signed.file)
  const isFile = fileId !== undefined && allowFile(blocks, fileId)
  const grant = toGrant(parts, key, blocks, terms, isFile ? fileId : signed.file)

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

/** Without a prototype: a `grant` on a polluted `Object.prototype` must not make a success of it. */
export function refuse<G extends Grant>(
  code: LinkErrorCode,
  refused?: G,
): { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G } {
  const result =
    refused === undefined ? { __proto__: null, ok: false, code } : { __proto__: null, ok: false, code, refused }
  return result as unknown as { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: G }
}

/** Recomputes the MAC of every block, and compares the last with that of the token; undefined if they differ. */
function verifyChain(parts: TokenParts, key: MacKey, asked: string | undefined): readonly string[] | undefined {
  const { token, bound, end, macDot, narrowings } = parts
  const boundTo = bound ? asked : undefined
  // A value that no link can be bound to is wrong, and must not cost a MAC over all of its length.
  if (boundTo !== undefined && !isBinding(boundTo)) return undefined
  const first = macText(key, macMessage(token.slice(0, end), boundTo))
  let mac = first
  // Not by `push`, which a setter on a polluted `Object.prototype` would take a MAC from.
  const others = narrowings.map((block) => {
    mac = macBlock(mac, block, key.oneShot !== undefined)
    return mac
  })
  return equalMacs(mac, token.slice(macDot + 1)) ? [first, ...others] : undefined
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
