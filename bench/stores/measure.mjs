import { median } from '../lib/statistics.mjs'

/** Calls per second of an asynchronous `act`, with so many in flight, over so many milliseconds. */
async function perSecond(act, inFlight, milliseconds) {
  const start = performance.now()
  const end = start + milliseconds
  let calls = 0
  const lane = async () => {
    while (performance.now() < end) {
      await act()
      calls++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return (calls * 1000) / (performance.now() - start)
}

/**
 * Measures several acts in rounds, each once in a round, in an order that rotates. Gives for each the median of its calls per second, and
 * the median of its ratio to the last one within a round: the machine may be slower in one round than in another.
 */
export async function compare(acts, inFlight, { rounds, milliseconds }) {
  const names = Object.keys(acts)
  const samples = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) await perSecond(acts[name], inFlight, milliseconds) // so that what follows is compiled
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]
      samples[name].push(await perSecond(acts[name], inFlight, milliseconds))
    }
  }
  const base = samples[names.at(-1)]
  return Object.fromEntries(
    names.map((name) => {
      const ratio = median(samples[name].map((sample, i) => sample / base[i]))
      return [name, { perSecond: median(samples[name]), ratio }]
    }),
  )
}
