import { isBinding, macMessage } from '../conditions/binding.ts'
import { refuseRequest } from '../conditions/conditions.ts'
import { decodeBlocks, type SignersBlock } from '../format/blocks.ts'
import { splitToken, type TokenParts } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import type { KeyTable, LinkKey } from '../keys/keyring.ts'
import { equalMacs, type MacKey, macBlock, macText, verifyPlainMac } from '../mac.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import type { LinkRequest } from '../values/request.ts'
import type { Settings } from './settings.ts'
import { allowFile, intersectBlocks } from './terms.ts'
import { toGrant } from './to-grant.ts'

/** What `tryVerify` returns: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

/**
 * All checks of a token, in the order of SPEC.md, section 6, in three steps. Before the MAC, a refusal reveals nothing but which key ids
 * are loaded; only the second step touches a key. The request is checked in values/request.ts; conditions/list.ts orders the conditions.
 */
export function verifyLink(settings: Settings, keys: KeyTable, token: unknown, request: LinkRequest): LinkResult {
  const now = readClock(settings.clock)

  // 1. Open.
  const parts = splitToken(token)
  if (parts === undefined) return refuse('malformed')
  // Before the key is looked up, so that a bound link reveals nothing about keys.
  if (parts.bound && request.boundTo === undefined) return refuse('binding-required')

  // 2. MAC.
  const key = keys.byId.get(parts.keyId)
  if (key === undefined || now >= key.verifyUntil) return refuse('unknown-key')
  if (!verifyMac(parts, key.mac, request.boundTo)) return refuse('bad-signature')

  // 3. Judge.
  return judge(settings, parts, key, request, now / 1000)
}

/** The checks of a token whose MAC is right, at `now` in seconds. */
function judge(settings: Settings, parts: TokenParts, key: LinkKey, request: LinkRequest, now: number): LinkResult {
  const blocks = decodeBlocks(parts)
  if (blocks === undefined) return refuse('malformed')
  const signed = blocks[0]
  const terms = intersectBlocks(blocks)
  const fileId = request.fileId ?? (signed.tree ? undefined : signed.file)
  const isFile = fileId !== undefined && allowFile(blocks, fileId)
  const grant = toGrant(parts, key, blocks, terms, isFile ? fileId : signed.file)

  if (terms.start !== undefined && now < terms.start - settings.startLeeway) return refuse('not-yet-valid', grant)
  if (now >= terms.expires) return refuse('expired', grant)
  if (isTooLongLived(signed, now, settings.maxTtl + CLOCK_ALLOWANCE)) return refuse('too-long-lived', grant)
  if (!isFile) return refuse('wrong-file', grant)
  if (!permits(terms.perms, request.perm)) return refuse('permission-denied', grant)
  // Last, because a request can have functions that are called only if a condition asks for them.
  const code = terms.conditions === undefined ? undefined : refuseRequest(terms.conditions, request)
  if (code !== undefined) return refuse(code, grant)
  return { ok: true, grant, code: undefined, refused: undefined }
}

/** Without a prototype: a `grant` on a polluted `Object.prototype` must not make a success of it. */
function refuse(code: LinkErrorCode, refused?: Grant): LinkResult {
  const result =
    refused === undefined ? { __proto__: null, ok: false, code } : { __proto__: null, ok: false, code, refused }
  return result as LinkResult
}

/** Recomputes the MAC of every block, and compares the last with that of the token. */
function verifyMac({ token, bound, end, macDot, narrowings }: TokenParts, key: MacKey, asked?: string): boolean {
  // Stryker disable next-line ConditionalExpression: false goes the long way to the same end; all others fail dozens of tests
  if (!bound && narrowings.length === 0) return verifyPlainMac(key, token)
  const boundTo = bound ? asked : undefined
  // A value that no link can be bound to is wrong, and must not cost a MAC over all of its length.
  if (boundTo !== undefined && !isBinding(boundTo)) return false
  let mac = macText(key, macMessage(token.slice(0, end), boundTo))
  for (const block of narrowings) mac = macBlock(mac, block, key.oneShot !== undefined)
  return equalMacs(mac, token.slice(macDot + 1))
}

/** On the signer's block alone: a holder could otherwise narrow an over-long link into an acceptable one. */
function isTooLongLived({ expires, start }: SignersBlock, now: number, limit: number): boolean {
  return expires - Math.max(now, start ?? 0) > limit
}

function permits(perms: readonly string[], perm: string | undefined): boolean {
  return perm === undefined ? perms.length > 0 : perms.includes(perm)
}
