import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../support/runs.ts'
import { tokenTextProperty } from './token-text.ts'

it('any text gets the same answer as from the reference verifier, whatever its fields say', () => {
  const seen = new Map<string, number>()
  fc.assert(tokenTextProperty(seen), runs(10_000))
  // Every outcome is met, so that none of them agrees for want of a case.
  expect([...seen.keys()].sort()).toEqual([
    'bad-signature',
    'binding-required',
    'expired',
    'https-required',
    'malformed',
    'not-yet-valid',
    'ok',
    'permission-denied',
    'too-long-lived',
    'unknown-key',
    'wrong-address',
    'wrong-file',
  ])
})
