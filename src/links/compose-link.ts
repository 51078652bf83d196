import { macMessage } from '../conditions/binding.ts'
import { assertUsed, normalizeConditions } from '../conditions/conditions.ts'
import { encodeBlock } from '../format/block.ts'
import type { Issue } from '../format/issue.ts'
import { encodeHead } from '../format/token.ts'
import { type KeyTable, type LinkKey, signingKey } from '../keys/keyring.ts'
import { normalizeText } from '../values/check.ts'
import { readClock } from '../values/clock.ts'
import { MAC_CHARS, MAX_BINDING, MAX_TOKEN } from '../values/limits.ts'
import { NO_OPTIONS, normalizeOptions, type Options } from '../values/options.ts'
import { normalizePerms } from '../values/perms.ts'
import { type Lifetime, normalizeLifetime } from './lifetime.ts'
import type { Settings } from './settings.ts'
import { normalizeFile, SIGN_NAMES, type SignOptions } from './sign-options.ts'

/** All of a token but its MAC, and what the MAC covers. */
export interface UnsignedLink<Mac> {
  readonly text: string
  readonly message: string
  readonly key: LinkKey<Mac>
}

/** Checks everything, before anything is signed. */
export function composeLink<Mac>(
  settings: Settings,
  keys: KeyTable<Mac>,
  fileId: unknown,
  perms: unknown,
  ttl: unknown,
  given: unknown,
): UnsignedLink<Mac> {
  const options: Options<keyof SignOptions> =
    given === undefined ? NO_OPTIONS : normalizeOptions(given, SIGN_NAMES, 'options of sign')
  const now = readClock(settings.clock)
  const key = signingKey(keys, now)
  const file = normalizeFile(fileId, options.scope)
  const names = normalizePerms(perms, settings.perms)
  const lifetime = normalizeLifetime(ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  return composeWith(key, file, names, lifetime, options)
}

/** Composes a link for one key of what has been checked, and of conditions; managed if it is issued. */
export function composeWith<Mac>(
  key: LinkKey<Mac>,
  file: string,
  perms: readonly string[],
  { start, expires }: Lifetime,
  options: Options<keyof SignOptions>,
  issue?: Issue,
): UnsignedLink<Mac> {
  const conditions = options === NO_OPTIONS ? undefined : normalizeConditions(options)
  if (conditions !== undefined) assertUsed(conditions, perms)
  const boundTo = options.boundTo === undefined ? undefined : normalizeText(options.boundTo, 'boundTo', MAX_BINDING)
  const tree = options.scope !== undefined
  const block = encodeBlock({ file, tree, perms, start, expires, conditions, issue })
  const text = `${encodeHead(boundTo !== undefined, key.id)}${block}`
  if (text.length + 1 + MAC_CHARS > MAX_TOKEN)
    throw new RangeError(`the link would be longer than ${MAX_TOKEN} characters`)
  return { text, message: macMessage(text, boundTo), key }
}
