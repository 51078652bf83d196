// What the reference verifiers of the tests take of node:crypto, for runtimes without it. The package does not see it.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Buffer } from './buffer.mjs'

const hasher = (hash) => ({
  update(data) {
    hash.update(typeof data === 'string' ? Buffer.from(data) : data)
    return this
  },
  digest: (encoding) => {
    const bytes = Buffer.from(hash.digest())
    return encoding === undefined ? bytes : bytes.toString(encoding)
  },
})

export const createHmac = (_, key) => hasher(hmac.create(sha256, typeof key === 'string' ? Buffer.from(key) : key))
export const createHash = () => hasher(sha256.create())
