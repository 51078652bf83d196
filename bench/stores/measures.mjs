import { randomBytes } from 'node:crypto'
import { createManagedLinks } from '../../dist/managed.js'
import { FILE, keys, LIFE_SECONDS, PERM, REQUEST, received } from '../lib/fixture.mjs'
import { accepted } from '../lib/outcomes.mjs'
import { compare } from './measure.mjs'

const IN_FLIGHT = [1, 64]
const MANY_CLAIMS = 10_000

/** A verification of a link without a count in Redis, and a bare `MGET` of the same keys on the same connection. */
export async function besideMget({ send, store }, settings) {
  const keyLists = []
  const watching = {
    ...store,
    read: (keys) => {
      keyLists.push(keys)
      return store.read(keys)
    },
  }
  const [links, watched] = [managed(store), managed(watching)]
  await watched.ready()
  keyLists.length = 0
  const token = received(links.sign(FILE, PERM, LIFE_SECONDS))
  accepted(await watched.tryVerify(token, REQUEST))
  if (keyLists.length !== 1) throw new Error(`a verification reads ${keyLists.length} times`)
  const names = keyLists[0].map((key) => `daypass:${key}`)
  const rows = {}
  for (const inFlight of IN_FLIGHT) {
    const acts = {
      managed: async () => accepted(await links.tryVerify(token, REQUEST)),
      mget: () => send('MGET', ...names),
    }
    rows[inFlight] = await compare(acts, inFlight, settings)
  }
  return { keys: names.length, inFlight: rows }
}

/** A use of a counter that has ten thousand claims, beside one of a counter without any. */
export async function manyClaims({ store }, settings) {
  const end = Date.now() + 86_400_000
  const use = (key) => store.use(key, randomBytes(16).toString('hex'), 1_000_000, 3_600_000, end)
  const many = `{bench}:many:${randomBytes(8).toString('hex')}`
  await inBatches(MANY_CLAIMS, () => use(many))
  const acts = {
    many: () => use(many),
    fresh: () => use(`{bench}:fresh:${randomBytes(8).toString('hex')}`),
  }
  return compare(acts, 1, settings)
}

/** Bytes that a revoked link takes in a store. */
export async function bytesPerRevoked({ store, bytes }, count) {
  const links = managed(store)
  const revoke = () => links.revoke({ linkId: randomBytes(32).toString('base64url') })
  await inBatches(100, revoke)
  const before = await bytes()
  await inBatches(count, revoke)
  return ((await bytes()) - before) / count
}

function managed(store) {
  return createManagedLinks({ keys, store, timeout: '1m' })
}

async function inBatches(count, act) {
  for (let done = 0; done < count; done += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - done) }, act))
  }
}
