import { isBase64url } from '../values/encoding.ts'
import { MAC_CHARS, MAX_DEPTH, MAX_TOKEN } from '../values/limits.ts'

/** Whether `text` is a key id from `from` to `to`: 1 to 32 of `A-Z a-z 0-9 _ -`. */
export function isKeyId(text: string, from = 0, to: number = text.length): boolean {
  return to > from && to - from <= 32 && isBase64url(text, from, to)
}

/** Everything of a token before its first block: the version, `1` or `1b` for a bound link, and the key id. */
export function encodeHead(bound: boolean, keyId: string): string {
  return `${bound ? '1b' : '1'}.${keyId}`
}

/** A token taken apart without looking into its blocks. Numbers are positions in `token`. */
export interface TokenParts {
  readonly token: string
  readonly bound: boolean
  /** Where the key id starts. It ends at the dot before the signer's block. */
  readonly keyStart: number
  /** Start and end of the signer's block, which ends at the first `~`, or at the dot before the MAC. */
  readonly start: number
  readonly end: number
  /** Position of the dot before the MAC. */
  readonly macDot: number
  /** The blocks that holders added, in their order. */
  readonly narrowings: readonly string[]
}

const NONE: readonly string[] = Object.freeze([])

/**
 * Takes a token apart, reading only what may be read before the MAC is verified (SPEC.md, section 6): its length, version, key id, the
 * dot before the last 43 characters, and the number of `~`. Undefined if that is not the form of a token. Whether all of it is ASCII is
 * left to the MAC, and to `isAscii` if that is not reached or is wrong.
 */
export function splitToken(token: unknown): TokenParts | undefined {
  if (typeof token !== 'string' || token.length > MAX_TOKEN) return undefined
  const macDot = token.length - MAC_CHARS - 1
  const bound = !token.startsWith('1.')
  // charCodeAt, since an index beyond the text would be read from String.prototype, which can be polluted.
  if (token.charCodeAt(macDot) !== 0x2e || (bound && !token.startsWith('1b.'))) return undefined
  const keyStart = bound ? 3 : 2
  const keyEnd = token.indexOf('.', keyStart)
  if (keyEnd >= macDot || !isKeyId(token, keyStart, keyEnd)) return undefined
  const tilde = token.indexOf('~', keyEnd)
  const end = tilde === -1 ? macDot : Math.min(tilde, macDot)
  const narrowings = end === macDot ? NONE : token.slice(end + 1, macDot).split('~', MAX_DEPTH + 1)
  // Each costs a MAC, and a forged token must not buy hundreds of them.
  if (narrowings.length > MAX_DEPTH) return undefined
  return { token, bound, keyStart, start: keyEnd + 1, end, macDot, narrowings }
}
