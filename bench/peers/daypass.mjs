import { createLinks } from '../../dist/index.js'
import { FILE, forge, GARBAGE, KEY_ID, LIFE_SECONDS, links, PERM, pastLinks, received, token } from '../lib/fixture.mjs'

const expired = received(pastLinks.sign(FILE, PERM, LIFE_SECONDS))
const forged = forge(token)
const strangers = createLinks({ keys: [{ id: 'zz', secret: Buffer.alloc(32, 7) }] })
const unknownKey = received(strangers.sign(FILE, PERM, LIFE_SECONDS))

const accepts = (text) => links.tryVerify(text, { fileId: FILE, perm: PERM }).ok

function acceptsOrThrows(text) {
  try {
    return links.verify(text, { fileId: FILE, perm: PERM }).keyId === KEY_ID
  } catch {
    return false
  }
}

export const tryVerify = {
  valid: () => accepts(token),
  forged: () => accepts(forged),
  expired: () => accepts(expired),
  garbage: () => accepts(GARBAGE),
  unknownKey: () => accepts(unknownKey),
}

export const verify = {
  valid: () => acceptsOrThrows(token),
  forged: () => acceptsOrThrows(forged),
  expired: () => acceptsOrThrows(expired),
  garbage: () => acceptsOrThrows(GARBAGE),
}
