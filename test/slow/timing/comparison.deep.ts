import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deriveKey, equalMacs, macText, verifyPlainMac } from '../../../src/mac.ts'
import { type Figures, measure, medianOf } from './dudect.ts'

const RUNS = 9

/** What no comparison may do: it stops at the first character that differs. */
function earlyExit(expected: string, given: string): boolean {
  for (let i = 0; i < expected.length; i++) if (expected.charCodeAt(i) !== given.charCodeAt(i)) return false
  return true
}

// The comparison alone. What a network, a clock or a garbage collector adds is noise for an attacker too, and is not measured here.
describe('takes the same time wherever the first wrong character stands; a comparison with an early exit does not', () => {
  it('equalMacs', () => {
    const mac = randomBytes(32).toString('base64url')
    expectConstant(
      'equalMacs',
      () => measure(equalMacs, mac),
      () => measure(earlyExit, mac),
    )
  })

  it('verifyPlainMac, which computes the MAC before it compares', () => {
    const key = deriveKey(randomBytes(32), 'link')
    const before = '1.k.e1795525357.gcmVwb3J0LnR4dA.pread.'
    const mac = macText(key, before.slice(0, -1))
    if (!verifyPlainMac(key, before + mac)) throw new Error('the right MAC is refused')
    const text = before + mac
    expectConstant(
      'verifyPlainMac',
      () => measure((_, token) => verifyPlainMac(key, token), mac, before),
      () => measure((_, token) => verifyPlainMac(key, token) || earlyExit(text, token), mac, before),
    )
  })
})

function expectConstant(name: string, constant: () => Figures, early: () => Figures): void {
  const runs = Array.from({ length: RUNS }, () => ({ constant: constant(), early: early() }))
  const [ours, other] = [runs.map((run) => run.constant), runs.map((run) => run.early)]
  console.log([report(name, ours), report(`${name}, with an early exit`, other)].join('\n'))
  expect(medianOf(ours.map(({ excess }) => excess))).toBeLessThanOrEqual(1)
  // The same measurement sees a difference if there is one.
  expect(medianOf(other.map(({ excess }) => excess))).toBeGreaterThan(1)
}

function report(name: string, runs: readonly Figures[]): string {
  const list = (of: (figures: Figures) => number): string => runs.map((figures) => of(figures).toFixed(1)).join(' ')
  const median = medianOf(runs.map(({ excess }) => excess)).toFixed(2)
  return `${name}: |t| ${list(({ t }) => t)}; of the control ${list(({ control }) => control)}; median of |t| over the limit: ${median}`
}
