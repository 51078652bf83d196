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

/** The head of a token, with the dot behind it: version `1`, or `1b` for a bound link, and the key id. */
export function headOf(keyId: string, bound: boolean): string {
  return `${bound ? '1b' : '1'}.${keyId}.`
}

/** A token taken apart without looking into its blocks. `signed` is head and blocks: everything before the last dot. */
export interface Frame {
  readonly bound: boolean
  readonly keyId: string
  readonly signed: string
  /** Where the signer's block begins in `signed`. */
  readonly start: number
  /** Where it ends: at the first `~`, or at the end of `signed`. */
  readonly end: number
  readonly depth: number
  readonly mac: string
}

/**
 * Takes a token apart, reading only what may be read before the MAC holds (SPEC.md, section 6): its length, version,
 * key id, last 44 characters, and the number of `~`. Undefined where that is not the frame of a token.
 */
export function frameOf(token: unknown): Frame | undefined {
  if (typeof token !== 'string' || token.length > MAX_TOKEN) return undefined
  const macDot = token.length - MAC_CHARS - 1
  if (macDot < 0 || token[macDot] !== '.' || token[0] !== '1') return undefined
  const bound = token[1] === 'b'
  const idStart = bound ? 3 : 2
  const idEnd = token.indexOf('.', idStart)
  if (token[idStart - 1] !== '.' || idEnd < 0 || idEnd >= macDot) return undefined
  const signed = token.slice(0, macDot)
  const first = signed.indexOf('~', idEnd)
  const depth = first < 0 ? 0 : countTildes(signed, first)
  if (depth > MAX_DEPTH) return undefined // each costs a MAC, and a forged token must not buy hundreds of them
  return {
    bound,
    keyId: token.slice(idStart, idEnd),
    signed,
    start: idEnd + 1,
    end: first < 0 ? macDot : first,
    depth,
    mac: token.slice(macDot + 1),
  }
}

function countTildes(signed: string, first: number): number {
  let count = 0
  for (let at = first; at >= 0; at = signed.indexOf('~', at + 1)) count++
  return count
}
