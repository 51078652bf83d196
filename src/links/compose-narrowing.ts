import { normalizeConditions, optionNames } from '../conditions/conditions.ts'
import { notALink } from '../errors.ts'
import { encodeBlock } from '../format/block.ts'
import { decodeHoldersBlocks, decodeSignersBlock } from '../format/blocks.ts'
import { splitToken } from '../format/token.ts'
import { MAC_CHARS, MAX_DEPTH, MAX_TOKEN } from '../values/limits.ts'
import { normalizeOptions } from '../values/options.ts'
import { normalizePerms } from '../values/perms.ts'
import { type Duration, normalizeInstant } from '../values/time.ts'
import { type CommonOptions, normalizeFile } from './sign-options.ts'

/** What a holder can cut a link down to. At least one is required. Durations are counted by the system clock. */
export interface NarrowOptions extends CommonOptions {
  /** Permissions to keep; those that the link does not have are not added. */
  readonly perms?: string | readonly string[]
  /** An earlier expiry: a duration, or a `Date`. */
  readonly ttl?: Date | Duration | number
  /** One file out of a tree, or with `scope: 'tree'` a folder in it. */
  readonly fileId?: string
}

// The canonical encoding of 32 bytes: the last of 43 characters has two spare bits, which are zero.
const MAC = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

const NAMES = ['notBefore', 'scope', ...optionNames('holder'), 'perms', 'ttl', 'fileId']

/** All of a narrowed token but its MAC, which is that of `block` under `mac`. */
export interface Narrowing {
  readonly text: string
  readonly block: string
  readonly mac: string
}

/** Checks the token and the options. */
export function composeNarrowing(token: unknown, options: NarrowOptions): Narrowing {
  const block = encodeNarrowing(options, Date.now())
  if (block === '') throw new TypeError('narrow: these options restrict nothing')
  const parts = splitToken(token)
  // The holder has no key to prove the token with, but can see that it has the form of one.
  if (parts === undefined || decodeSignersBlock(parts.token, parts.start, parts.end) === undefined)
    throw notALink(token)
  if (decodeHoldersBlocks(parts.narrowings) === undefined) throw notALink(token)
  const mac = parts.token.slice(parts.macDot + 1)
  if (!MAC.test(mac)) throw notALink(token)
  if (parts.narrowings.length >= MAX_DEPTH) throw new RangeError(`narrow: a link can be narrowed ${MAX_DEPTH} times`)
  const text = `${parts.token.slice(0, parts.macDot)}~${block}`
  if (text.length + 1 + MAC_CHARS > MAX_TOKEN) {
    throw new RangeError(`narrow: the link would be longer than ${MAX_TOKEN} characters`)
  }
  return { text, block, mac }
}

/** The text of a holder's block, its durations counted from `now` in milliseconds; empty if the options restrict nothing. */
export function encodeNarrowing(value: unknown, now: number, what = 'options of narrow'): string {
  const options = normalizeOptions(value, NAMES, what)
  const seconds = Math.floor(now / 1000)
  if (options.scope !== undefined && options.fileId === undefined) throw new TypeError('scope requires a fileId')
  const start = options.notBefore === undefined ? undefined : normalizeInstant(options.notBefore, seconds, 'notBefore')
  const expires = options.ttl === undefined ? undefined : normalizeInstant(options.ttl, start ?? seconds, 'ttl')
  const isEmpty = (expires ?? Number.POSITIVE_INFINITY) <= (start ?? Number.NEGATIVE_INFINITY)
  if (isEmpty) throw new RangeError('ttl must end after notBefore')
  return encodeBlock({
    file: options.fileId === undefined ? undefined : normalizeFile(options.fileId, options.scope),
    tree: options.scope !== undefined,
    perms: options.perms === undefined ? undefined : normalizePerms(options.perms),
    start,
    expires,
    conditions: normalizeConditions(options),
    issue: undefined,
  }).slice(1)
}
