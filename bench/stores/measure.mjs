import { inRounds, medians, ratio } from '../lib/rounds.mjs'

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

/** Measures several acts in rounds. Gives for each its calls per second, and their ratio to those of the last one. */
export async function compare(acts, inFlight, { rounds, milliseconds }) {
  const names = Object.keys(acts)
  const figures = await inRounds(names, rounds, (name) => perSecond(acts[name], inFlight, milliseconds))
  const middle = medians(figures)
  return Object.fromEntries(
    names.map((name) => [name, { perSecond: middle[name], ratio: ratio(figures, name, names.at(-1)) }]),
  )
}
