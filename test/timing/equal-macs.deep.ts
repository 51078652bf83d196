import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { equalMacs } from '../../src/mac.ts'
import { type Figures, measure, medianOf } from './dudect.ts'

const RUNS = 9

/** What `equalMacs` must not do: it stops at the first character that differs. */
function earlyExit(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false
  for (let i = 0; i < expected.length; i++) if (expected.charCodeAt(i) !== given.charCodeAt(i)) return false
  return true
}

// The comparison alone. What a network, a clock or a garbage collector adds is noise for an attacker too, and is not measured here.
it('equalMacs takes the same time wherever the first wrong character stands; a comparison with an early exit does not', () => {
  const mac = randomBytes(32).toString('base64url')
  const runs = Array.from({ length: RUNS }, () => ({
    constant: measure(equalMacs, mac),
    early: measure(earlyExit, mac),
  }))
  const constant = runs.map((run) => run.constant)
  const early = runs.map((run) => run.early)
  console.log([...report('equalMacs', constant), ...report('early exit', early)].join('\n'))
  expect(medianOf(constant.map(({ excess }) => excess))).toBeLessThanOrEqual(1)
  // The same measurement sees a difference where there is one.
  expect(medianOf(early.map(({ excess }) => excess))).toBeGreaterThan(1)
})

function report(name: string, runs: readonly Figures[]): readonly string[] {
  const list = (of: (figures: Figures) => number): string => runs.map((figures) => of(figures).toFixed(1)).join(' ')
  const median = medianOf(runs.map(({ excess }) => excess)).toFixed(2)
  return [
    `${name}: |t| ${list(({ t }) => t)}; of the control ${list(({ control }) => control)}; median of |t| over the limit: ${median}`,
  ]
}
