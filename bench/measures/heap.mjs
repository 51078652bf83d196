// What a verification allocates, and that nothing of it is kept: neither what was verified nor what was refused, though no two texts of a kind are the same for long.
import { FILE, forge, GARBAGE, LIFE_SECONDS, links, PERM, received } from '../lib/fixture.mjs'

const DISTINCT = 10_000
// Made before: what the caller allocates is not counted.
const REQUESTS = [{ perm: PERM }, { perm: PERM }]

export function measureHeap({ verifications }) {
  const good = Array.from({ length: DISTINCT }, (_, i) => received(links.sign(`${FILE}-${i}`, PERM, LIFE_SECONDS)))
  const bad = good.map((text, i) => (i % 2 === 0 ? forge(text) : received(`1.x${i}.${text.slice(5)}`)))
  verifyAll(good, bad, DISTINCT * 10)
  const before = usedHeap()
  verifyAll(good, bad, verifications)
  const growth = usedHeap() - before
  return { figures: { 'allocated-bytes': allocatedBytes(good), 'heap-growth-bytes': growth }, notes: { verifications } }
}

/** Bytes that one verification allocates, by the growth of a young generation that is too large to be collected meanwhile. */
function allocatedBytes(texts) {
  const count = 20_000
  globalThis.gc({ type: 'minor' })
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < count; i++) links.tryVerify(texts[i % DISTINCT], REQUESTS[i % 2])
  return (process.memoryUsage().heapUsed - before) / count
}

function verifyAll(good, bad, count) {
  for (let i = 0; i < count; i++) {
    // Three in four are good; the rest are forged, or name keys that nobody has, or are no links.
    const text = i % 4 < 3 ? good[i % DISTINCT] : i % 100 === 99 ? `${GARBAGE}${i}` : bad[i % DISTINCT]
    links.tryVerify(text, { perm: PERM })
  }
}

function usedHeap() {
  for (let i = 0; i < 4; i++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
