// Nothing is kept: neither what was verified nor what was refused, though no two texts of a kind are the same for long.
import { FILE, forge, GARBAGE, LIFE_SECONDS, links, PERM, received } from '../lib/fixture.mjs'

const DISTINCT = 10_000

export function measureHeap({ verifications }) {
  const good = Array.from({ length: DISTINCT }, (_, i) => received(links.sign(`${FILE}-${i}`, PERM, LIFE_SECONDS)))
  const bad = good.map((text, i) => (i % 2 === 0 ? forge(text) : received(`1.x${i}.${text.slice(5)}`)))
  verifyAll(good, bad, DISTINCT * 10)
  const before = usedHeap()
  verifyAll(good, bad, verifications)
  const growth = usedHeap() - before
  return { figures: { 'heap-growth-bytes': growth }, notes: { verifications } }
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
