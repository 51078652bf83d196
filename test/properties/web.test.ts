import { createLinks } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { httpProperty } from '../slow/deep/http.ts'
import { misuseProperty, VERBS } from '../slow/deep/misuse.ts'
import { optionsProperty } from '../slow/deep/options.ts'
import { acceptedOriginals, tokenBytesProperty } from '../slow/deep/token-bytes.ts'
import { tokenTextProperty } from '../slow/deep/token-text.ts'
import { runChecks, STATELESS_CHECKS } from '../slow/runtimes/stateless-vectors.ts'
import { KEY } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'
import { vectorFiles as files } from '../support/vector-files.ts'
import { modelProperty } from './model.ts'

// All properties of the core, and the vectors, with Web Crypto under them. `npm run test:runtimes` runs them with the built package in
// browsers, workers and edge routes.
vi.mock('daypass', () => vi.importActual('daypass/web'))

describe('daypass/web', () => {
  it('is what these tests import', () => {
    expect(createLinks({ keys: [KEY] }).tryVerify('x')).toBeInstanceOf(Promise)
  })

  it('passes all vectors', async () => {
    const { count, failed } = await runChecks(STATELESS_CHECKS, files)
    expect(failed).toEqual([])
    expect(count).toBe(Object.values(files).flat().length)
  })

  it('gives any text the same answer as the reference verifier', async () => {
    const seen = new Map<string, number>()
    await fc.assert(tokenTextProperty(seen), runs(1000))
    expect(seen.get('ok')).toBeGreaterThan(0)
  })

  it('refuses bytes that were changed, and judges as the reference verifier if they are signed again', async () => {
    const seen = new Map<string, number>()
    expect(await acceptedOriginals()).toEqual({ accepted: 100, of: 100 })
    await fc.assert(await tokenBytesProperty(seen), runs(1000))
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['ok', 'malformed', 'bad-signature']))
  })

  it('signs what the options ask for, or rejects with the error that the wrong one among them deserves', async () => {
    const seen = new Map<string, number>()
    await fc.assert(optionsProperty(seen), runs(1000))
    expect([...seen.keys()].sort()).toEqual(['RangeError', 'TypeError', 'none'])
  })

  it('does its work or rejects with an error that was meant, whatever it is given', async () => {
    const seen = new Map<string, number>()
    await fc.assert(misuseProperty(seen), runs(1000))
    expect(VERBS.filter((verb) => !seen.has(`${verb} works`) || !seen.has(`${verb} throws`))).toEqual([])
  })

  it('works with the guard', async () => {
    const seen = new Map<string, number>()
    await fc.assert(await httpProperty(seen), runs(1000))
    expect(seen.get('200 ok')).toBeGreaterThan(0)
  })

  it('agrees with the reference model, whatever is signed, narrowed and asked', async () => {
    const seen = new Map<string, number>()
    await fc.assert(modelProperty(20, seen), runs(100))
    expect(seen.get('ok')).toBeGreaterThan(0)
  })
})
