import { addressHex, isInNetworks } from '../conditions/addresses.ts'
import { isInside } from '../conditions/tree.ts'
import type { LinkErrorCode } from '../errors.ts'
import type { Block, SignersBlock } from '../format/block.ts'
import { type Frame, frameOf, isKeyId } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import type { LinkKey } from '../keys/keyring.ts'
import { equalMacs, macBlock, macText } from '../mac.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/time.ts'
import { isBinding, macInput } from './binding.ts'
import { type LinkRequest, readRequest } from './request.ts'
import type { Settings } from './settings.ts'
import { type Blocks, conjunction, decodeBlocks } from './terms.ts'

/** What `tryVerify` returns: `grant` is there only where `ok` is true, `refused` only where the MAC held. */
export type LinkResult =
  | { readonly ok: true; readonly grant: Grant; readonly code?: undefined; readonly refused?: undefined }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant; readonly grant?: undefined }

const ANY: LinkRequest = Object.freeze({})

/** All checks, in the order of SPEC.md, section 6. Everything before the MAC reads only what a forger knows anyway. */
export function verifyLink(settings: Settings, token: unknown, given: LinkRequest | undefined): LinkResult {
  const request = given === undefined ? ANY : readRequest(given, settings.perms)
  const now = readClock(settings.clock)

  const frame = frameOf(token)
  if (frame === undefined) return refuse('malformed')
  const key = settings.slot.current.byId.get(frame.keyId)
  if (key === undefined || now >= key.verifyUntil) return refuse(isKeyId(frame.keyId) ? 'unknown-key' : 'malformed')
  if (frame.bound && request.boundTo === undefined) return refuse('binding-required')
  if (!macHolds(frame, key, request.boundTo)) return refuse('bad-signature')

  const blocks = decodeBlocks(frame)
  if (blocks === undefined) return refuse('malformed')
  const terms = conjunction(blocks)
  const [signed] = blocks
  const fileId = request.fileId ?? (signed.tree ? undefined : signed.file)
  const holdsFile = fileId !== undefined && blocks.every((block) => includesFile(block, fileId))
  const grant = grantOf(frame, key, blocks, terms, holdsFile ? fileId : signed.file)

  if (now < (terms.start ?? 0) * 1000 - settings.startLeeway * 1000) return refuse('not-yet-valid', grant)
  if (now >= terms.expires * 1000) return refuse('expired', grant)
  if (isTooLongLived(signed, now / 1000, settings.maxTtl + CLOCK_ALLOWANCE)) return refuse('too-long-lived', grant)
  if (!holdsFile) return refuse('wrong-file', grant)
  if (!permits(terms.perms, request.perm)) return refuse('permission-denied', grant)
  if (!blocks.every((block) => includesAddress(block, request.address))) return refuse('wrong-address', grant)
  if (terms.httpsOnly && request.secure !== true) return refuse('https-required', grant)
  return { ok: true, grant }
}

function refuse(code: LinkErrorCode, refused?: Grant): LinkResult {
  return refused === undefined ? { ok: false, code } : { ok: false, code, refused }
}

/** Recomputes the MAC of every block; the one in the token must be the last of them. */
function macHolds({ bound, signed, end, depth, mac }: Frame, key: LinkKey, boundTo: string | undefined): boolean {
  // A value that no link can be bound to is wrong, and costs no MAC over all of its length.
  if (bound && !isBinding(boundTo as string)) return false
  let expected = macText(key.mac, macInput(signed.slice(0, end), bound ? boundTo : undefined))
  if (depth > 0) {
    for (const block of signed.slice(end + 1).split('~')) expected = macBlock(expected, block, key.mac.oneShot)
  }
  return equalMacs(expected, mac)
}

function includesFile(block: Block, fileId: string): boolean {
  if (block.file === undefined) return true
  return block.tree ? isInside(block.file, fileId) : block.file === fileId
}

/** On the signer's block alone: a holder could otherwise narrow an over-long link into an acceptable one. */
function isTooLongLived({ expires, start = 0 }: SignersBlock, now: number, limit: number): boolean {
  return expires - Math.max(now, start) > limit || start - now > limit
}

function permits(perms: readonly string[], perm: string | undefined): boolean {
  return perm === undefined ? perms.length > 0 : perms.includes(perm)
}

function includesAddress({ networks }: Block, address: string | undefined): boolean {
  if (networks === undefined) return true
  const hex = address === undefined ? undefined : addressHex(address)
  return hex !== undefined && isInNetworks(networks, hex)
}

function grantOf(frame: Frame, key: LinkKey, blocks: Blocks, terms: SignersBlock, fileId: string): Grant {
  const { bound, depth } = frame
  const { perms, expires, start, upload, response, ref } = terms
  const grant = { fileId, perms, expiresAt: new Date(expires * 1000), keyId: key.id, depth, bound }
  const tree = narrowestTree(blocks)
  if (
    start === undefined &&
    tree === undefined &&
    upload === undefined &&
    response === undefined &&
    ref === undefined
  ) {
    return grant
  }
  return {
    ...grant,
    ...(start !== undefined && { notBefore: new Date(start * 1000) }),
    ...(tree !== undefined && { tree }),
    ...(response !== undefined && { response }),
    ...(upload !== undefined && { upload }),
    ...(ref !== undefined && { ref }),
  }
}

/** All trees of a link that works lie one in the other, so that the longest is the one that counts. */
function narrowestTree(blocks: Blocks): string | undefined {
  let tree: string | undefined
  for (const block of blocks) {
    if (block.file !== undefined && !block.tree) return undefined
    if (block.file !== undefined && block.file.length > (tree?.length ?? 0)) tree = block.file
  }
  return tree
}
