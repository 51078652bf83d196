import { macMessage } from '../conditions/binding.ts'
import type { KeyTable } from '../keys/keyring.ts'
import { equalMacs, type MacKey, macBlock, macText, verifyPlainMac } from '../mac.ts'
import { readClock } from '../values/clock.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import { isAscii } from '../values/encoding.ts'
import type { LinkRequest } from '../values/request.ts'
import { judgeLink, type LinkResult, refuse } from './judge-link.ts'
import { type OpenLink, openLink, wrongMac } from './open-link.ts'
import { type ProvenLink, readBlocks } from './proven-link.ts'
import type { Settings } from './settings.ts'

/**
 * All checks of a token, in the order of SPEC.md, section 6.4, in three steps: open, MAC, judge. Before the MAC, a refusal reveals nothing
 * but which key ids are loaded; only the second step computes with a key.
 */
export function verifyLink(
  settings: Settings,
  keys: KeyTable<MacKey>,
  token: unknown,
  request: LinkRequest,
): LinkResult {
  const now = readClock(settings.clock)
  const link = proveLink(keys, token, request.boundTo, now)
  return typeof link === 'string' ? refuse(link) : judgeLink(settings, link, request, now)
}

/** Opens a token and verifies its MAC at `now`, in milliseconds; the code of a refusal if it is not a link of these keys. */
export function proveLink(
  keys: KeyTable<MacKey>,
  token: unknown,
  boundTo: string | undefined,
  now: number,
): ProvenLink | LinkErrorCode {
  const opened = openLink(keys, token, boundTo, now)
  if (typeof opened === 'string') return opened
  const macs = verifyMacs(opened, boundTo)
  return macs === undefined ? wrongMac(opened) : readBlocks(opened, macs)
}

const ONLY_ITS_OWN: readonly string[] = Object.freeze([])

/** Check 4: recomputes the MAC of every block, and compares the last with that of the token; undefined if they differ. */
function verifyMacs({ parts, key }: OpenLink<MacKey>, boundTo: string | undefined): readonly string[] | undefined {
  const { token, bound, end, macDot, narrowings } = parts
  // Stryker disable next-line ConditionalExpression: false goes the long way to the same end; all others fail dozens of tests
  if (!bound && narrowings.length === 0) return verifyPlainMac(key.mac, token) ? ONLY_ITS_OWN : undefined
  // The MAC of a plain link sees by itself what is not ASCII. Others must not be computed over text that bytes cannot give back.
  if (!isAscii(token)) return undefined
  const first = macText(key.mac, macMessage(token.slice(0, end), bound ? boundTo : undefined))
  let mac = first
  // Not by `push`, which a setter on a polluted `Object.prototype` would take a MAC from.
  const others = narrowings.map((block) => {
    mac = macBlock(mac, block, key.mac.oneShot !== undefined)
    return mac
  })
  return equalMacs(mac, token.slice(macDot + 1)) ? [first, ...others] : undefined
}
