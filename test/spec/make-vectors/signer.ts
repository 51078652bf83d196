// A signer that shares no line with the library: createHmac over the text it is given, well-formed or not. So a vector
// with a malformed block still carries a MAC that holds, and shows what the grammar refuses.
import { createHmac } from 'node:crypto'

/** Secrets that announce themselves: nothing but these vectors is signed with them. */
export const SECRET: string = base64url('daypass-test-vectors-not-secret!')
export const OTHER_SECRET: string = base64url('daypass-test-vectors-second-key!')
export const LONG_SECRET: string = base64url('daypass-test-vectors-not-secret!'.repeat(2))

/** The instant of nearly all vectors, in seconds: 2023-11-14T22:13:20Z. */
export const T = 1_700_000_000
/** One hour after it: the expiry of nearly all vectors. */
export const T1: number = T + 3600

/** A plain link to `file-1` that may be read for one hour. */
export const PLAIN: string = `e${T1}.ffile-1.pread`
/** The fields of a link to all below `a/b`. */
export const TREE: string = `e${T1}.g${base64url('a/b')}.pread.t`

/** A nonce: the base64url of the bytes 0 to 11. */
export const NONCE = 'AAECAwQFBgcICQoL'
/** A plain block, managed: issued at T. */
export const MANAGED: string = `e${T1}.ffile-1.i${T}.n${NONCE}.pread`

export interface Parts {
  readonly version?: string
  readonly keyId?: string
  readonly block?: string
  readonly narrowed?: readonly string[]
  /** What the MAC is bound to; it has no say in the version. */
  readonly boundTo?: string
  readonly secret?: string
  readonly purpose?: string
}

export function base64url(content: string | readonly number[]): string {
  return Buffer.from(content as string).toString('base64url')
}

export function hmac(key: string | Buffer, message: string): string {
  return createHmac('sha256', key).update(message).digest('base64url')
}

/** The derived key of a secret and purpose. */
export function derive(secret: string, purpose: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(`daypass/1/${purpose}`).digest()
}

/** The token of a head, a first block and narrowing blocks, each of which may say anything. */
export function tokenOf(parts: Parts): string {
  const { version = parts.boundTo === undefined ? '1' : '1b', keyId = 'k1', block = PLAIN, narrowed = [] } = parts
  const { secret = SECRET, purpose = 'links', boundTo } = parts
  const first = `${version}.${keyId}.${block}`
  const mac = hmac(derive(secret, purpose), boundTo === undefined ? first : `${first}\0${boundTo}`)
  return `${[first, ...narrowed].join('~')}.${narrowed.reduce(hmac, mac)}`
}

/** The same token with another end: `edit` gets what comes before the last 44 characters, and the MAC. */
export function edited(token: string, edit: (signed: string, mac: string) => string): string {
  return edit(token.slice(0, -44), token.slice(-43))
}

/** The three other last characters that a lenient decoder takes for the same bytes, of which two bits are spare. */
export function twins(text: string, spare: 4 | 16 = 4): readonly string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(text.slice(-1))
  return Array.from({ length: spare - 1 }, (_, i) => text.slice(0, -1) + alphabet[last + i + 1])
}
