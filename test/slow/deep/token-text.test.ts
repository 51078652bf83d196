import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'
import { type TextCase, tokenTextProperty } from './token-text.ts'

/** Cases that were found, tried first ever since: what differed, and where. */
const FOUND: readonly [TextCase][] = [
  // A holder's fewest of 0 bytes was in the grant, although it is not a limit (SPEC.md, section 5.7).
  found('1.k.', `e${NOW_SECONDS + 60}.fa.pread~l0`),
  found('1.k.', `e${NOW_SECONDS + 60}.fa.l0.pwrite~l0.m5`),
  // Text that is not ASCII was malformed for one reader, and of an unknown key for the other (section 6.4, check 1).
  found('1.__proto__.', `e${NOW_SECONDS + 60}.fa.pread.\u0131`),
  // The grant of a managed link that was refused for want of a store named the folder, and not the file that was asked for (section 6.5).
  found('1.k.', `e${NOW_SECONDS + 60}.fa.i${NOW_SECONDS}.nAAECAwQFBgcICQoL.pread.t`, 'a/b'),
]

function found(head: string, body: string, fileId = 'a'): [TextCase] {
  return [{ written: { head, body, mac: 'right' }, request: { fileId }, now: NOW, side: 0 }]
}

it('any text gets the same answer as from the reference verifier, whatever its fields say', async () => {
  const seen = new Map<string, number>()
  await fc.assert(tokenTextProperty(seen), { ...runs(10_000), examples: [...FOUND] })
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
    'state-required',
    'too-long-lived',
    'unknown-key',
    'wrong-address',
    'wrong-file',
  ])
})
