import { MAX_BINDING, macMessage } from '../conditions/binding.ts'
import { encodeBlock } from '../format/block.ts'
import { encodeHead, MAX_TOKEN } from '../format/token.ts'
import { type KeyTable, signingKey } from '../keys/keyring.ts'
import { MAC_CHARS, macText } from '../mac.ts'
import { checkText } from '../values/check.ts'
import { readClock } from '../values/clock.ts'
import { NO_OPTIONS, type Options, readOptions } from '../values/options.ts'
import { checkPerms } from '../values/perms.ts'
import { readLifetime } from './lifetime.ts'
import type { Settings } from './settings.ts'
import { checkConditions, checkFile, checkUse, SIGN_NAMES, type SignOptions } from './sign-options.ts'

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
    given === undefined ? NO_OPTIONS : readOptions(given, SIGN_NAMES, 'options of sign')
  const now = readClock(settings.clock)
  const key = signingKey(keys, now)
  const file = checkFile(fileId, options.scope)
  const names = checkPerms(perms, settings.perms)
  const { start, expires } = readLifetime(ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  const conditions = checkConditions(options, start)
  checkUse(names, options)
  const boundTo = options.boundTo === undefined ? undefined : checkText(options.boundTo, 'boundTo', MAX_BINDING)
  const signed = `${encodeHead(boundTo !== undefined, key.id)}${encodeBlock({ file, perms: names, expires, conditions })}`
  if (signed.length + 1 + MAC_CHARS > MAX_TOKEN)
    throw new RangeError(`the link would be longer than ${MAX_TOKEN} characters`)
  return `${signed}.${macText(key.mac, macMessage(signed, boundTo))}`
}
