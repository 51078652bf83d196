import { randomBytes } from 'node:crypto'
import { createKey, createLinks } from '../../dist/index.js'
import { createManagedLinks } from '../../dist/managed.js'
import { compare } from './measure.mjs'

const FILE = '0198c4f2-7d3e-7a41-9c55-3f1e8b2a6d07'
const REQUEST = { fileId: FILE, perm: 'read' }
const IN_FLIGHT = [1, 64]
const MANY_CLAIMS = 10_000

function accepted(result) {
  if (!result.ok) throw new Error(`a link that was to be accepted is ${result.code}`)
}

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
  const [links, watched] = managed([store, watching])
  await watched.ready()
  keyLists.length = 0
  const token = links.sign(FILE, 'read', '1d')
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

/** Links with the memory store, beside `tryVerify` of `createLinks`. */
export async function besidePlain({ store }, settings) {
  const keys = [createKey('k')]
  const links = createLinks({ keys })
  const [state] = managed([store], keys)
  const [plain, uncounted, counted] = [
    links.sign(FILE, 'read', '1d'),
    state.sign(FILE, 'read', '1d'),
    state.sign(FILE, 'read', '1d', { uses: 1_000_000 }),
  ]
  // A hundred at once, so that the loop that measures costs little.
  const hundred = (verify) => async () => {
    for (let i = 0; i < 100; i++) {
      const result = verify()
      accepted(result instanceof Promise ? await result : result)
    }
  }
  // A link works a million times at most.
  let token = counted
  let uses = 0
  const acts = {
    uncounted: hundred(() => state.tryVerify(uncounted, REQUEST)),
    counted: hundred(() => {
      if (++uses % 900_000 === 0) token = state.sign(FILE, 'read', '1d', { uses: 1_000_000 })
      return state.tryVerify(token, REQUEST)
    }),
    plain: hundred(() => links.tryVerify(plain, REQUEST)),
  }
  return compare(acts, 1, settings)
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
  const [links] = managed([store])
  const revoke = () => links.revoke({ linkId: randomBytes(32).toString('base64url') })
  await inBatches(100, revoke)
  const before = await bytes()
  await inBatches(count, revoke)
  return ((await bytes()) - before) / count
}

function managed(stores, keys = [createKey('k')]) {
  return stores.map((store) => createManagedLinks({ keys, store, timeout: '1m' }))
}

async function inBatches(count, act) {
  for (let done = 0; done < count; done += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - done) }, act))
  }
}
