import iron from '@hapi/iron'
import cookieSignature from 'cookie-signature'
import createSignature from 'signed'
import {
  ENDED,
  ENDS,
  FILE,
  forge,
  GARBAGE,
  LIFE_SECONDS,
  PERM,
  received,
  secretBytes,
  secretKey,
  secretText,
} from '../lib/fixture.mjs'
import { outcomes } from '../lib/outcomes.mjs'

// cookie-signature has no expiry of its own: the text has id, permission and expiry, and the application compares them.
const signCookie = (ends) => received(cookieSignature.sign(`${FILE}:${PERM}:${ends}`, secretKey))
const cookie = signCookie(ENDS)
export const cookieSigned = outcomes(
  (text) => {
    const value = cookieSignature.unsign(text, secretKey)
    if (value === false) return false
    const [id, perm, ends] = value.split(':')
    return id === FILE && perm === PERM && Date.now() < Number(ends) * 1000
  },
  { valid: cookie, forged: forge(cookie), expired: signCookie(ENDED), garbage: GARBAGE },
)

// @hapi/iron derives no key from a Buffer, as it does from a string: the faster of the two.
const passwords = { k1: { encryption: secretBytes, integrity: Buffer.from(secretBytes) } }
const seal = (ttl, localtimeOffsetMsec) =>
  iron.seal({ id: FILE, perm: PERM }, { id: 'k1', ...passwords.k1 }, { ...iron.defaults, ttl, localtimeOffsetMsec })
const sealed = received(await seal(LIFE_SECONDS * 1000, 0))
export const ironSealed = outcomes(
  async (text) => {
    try {
      const { id, perm } = await iron.unseal(text, passwords, iron.defaults)
      return id === FILE && perm === PERM
    } catch {
      return false
    }
  },
  {
    valid: sealed,
    forged: forge(sealed),
    expired: received(await seal(LIFE_SECONDS * 1000, -2 * LIFE_SECONDS * 1000)),
    garbage: GARBAGE,
  },
)

// signed signs a URL and an HTTP method. No HMAC: SHA-1 over text and secret, compared with ===.
const signature = createSignature.default({ secret: secretText })
const signUrl = (exp) => received(signature.sign(`/files/${FILE}`, { method: 'get', exp }))
const url = signUrl(ENDS)
export const urlSigned = outcomes(
  (text) => {
    try {
      return signature.verify(text, { method: 'get' }) === `/files/${FILE}`
    } catch {
      return false
    }
  },
  { valid: url, forged: forge(url, 40), expired: signUrl(ENDED), garbage: GARBAGE },
)
