// Its README: the secret is a string, a buffer or a KeyObject; every example has a string. All are measured: a KeyObject is
// faster, because any other secret is first tried as a public key on every call.
import jwt from 'jsonwebtoken'
import { ENDED, ENDS, FILE, forge, GARBAGE, KEY_ID, PERM, received, secretKey, secretText } from '../lib/fixture.mjs'
import { outcomes } from '../lib/outcomes.mjs'

const options = { algorithms: ['HS256'] }

function verifierWith(secret) {
  const sign = (exp) =>
    received(jwt.sign({ sub: FILE, perm: PERM, exp }, secret, { keyid: KEY_ID, noTimestamp: true, algorithm: 'HS256' }))
  const valid = sign(ENDS)
  return outcomes(
    (text) => {
      try {
        const { sub, perm } = jwt.verify(text, secret, options)
        return sub === FILE && perm === PERM
      } catch {
        return false
      }
    },
    { valid, forged: forge(valid), expired: sign(ENDED), garbage: GARBAGE },
  )
}

export const jsonwebtoken = verifierWith(secretText)
export const jsonwebtokenKeyObject = verifierWith(secretKey)
