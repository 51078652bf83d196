import { MAC_CHARS } from '../mac.ts'

/** Longest token, in characters. Browsers, proxies and CDNs all carry a URL with one of this length. */
export const MAX_TOKEN = 2048

/** Most times a link can be narrowed. */
export const MAX_DEPTH = 8

const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/

/** Whether `id` has the form of a key id. */
export function isKeyId(id: string): boolean {
  return KEY_ID.test(id)
}

/** A token taken apart without looking into its blocks. Numbers are positions in `token`. */
export interface Frame {
  readonly token: string
  readonly bound: boolean
  readonly keyId: string
  /** Where the signer's block begins, and where it ends: at the first `~`, or at the dot before the MAC. */
  readonly start: number
  readonly end: number
  /** Where the dot before the MAC stands. */
  readonly macDot: number
  readonly depth: number
}

/**
 * Takes a token apart, reading only what may be read before the MAC holds (SPEC.md, section 6): its length, version,
 * key id, last 44 characters, and the number of `~`. Undefined where that is not the frame of a token.
 */
export function frameOf(token: unknown): Frame | undefined {
  if (typeof token !== 'string' || token.length > MAX_TOKEN) return undefined
  const macDot = token.length - MAC_CHARS - 1
  const bound = token.startsWith('1b.')
  if (token[macDot] !== '.' || !(bound || token.startsWith('1.'))) return undefined
  const idStart = bound ? 3 : 2
  const idEnd = token.indexOf('.', idStart)
  if (idEnd < idStart || idEnd >= macDot) return undefined
  const tilde = token.indexOf('~', idEnd)
  const narrowed = tilde >= 0 && tilde < macDot
  const depth = narrowed ? token.slice(tilde, macDot).split('~', MAX_DEPTH + 2).length - 1 : 0
  // Each narrowing costs a MAC, and a forged token must not buy hundreds of them, nor three-byte characters thrice the hashing.
  if (depth > MAX_DEPTH || (narrowed && Buffer.byteLength(token) !== token.length)) return undefined
  return {
    token,
    bound,
    keyId: token.slice(idStart, idEnd),
    start: idEnd + 1,
    end: narrowed ? tilde : macDot,
    macDot,
    depth,
  }
}

/** The blocks that holders added, in their order. */
export function holdersBlocks({ token, end, macDot, depth }: Frame): readonly string[] {
  return depth === 0 ? [] : token.slice(end + 1, macDot).split('~')
}
