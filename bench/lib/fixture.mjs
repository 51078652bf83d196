// The one grant that everybody verifies: read one file, named by a UUID, for four hours.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { createLinks } from '../../dist/index.js'

export const FILE = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
export const PERM = 'read'
export const REQUEST = { fileId: FILE, perm: PERM }
export const KEY_ID = 'k1'
export const LIFE_SECONDS = 4 * 3600

export const secretBytes = randomBytes(32)
export const secretKey = createSecretKey(secretBytes)
export const secretText = secretBytes.toString('base64url')

/** Seconds since the epoch at which good tokens end, and at which expired ones ended. */
export const ENDS = Math.floor(Date.now() / 1000) + LIFE_SECONDS
export const ENDED = Math.floor(Date.now() / 1000) - LIFE_SECONDS

export const keys = [{ id: KEY_ID, secret: secretBytes }]
export const links = createLinks({ keys })

/** Signs as some hours ago, so that the link has ended. */
export const pastLinks = createLinks({ keys, clock: () => Date.now() - 2 * LIFE_SECONDS * 1000 })

/** One flat string of its own, as a server gets it from a socket, and not the rope that a concatenation leaves. */
export function received(text) {
  return Buffer.from(text).toString()
}

/** Changes the first character of a token's MAC, the one that is `fromEnd` characters before its end. */
export function forge(token, fromEnd = 43) {
  const at = token.length - fromEnd
  return received(token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1))
}

/** What scanners send: text of the length of a link, without any MAC. */
export const GARBAGE = received(
  'wp-content/uploads/backup-of-site/latest/index-of-everything-archive-database-dump-old.sql.tar.gz',
)

export const token = received(links.sign(FILE, PERM, LIFE_SECONDS))

/** What the MAC of `token` covers: the text that the bare HMAC covers too. */
export const signedText = received(token.slice(0, -44))

/**
 * The unit of all figures. With a KeyObject, the one form that is fast on every Node: on Node 24 a Buffer as the key makes
 * this call many times slower, which `measures/verify.mjs` shows beside it.
 */
export function bare() {
  return createHmac('sha256', secretKey).update(signedText).digest('base64url')
}

export function bareWithBuffer() {
  return createHmac('sha256', secretBytes).update(signedText).digest('base64url')
}
