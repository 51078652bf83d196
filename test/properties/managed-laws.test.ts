import { memoryStore } from 'daypass/managed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runHistory, type TestedStore } from '../support/managed-history.ts'
import { history } from '../support/managed-steps.ts'
import { runs } from '../support/runs.ts'

/** In the deep run 30,000 histories of 30 to 60 steps: more than a million steps. */
const HISTORIES = runs(400)

const STORES: readonly (readonly [string, TestedStore])[] = [
  ['memory', { make: (clock) => memoryStore({ clock }) }],
  // As a store of another machine, whose clock no test moves.
  ['memory, by its own clock', { make: () => memoryStore(), clock: () => Date.now() }],
]

describe.each(STORES)('the laws of managed links, in the store: %s', (_, tested) => {
  it('state only refuses, a child is accepted only if its parent is, and both as the model says', async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(history, (steps) => runHistory(steps, tested, seen)),
      HISTORIES,
    )
    const count = (what: string): number => seen.get(what) ?? 0
    expect(count('steps')).toBeGreaterThan(30 * HISTORIES.numRuns)
    // The laws would apply for want of a case if nothing were ever accepted, or refused for its state.
    for (const what of [
      'accepted',
      'child accepted',
      'revoked',
      'used-up',
      'expired',
      'wrong-file',
      'permission-denied',
      'not-yet-valid',
    ]) {
      expect([what, count(what) > HISTORIES.numRuns / 20]).toEqual([what, true])
    }
  })
})
