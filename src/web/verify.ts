import { macMessage } from '../conditions/binding.ts'
import type { KeyTable, PurposeKeys } from '../keys/keyring.ts'
import { judgeLink, type LinkResult, refuse } from '../links/judge-link.ts'
import { type OpenLink, openLink, wrongMac } from '../links/open-link.ts'
import { type ProvenLink, readBlocks } from '../links/proven-link.ts'
import type { Settings } from '../links/settings.ts'
import { readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import { isAscii } from '../values/encoding.ts'
import type { LinkRequest } from '../values/request.ts'
import { blockKey, isMac, type MacKey, macText } from './mac.ts'

/**
 * The checks of links/verify.ts in the same order and by the same functions, with the MACs of Web Crypto. As a MAC may take its time, and a
 * page can be frozen for hours, keys and clock are looked at again behind it.
 */
export async function verifyLink(
  settings: Settings,
  keys: PurposeKeys<MacKey>,
  token: unknown,
  request: LinkRequest,
): Promise<LinkResult> {
  const table = keys()
  const link = await proveLink(table, token, request.boundTo, readClock(settings.clock))
  // They have been replaced meanwhile.
  if (keys() !== table) return verifyLink(settings, keys, token, request)
  if (typeof link === 'string') return refuse(link)
  const now = readClock(settings.clock)
  return now < link.key.verifyUntil ? judgeLink(settings, link, request, now) : refuse('unknown-key')
}

// Only managed links are known by their MACs.
const NOT_KEPT: readonly string[] = Object.freeze([])

async function proveLink(
  keys: KeyTable<MacKey>,
  token: unknown,
  boundTo: string | undefined,
  now: number,
): Promise<ProvenLink | LinkErrorCode> {
  const opened = openLink(keys, token, boundTo, now)
  if (typeof opened === 'string') return opened
  return (await hasRightMac(opened, boundTo)) ? readBlocks(opened, NOT_KEPT) : wrongMac(opened)
}

/** Check 4: recomputes the MAC of every block, and compares the last with that of the token. */
async function hasRightMac({ parts, key }: OpenLink<MacKey>, boundTo: string | undefined): Promise<boolean> {
  const { token, bound, end, macDot, narrowings } = parts
  // MACs must not be computed over text that bytes cannot give back.
  if (!isAscii(token)) return false
  let current = await key.mac()
  let text = macMessage(token.slice(0, end), bound ? boundTo : undefined)
  for (let i = 0; i < narrowings.length; i++) {
    current = await blockKey(await macText(current, text))
    text = narrowings[i] as string
  }
  return isMac(current, text, token.slice(macDot + 1))
}
