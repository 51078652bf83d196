import { MAC_CHARS, MAX_TOKEN } from '../values/limits.ts'

// Without Node's Buffer, which this entry does not use, `isAscii` of the core takes three times as long.
const NOT_ASCII = /[\u0080-\uffff]/

// Version and key id, with the dot behind them (SPEC.md, section 6.4).
const HEAD = /^1b?\.[A-Za-z0-9_-]{1,32}\./

/** Whether a text could be a token, by the parts that may be read before the MAC is checked. If not, `tryVerify` refuses it as `malformed`. */
export function couldBeToken(text: string): boolean {
  if (text.length > MAX_TOKEN) return false
  const head = HEAD.exec(text)?.[0]
  const macDot = text.length - MAC_CHARS - 1
  return head !== undefined && head.length <= macDot && text.charCodeAt(macDot) === 0x2e && !NOT_ASCII.test(text)
}
