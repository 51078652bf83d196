import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../support/runs.ts'
import { acceptedOriginals, tokenBytesProperty } from './token-bytes.ts'

it('bytes changed in a valid token are refused, and judged as by the reference verifier if they are signed again', async () => {
  const seen = new Map<string, number>()
  // Unchanged, all are accepted: a mutation is all that stands between them and a refusal.
  expect(await acceptedOriginals()).toEqual({ accepted: 100, of: 100 })
  await fc.assert(await tokenBytesProperty(seen), runs(5000))
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining(['ok', 'malformed', 'unknown-key', 'bad-signature', 'expired']),
  )
})
