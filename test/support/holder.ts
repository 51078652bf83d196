import { createHmac } from 'node:crypto'

const MAC_CHARS = 43

/**
 * What a holder with an editor can do: one more block behind a token, of whatever text, with the MAC that the format
 * allows anyone to compute from the token's own. No rule of the library is followed.
 */
export function appendBlock(token: string, block: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  const mac = createHmac('sha256', macOf(token)).update(Buffer.from(block, encoding)).digest('base64url')
  return `${withoutMac(token)}~${block}.${mac}`
}

/** The MAC of a token. */
export function macOf(token: string): string {
  return token.slice(-MAC_CHARS)
}

/** Head and blocks of a token. */
export function withoutMac(token: string): string {
  return token.slice(0, -MAC_CHARS - 1)
}
