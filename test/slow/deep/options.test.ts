import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../support/runs.ts'
import { optionsProperty } from './options.ts'

it('any options for sign make the link that they ask for, or the error that the wrong one among them deserves', async () => {
  const seen = new Map<string, number>()
  await fc.assert(optionsProperty(seen), runs(5000))
  expect([...seen.keys()].sort()).toEqual(['RangeError', 'TypeError', 'none'])
})
