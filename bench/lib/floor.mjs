// What no verification of an HMAC link can do without, by documented calls alone: the token written to bytes, two one-shot hashes over
// prepared pads, and the comparison in constant time. Positions are fixed, and nothing is parsed, checked or built.
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { secretBytes, token } from './fixture.mjs'

const BLOCK_BYTES = 64
const MAC_CHARS = 43

const key = createHmac('sha256', secretBytes).update('daypass/1/links').digest()
const outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c)
const scratch = Buffer.alloc(BLOCK_BYTES + token.length, 0x36)
key.forEach((byte, i) => {
  outer[i] ^= byte
  scratch[i] ^= byte
})
const macStart = BLOCK_BYTES + token.length - MAC_CHARS
const written = scratch.subarray(BLOCK_BYTES)
const digest = outer.subarray(BLOCK_BYTES)
const message = scratch.subarray(0, macStart - 1)
const given = scratch.subarray(macStart)
const expected = Buffer.alloc(MAC_CHARS)

export function floor() {
  written.write(token)
  digest.write(hash('sha256', message, 'binary'), 'latin1')
  expected.write(hash('sha256', outer, 'base64url'), 'latin1')
  return timingSafeEqual(expected, given)
}

if (!floor()) throw new Error('the floor does not compute the MAC of the link')
