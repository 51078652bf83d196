import { macMessage } from '../conditions/binding.ts'
import type { KeyTable } from '../keys/keyring.ts'
import { judgeLink, type LinkResult, refuse } from '../links/judge-link.ts'
import { type OpenLink, openLink, wrongMac } from '../links/open-link.ts'
import { type ProvenLink, readBlocks } from '../links/proven-link.ts'
import type { Settings } from '../links/settings.ts'
import { readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import { isAscii } from '../values/encoding.ts'
import type { LinkRequest } from '../values/request.ts'
import { blockKey, type HmacKey, isMac, type MacKey, macText } from './mac.ts'

/** The checks of links/verify.ts in the same order and by the same functions, with the MACs of Web Crypto. */
export async function verifyLink(
  settings: Settings,
  keys: KeyTable<MacKey>,
  token: unknown,
  request: LinkRequest,
): Promise<LinkResult> {
  const link = await proveLink(keys, token, request.boundTo, readClock(settings.clock))
  if (typeof link === 'string') return refuse(link)
  // Again, since the MAC may have taken its time: a page can be frozen for hours.
  const now = readClock(settings.clock)
  return now < link.key.verifyUntil ? judgeLink(settings, link, request, now) : refuse('unknown-key')
}

async function proveLink(
  keys: KeyTable<MacKey>,
  token: unknown,
  boundTo: string | undefined,
  now: number,
): Promise<ProvenLink | LinkErrorCode> {
  const opened = openLink(keys, token, boundTo, now)
  if (typeof opened === 'string') return opened
  const macs = await verifyMacs(opened, boundTo)
  return macs === undefined ? wrongMac(opened) : readBlocks(opened, macs)
}

/** Check 4: recomputes the MAC of every block, and compares the last with that of the token; undefined if they differ. */
async function verifyMacs(
  { parts, key }: OpenLink<MacKey>,
  boundTo: string | undefined,
): Promise<readonly string[] | undefined> {
  const { token, bound, end, macDot, narrowings } = parts
  // MACs must not be computed over text that bytes cannot give back.
  if (!isAscii(token)) return undefined
  const message = macMessage(token.slice(0, end), bound ? boundTo : undefined)
  return verifyChain(await key.mac(), message, narrowings, token.slice(macDot + 1))
}

async function verifyChain(
  key: HmacKey,
  text: string,
  [next, ...others]: readonly string[],
  given: string,
): Promise<readonly string[] | undefined> {
  if (next === undefined) return (await isMac(key, text, given)) ? [given] : undefined
  const mac = await macText(key, text)
  const macs = await verifyChain(await blockKey(mac), next, others, given)
  return macs && [mac, ...macs]
}
