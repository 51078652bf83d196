// Its README: a verifier made once; the cache is off by default, and with it on, the default key of the cache is a hash of
// the token. The identity function as `cacheKeyBuilder` is faster still and described there as a risk: measured apart.
import { createSigner, createVerifier } from 'fast-jwt'
import {
  ENDED,
  ENDS,
  FILE,
  forge,
  GARBAGE,
  KEY_ID,
  LIFE_SECONDS,
  PERM,
  received,
  secretBytes,
} from '../lib/fixture.mjs'
import { outcomes } from '../lib/outcomes.mjs'

const options = { key: secretBytes, algorithm: 'HS256', kid: KEY_ID, noTimestamp: true }
const signPayload = createSigner(options)
const valid = received(signPayload({ sub: FILE, perm: PERM, exp: ENDS }))
const expired = received(signPayload({ sub: FILE, perm: PERM, exp: ENDED }))
const texts = { valid, forged: forge(valid), expired, garbage: GARBAGE }

function verifierWith(more) {
  const verify = createVerifier({ key: secretBytes, algorithms: ['HS256'], requiredClaims: ['exp'], ...more })
  return outcomes((text) => {
    try {
      const { sub, perm } = verify(text)
      return sub === FILE && perm === PERM
    } catch {
      return false
    }
  }, texts)
}

export const fastJwt = verifierWith({ cache: false })
export const fastJwtCacheHit = verifierWith({ cache: true })
export const fastJwtCacheHitIdentity = verifierWith({ cache: true, cacheKeyBuilder: (text) => text })

const signForLife = createSigner({ ...options, expiresIn: LIFE_SECONDS * 1000 })
export const fastJwtSign = () => signForLife({ sub: FILE, perm: PERM })
