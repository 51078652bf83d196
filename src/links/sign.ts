import { checkResponse } from '../conditions/response.ts'
import { type Block, emptyBlock, encodeBlock, MAX_REF } from '../format/block.ts'
import { checkFileId } from '../format/file-id.ts'
import { headOf, MAX_TOKEN } from '../format/token.ts'
import type { ResponseHeaders, UploadLimits } from '../grant.ts'
import { type LinkKey, signingKey } from '../keys/keyring.ts'
import { macText } from '../mac.ts'
import { type Options, readOptions } from '../values/options.ts'
import { isStandardPerm, normalisePerms } from '../values/perms.ts'
import { checkText } from '../values/text.ts'
import { type Duration, durationSeconds, instantSeconds, MAX_TIME, readClock } from '../values/time.ts'
import { MAX_BINDING, macInput } from './binding.ts'
import { setConditions } from './conditions.ts'
import type { Settings } from './settings.ts'

/** Conditions of a link: each is optional, and off where it is left out. */
export interface SignOptions {
  /** First instant at which the link works, at most `maxTtl` ahead; a lifetime given as a duration counts from it. */
  readonly notBefore?: Date | Duration | number
  /** `'tree'`: the file id is a folder, and the link opens it and every id below it, on `/` boundaries. */
  readonly scope?: 'tree'
  /** IPv4 and IPv6 addresses and CIDRs that may use the link. */
  readonly addresses?: readonly string[]
  /** Refused over plain http. */
  readonly httpsOnly?: boolean
  /** A session, user or tenant, 1 to 256 UTF-8 bytes, that the token does not show and the request must name. */
  readonly boundTo?: string
  /** Headers to answer a download with. */
  readonly response?: ResponseHeaders
  /** Limits to hold an upload to. */
  readonly upload?: UploadLimits
  /** Correlation id or other small text, 1 to 256 UTF-8 bytes, back in the grant. Readable in the token. */
  readonly ref?: string
  /** Rounds the expiry up to a multiple of this, at most the lifetime, so that links made within it are identical. */
  readonly roundExpiry?: Duration | number
}

const NAMES = [
  'notBefore',
  'scope',
  'addresses',
  'httpsOnly',
  'boundTo',
  'response',
  'upload',
  'ref',
  'roundExpiry',
] as const

/** Makes a token (SPEC.md, section 7). Everything is checked before anything is signed. */
export function signLink(settings: Settings, fileId: unknown, perms: unknown, ttl: unknown, more: unknown): string {
  const options = more === undefined ? {} : readOptions(more, NAMES, 'sign')
  const now = readClock(settings.clock)
  const key = signingKey(settings.slot.current, now)
  const block = emptyBlock()
  block.file = checkFileId(fileId)
  block.perms = normalisePerms(perms, settings.perms)
  setTimes(block, ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  if (more !== undefined) {
    setConditions(block, options)
    setSignersConditions(block, block.perms, options)
  }
  const boundTo = options.boundTo === undefined ? undefined : checkText(options.boundTo, 'boundTo', MAX_BINDING)
  const signed = headOf(key.id, boundTo !== undefined) + encodeBlock(block).slice(1)
  const token = `${signed}.${macText(key.mac, macInput(signed, boundTo))}`
  if (token.length > MAX_TOKEN) throw new RangeError(`the link would be longer than ${MAX_TOKEN} characters`)
  return token
}

type SignRecord = Options<(typeof NAMES)[number]>

function setTimes(block: Block, ttl: unknown, options: SignRecord, now: number, maxTtl: number, key: LinkKey): void {
  const notBefore = options.notBefore === undefined ? now : instantSeconds(options.notBefore, now, 'notBefore')
  const start = Math.max(now, notBefore)
  if (start - now > maxTtl) throw new RangeError(`notBefore must be at most maxTtl (${maxTtl} seconds) ahead`)
  const asked = instantSeconds(ttl, notBefore, 'ttl')
  if (asked <= start) throw new RangeError('ttl must end after now, and after the link starts')
  if (asked - start > maxTtl) throw new RangeError(`ttl must be at most maxTtl (${maxTtl} seconds)`)
  const keyEnd = Math.floor(key.verifyUntil / 1000)
  // A link would end without a word when its key does (boto3#2392).
  if (asked > keyEnd) throw new RangeError(`ttl must end before key "${key.id}" does, at its verifyUntil`)
  const latest = Math.min(start + maxTtl, keyEnd, MAX_TIME)
  block.expires = options.roundExpiry === undefined ? asked : roundExpiry(asked, start, latest, options.roundExpiry)
  if (options.notBefore !== undefined) block.start = notBefore
}

function roundExpiry(expires: number, start: number, latest: number, value: unknown): number {
  const window = durationSeconds(value, 'roundExpiry')
  if (window > expires - start) throw new RangeError('roundExpiry must be at most the lifetime')
  const up = Math.ceil(expires / window) * window
  return up <= latest ? up : Math.floor(expires / window) * window
}

function setSignersConditions(block: Block, perms: readonly string[], { response, ref }: SignRecord): void {
  if (response !== undefined) block.response = checkResponse(response)
  if (ref !== undefined) block.ref = checkText(ref, 'ref', MAX_REF)
  if (block.upload !== undefined && !perms.includes('write') && !perms.includes('create')) {
    throw new RangeError('upload needs the permission "write" or "create"')
  }
  if (block.response !== undefined && !perms.some((perm) => perm === 'read' || !isStandardPerm(perm))) {
    throw new RangeError('response needs the permission "read", or one of your own')
  }
}
