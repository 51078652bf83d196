import { MAX_BINDING, macInput } from '../conditions/binding.ts'
import type { Conditions } from '../conditions/conditions.ts'
import { checkConditions, checkFile, checkUse } from '../conditions/options.ts'
import { encodeBlock } from '../format/block.ts'
import { headOf, MAX_TOKEN } from '../format/token.ts'
import { type LinkKey, signingKey } from '../keys/keyring.ts'
import { macText } from '../mac.ts'
import { type Options, readOptions } from '../values/options.ts'
import { normalisePerms } from '../values/perms.ts'
import type { Settings } from '../values/settings.ts'
import { checkText } from '../values/text.ts'
import { durationSeconds, instantSeconds, MAX_TIME, readClock } from '../values/time.ts'

const NAMES = [
  'notBefore',
  'scope',
  'addresses',
  'httpsOnly',
  'upload',
  'boundTo',
  'response',
  'ref',
  'roundExpiry',
] as const

type SignRecord = Options<(typeof NAMES)[number]>

const NO_OPTIONS: SignRecord = Object.freeze({})

/** Makes a token (SPEC.md, section 7). Everything is checked before anything is signed. */
export function signLink(settings: Settings, fileId: unknown, perms: unknown, ttl: unknown, given: unknown): string {
  const options = given === undefined ? NO_OPTIONS : readOptions(given, NAMES, 'sign')
  const now = readClock(settings.clock)
  const key = signingKey(settings.slot.current, now)
  const file = checkFile(fileId, options.scope)
  const names = normalisePerms(perms, settings.perms)
  const { start, expires } = readTimes(ttl, options, Math.floor(now / 1000), settings.maxTtl, key)
  const conditions = given === undefined ? undefined : readConditions(options, start, names)
  const boundTo = options.boundTo === undefined ? undefined : checkText(options.boundTo, 'boundTo', MAX_BINDING)
  const signed = headOf(key.id, boundTo !== undefined) + encodeBlock({ file, perms: names, expires, conditions })
  const token = `${signed}.${macText(key.mac, macInput(signed, boundTo))}`
  if (token.length > MAX_TOKEN) throw new RangeError(`the link would be longer than ${MAX_TOKEN} characters`)
  return token
}

function readConditions(
  options: SignRecord,
  start: number | undefined,
  perms: readonly string[],
): Conditions | undefined {
  const conditions = checkConditions(options)
  if (conditions !== undefined) checkUse(perms, conditions)
  return start === undefined ? conditions : { ...conditions, start }
}

type Times = { readonly start: number | undefined; readonly expires: number }

function readTimes(ttl: unknown, options: SignRecord, now: number, maxTtl: number, key: LinkKey): Times {
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
  const expires = options.roundExpiry === undefined ? asked : roundExpiry(asked, start, latest, options.roundExpiry)
  return { start: options.notBefore === undefined ? undefined : notBefore, expires }
}

function roundExpiry(expires: number, start: number, latest: number, value: unknown): number {
  const window = durationSeconds(value, 'roundExpiry')
  if (window > expires - start) throw new RangeError('roundExpiry must be at most the lifetime')
  const up = Math.ceil(expires / window) * window
  return up <= latest ? up : Math.floor(expires / window) * window
}
