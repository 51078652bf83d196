// Its documentation takes a Uint8Array, a KeyObject or a CryptoKey for HMAC. All three are measured, and the fastest counts.
import { webcrypto } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { ENDED, ENDS, FILE, forge, GARBAGE, KEY_ID, PERM, received, secretBytes, secretKey } from '../lib/fixture.mjs'
import { outcomes } from '../lib/outcomes.mjs'

const options = { algorithms: ['HS256'], requiredClaims: ['exp'] }
const algorithm = { name: 'HMAC', hash: 'SHA-256' }
const cryptoKey = await webcrypto.subtle.importKey('raw', secretBytes, algorithm, false, ['sign', 'verify'])

const sign = (exp) =>
  new SignJWT({ sub: FILE, perm: PERM, exp }).setProtectedHeader({ alg: 'HS256', kid: KEY_ID }).sign(secretKey)
const valid = received(await sign(ENDS))
const texts = { valid, forged: forge(valid), expired: received(await sign(ENDED)), garbage: GARBAGE }

const verifierWith = (key) =>
  outcomes(async (text) => {
    try {
      const { payload } = await jwtVerify(text, key, options)
      return payload.sub === FILE && payload.perm === PERM
    } catch {
      return false
    }
  }, texts)

export const joseCryptoKey = verifierWith(cryptoKey)
export const joseKeyObject = verifierWith(secretKey)
export const joseBytes = verifierWith(new Uint8Array(secretBytes))
