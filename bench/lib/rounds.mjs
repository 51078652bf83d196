import { median } from './statistics.mjs'

/**
 * Measures every contender once per round, in an order that turns, so that a machine that drifts favours nobody.
 * @param measureOnce gives one figure of the contender with that name
 * @returns figures by name: one per round, so that those of one round can be compared in pairs
 */
export async function inRounds(names, rounds, measureOnce) {
  const figures = Object.fromEntries(names.map((name) => [name, []]))
  // Round 0 is not counted: what was warmed up first may have been put back by what came later.
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]
      const figure = await measureOnce(name)
      if (round > 0) figures[name].push(figure)
    }
  }
  return figures
}

/** Median over the rounds. */
export function medians(figures) {
  return Object.fromEntries(Object.entries(figures).map(([name, all]) => [name, median(all)]))
}

/** Median over the rounds of the ratio within a round. */
export function ratio(figures, numerator, denominator) {
  return median(figures[numerator].map((figure, round) => figure / figures[denominator][round]))
}
