import { macMessage } from '../conditions/binding.ts'
import { assertUsed, normalizeConditions } from '../conditions/conditions.ts'
import { encodeBlock } from '../format/block.ts'
import type { Issue } from '../format/issue.ts'
import { encodeHead } from '../format/token.ts'
import { type KeyTable, type LinkKey, signingKey } from '../keys/keyring.ts'
import { macText } from '../mac.ts'
import { normalizeText } from '../values/check.ts'
import { readClock } from '../values/clock.ts'
import { MAC_CHARS, MAX_BINDING, MAX_TOKEN } from '../values/limits.ts'
import { NO_OPTIONS, normalizeOptions, type Options } from '../values/options.ts'
import { normalizePerms } from '../values/perms.ts'
import { type Lifetime, normalizeLifetime } from './lifetime.ts'
import type { Settings } from './settings.ts'
import { normalizeFile, SIGN_NAMES, type SignOptions } from './sign-options.ts'

/** Makes a token (SPEC.md, section 7). Everything is checked before anything is signed. */
export function signLink(
  settings: Settings,
  keys: KeyTable,
  fileId: unknown,
  perms: unknown,
  ttl: unknown,
  given: unknown,
): string {
  const options: Options<keyof SignOptions> =
    given === undefined ? NO_OPTIONS : normalizeOptions(given, SIGN_NAMES, 'options of sign')
  const now = readClock(settings.clock)
  const key = signingKey(keys, now)
  const file = normalizeFile(fileId, options.scope)
  const names = normalizePerms(perms, settings.perms)
  const lifetime = normalizeLifetime(ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  return signWith(key, file, names, lifetime, options)
}

/** Makes a token with one key of what has been checked, and of conditions; managed if it is issued. */
export function signWith(
  key: LinkKey,
  file: string,
  perms: readonly string[],
  { start, expires }: Lifetime,
  options: Options<keyof SignOptions>,
  issue?: Issue,
): string {
  const conditions = options === NO_OPTIONS ? undefined : normalizeConditions(options)
  if (conditions !== undefined) assertUsed(conditions, perms)
  const boundTo = options.boundTo === undefined ? undefined : normalizeText(options.boundTo, 'boundTo', MAX_BINDING)
  const tree = options.scope !== undefined
  const block = encodeBlock({ file, tree, perms, start, expires, conditions, issue })
  const signed = `${encodeHead(boundTo !== undefined, key.id)}${block}`
  if (signed.length + 1 + MAC_CHARS > MAX_TOKEN)
    throw new RangeError(`the link would be longer than ${MAX_TOKEN} characters`)
  return `${signed}.${macText(key.mac, macMessage(signed, boundTo))}`
}
