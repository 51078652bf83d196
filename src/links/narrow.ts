import { LinkError } from '../errors.ts'
import { emptyBlock, encodeBlock } from '../format/block.ts'
import { checkFileId } from '../format/file-id.ts'
import { frameOf, isKeyId, MAX_DEPTH, MAX_TOKEN } from '../format/token.ts'
import type { UploadLimits } from '../grant.ts'
import { isMacText, macBlock } from '../mac.ts'
import { readOptions } from '../values/options.ts'
import { normalisePerms } from '../values/perms.ts'
import { type Duration, instantSeconds } from '../values/time.ts'
import { setConditions } from './conditions.ts'
import { decodeBlocks } from './terms.ts'

/** What a holder can cut a link down to. At least one is given. */
export interface NarrowOptions {
  /** Permissions to keep; those that the link has not are not added. */
  readonly perms?: string | readonly string[]
  /** An earlier end: a duration from now (by the system clock), or a `Date`. */
  readonly ttl?: Date | Duration | number
  /** A later start: a duration from now (by the system clock), or a `Date`. A `ttl` given as a duration counts from it. */
  readonly notBefore?: Date | Duration | number
  /** One file out of a tree, or with `scope: 'tree'` a folder in it. */
  readonly fileId?: string
  /** `'tree'`: `fileId` is a folder. */
  readonly scope?: 'tree'
  /** IPv4 and IPv6 addresses and CIDRs that may use the link, beside what it demands already. */
  readonly addresses?: readonly string[]
  /** Refused over plain http. */
  readonly httpsOnly?: boolean
  /** Smaller upload limits. */
  readonly upload?: UploadLimits
}

const NAMES = ['perms', 'ttl', 'notBefore', 'fileId', 'scope', 'addresses', 'httpsOnly', 'upload'] as const

/**
 * Cuts a link down, without any key: whoever holds a link can pass on less of it. What the new link allows is what the old one
 * and these options both allow, so nothing can be widened; a link that is left with nothing is refused when it is used.
 *
 * @param token a link, plain or bound, narrowed up to 7 times already
 * @returns the narrowed link, to be used on its own
 * @throws LinkError `malformed` where `token` is no link; TypeError where no option is given, one is unknown, or has a wrong type;
 *   RangeError where a value is wrong, the link would be too long, or it was narrowed 8 times
 * @example
 * ```ts
 * const token = links.sign('studies/42', ['read', 'list'], '1d', { scope: 'tree' })
 * const forColleague = narrow(token, { perms: 'read', fileId: 'studies/42/slide-7.dcm', ttl: '10m' })
 * console.log(links.verify(forColleague, { fileId: 'studies/42/slide-7.dcm' }).perms) // [ 'read' ]
 * ```
 */
export function narrow(token: string, options: NarrowOptions): string {
  const block = encodeBlock(blockOf(options)).slice(1)
  if (block === '') throw new TypeError('narrow: nothing to narrow')
  const frame = frameOf(token)
  // The holder has no key to prove the token with, but can see that it has the form of one.
  if (frame === undefined || !isKeyId(frame.keyId) || !isMacText(frame.mac) || decodeBlocks(frame) === undefined) {
    throw new LinkError('malformed')
  }
  if (frame.depth >= MAX_DEPTH) throw new RangeError(`narrow: a link can be narrowed ${MAX_DEPTH} times`)
  const narrowed = `${frame.signed}~${block}.${macBlock(frame.mac, block)}`
  if (narrowed.length > MAX_TOKEN) throw new RangeError(`narrow: the link would be longer than ${MAX_TOKEN} characters`)
  return narrowed
}

function blockOf(value: NarrowOptions): ReturnType<typeof emptyBlock> {
  const options = readOptions(value, NAMES, 'narrow')
  const { perms, ttl, notBefore, fileId } = options
  const now = Math.floor(Date.now() / 1000)
  const block = emptyBlock()
  if (perms !== undefined) block.perms = normalisePerms(perms)
  if (notBefore !== undefined) block.start = instantSeconds(notBefore, now, 'notBefore')
  if (ttl !== undefined) block.expires = instantSeconds(ttl, block.start ?? now, 'ttl')
  if (block.expires !== undefined && block.start !== undefined && block.expires <= block.start) {
    throw new RangeError('narrow: ttl must end after notBefore')
  }
  if (fileId !== undefined) block.file = checkFileId(fileId)
  setConditions(block, options)
  return block
}
