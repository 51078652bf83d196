import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../support/runs.ts'
import { modelProperty } from './model.ts'

/** Requests to each link. */
const REQUESTS = 50
const { numRuns } = runs(20_000)

describe('library and reference model', () => {
  it('agree on acceptance, code and grant, whatever is signed, narrowed and asked', async () => {
    const seen = new Map<string, number>()
    await fc.assert(modelProperty(REQUESTS, seen), { numRuns: Math.ceil(numRuns / REQUESTS) })

    // Every outcome that a well-made link can have is met, so that none of them agrees for want of a case.
    expect([...seen.keys()].sort()).toEqual([
      'bad-signature',
      'binding-required',
      'expired',
      'https-required',
      'not-yet-valid',
      'ok',
      'permission-denied',
      'too-long-lived',
      'unknown-key',
      'wrong-address',
      'wrong-file',
    ])
    expect(seen.get('ok')).toBeGreaterThan(numRuns / 100)
  })
})
