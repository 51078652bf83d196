import { isBinding, macInput } from '../conditions/binding.ts'
import type { LinkErrorCode } from '../errors.ts'
import { type Frame, frameOf } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import type { KeyTable, LinkKey } from '../keys/keyring.ts'
import { endsInMac, equalMacs, macBlock, macText } from '../mac.ts'
import { decodeBlocks, type SignersBlock } from '../narrowing/blocks.ts'
import { allowAddress, allowFile, conjunction } from '../narrowing/conjunction.ts'
import { grantOf } from '../narrowing/grant-of.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import { type LinkRequest, resolveMember } from '../values/request.ts'
import type { Settings } from '../values/settings.ts'

/** What `tryVerify` returns: `grant` is defined only if `ok` is true, `refused` only if the signature was valid. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

/** All checks, in the order of SPEC.md, section 6. Before the MAC, a refusal reveals nothing but which key ids are loaded. */
export function verifyLink(settings: Settings, keys: KeyTable, token: unknown, request: LinkRequest): LinkResult {
  const now = readClock(settings.clock)

  const frame = frameOf(token)
  if (frame === undefined) return refuse('malformed')
  // Before the key is looked up, so that a bound link reveals nothing about keys.
  if (frame.bound && request.boundTo === undefined) return refuse('binding-required')
  const key = keys.byId.get(frame.keyId)
  if (key === undefined || now >= key.verifyUntil) return refuse('unknown-key')
  if (!macHolds(frame, key, request.boundTo)) return refuse('bad-signature')

  const blocks = decodeBlocks(frame)
  if (blocks === undefined) return refuse('malformed')
  const signed = blocks[0]
  const terms = conjunction(blocks)
  const start = terms.conditions?.start ?? 0
  const fileId = request.fileId ?? (signed.conditions?.tree ? undefined : signed.file)
  const isFile = fileId !== undefined && allowFile(blocks, fileId)
  const grant = grantOf(frame, key, blocks, terms, isFile ? fileId : signed.file)

  const seconds = now / 1000
  if (seconds < start - settings.startLeeway) return refuse('not-yet-valid', grant)
  if (seconds >= terms.expires) return refuse('expired', grant)
  if (isTooLongLived(signed, seconds, settings.maxTtl + CLOCK_ALLOWANCE)) return refuse('too-long-lived', grant)
  if (!isFile) return refuse('wrong-file', grant)
  if (!permits(terms.perms, request.perm)) return refuse('permission-denied', grant)
  // Last, because these two may be functions, which are called only if it matters.
  if (!allowAddress(blocks, request)) return refuse('wrong-address', grant)
  if (terms.conditions?.httpsOnly && resolveMember(request, 'secure') !== true) return refuse('https-required', grant)
  return { ok: true, grant, code: undefined, refused: undefined }
}

/** Without a prototype: a `grant` on a polluted `Object.prototype` must not make a success of it. */
function refuse(code: LinkErrorCode, refused?: Grant): LinkResult {
  const result =
    refused === undefined ? { __proto__: null, ok: false, code } : { __proto__: null, ok: false, code, refused }
  return result as LinkResult
}

/** Recomputes the MAC of every block, and compares the last with that of the token. */
function macHolds({ token, bound, end, macDot, narrowings }: Frame, { mac: key }: LinkKey, asked?: string): boolean {
  // Stryker disable next-line ConditionalExpression: false goes the long way to the same end; all others fail dozens of tests
  if (!bound && narrowings.length === 0) return endsInMac(key, token)
  const boundTo = bound ? asked : undefined
  // A value that no link can be bound to is wrong, and must not cost a MAC over all of its length.
  if (boundTo !== undefined && !isBinding(boundTo)) return false
  let mac = macText(key, macInput(token.slice(0, end), boundTo))
  for (const block of narrowings) mac = macBlock(mac, block, key.oneShot)
  return equalMacs(mac, token.slice(macDot + 1))
}

/** On the signer's block alone: a holder could otherwise narrow an over-long link into an acceptable one. */
function isTooLongLived({ expires, conditions }: SignersBlock, now: number, limit: number): boolean {
  return expires - Math.max(now, conditions?.start ?? 0) > limit
}

function permits(perms: readonly string[], perm: string | undefined): boolean {
  return perm === undefined ? perms.length > 0 : perms.includes(perm)
}
