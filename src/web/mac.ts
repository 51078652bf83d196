// HMAC-SHA256 (RFC 2104) by Web Crypto (https://w3c.github.io/webcrypto/#hmac), for runtimes without `node:crypto`. It computes the MACs that
// mac.ts computes. Everything else that signs, verifies and narrows is shared.
import { bytesOf, encodeBytes } from '#bytes'

const HMAC = 'HMAC'
const encoder = new TextEncoder()

type Subtle = typeof crypto.subtle
/** A `CryptoKey`, which cannot be exported. */
export type HmacKey = Awaited<ReturnType<Subtle['importKey']>>
/** A key of one purpose. */
export type MacKey = () => Promise<HmacKey>

/**
 * Derives the key for one purpose: `HMAC(secret, "daypass/1/" + purpose)` (SPEC.md, section 4). At first use, because Cloudflare's workers may
 * compute nothing before their first request. What is kept is the key and not a promise of it: a request must not wait for a promise of
 * another, which workerd may never settle.
 */
export function deriveKey(secret: Uint8Array, purpose: string): MacKey {
  let derived: HmacKey | undefined
  return async () => {
    derived ??= await derive(secret, purpose)
    return derived
  }
}

/** MAC of the UTF-8 bytes of `text`, as 43 base64url characters. */
export async function macText(key: HmacKey, text: string): Promise<string> {
  return encodeBytes(await hmac(key, text))
}

/** The MAC of a parent as the key of a holder's block: its 43 characters (SPEC.md, section 4). */
export function blockKey(parentMac: string): Promise<HmacKey> {
  return importKey(encoder.encode(parentMac))
}

/**
 * Whether `mac` is the MAC of `text` in its one canonical spelling. Web Crypto compares in constant time
 * (https://w3c.github.io/webcrypto/#hmac-operations-verify); what is compared here before that is known to the sender.
 */
export async function isMac(key: HmacKey, text: string, mac: string): Promise<boolean> {
  const given = bytesOf(mac)
  if (given === undefined) return false
  return (await subtle().verify(HMAC, key, toBuffer(given), encoder.encode(text))) === true
}

async function derive(secret: Uint8Array, purpose: string): Promise<HmacKey> {
  const bytes = await hmac(await importKey(secret), `daypass/1/${purpose}`)
  const key = await importKey(bytes)
  bytes.fill(0)
  return key
}

async function hmac(key: HmacKey, text: string): Promise<Uint8Array> {
  return new Uint8Array(await subtle().sign(HMAC, key, encoder.encode(text)))
}

function importKey(bytes: Uint8Array): Promise<HmacKey> {
  // With a length of its own, or one would be read from a polluted `Object.prototype`.
  const algorithm = { name: HMAC, hash: 'SHA-256', length: 8 * bytes.length }
  return subtle().importKey('raw', toBuffer(bytes), algorithm, false, ['sign', 'verify'])
}

/** @throws Error if the runtime has no Web Crypto, or does not give it to this page */
function subtle(): Subtle {
  const found = (globalThis as { readonly crypto?: { readonly subtle?: Subtle | null } | null }).crypto?.subtle
  if (found) return found
  throw new Error(
    'daypass/web needs crypto.subtle, which browsers give only to pages that came over https or from localhost',
  )
}

/** The type that Web Crypto asks for: none of these bytes are in a `SharedArrayBuffer`. */
function toBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
