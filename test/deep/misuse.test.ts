import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../support/runs.ts'
import { misuseProperty } from './misuse.ts'

it('values of any kind, for every verb, do their work or throw an error that was meant', () => {
  const seen = new Map<string, number>()
  fc.assert(misuseProperty(seen), runs(5000))
  const verbs = ['createKeyring', 'createLinks', 'narrow', 'sign', 'tryVerify']
  expect([...seen.keys()].sort()).toEqual(verbs.flatMap((verb) => [`${verb} throws`, `${verb} works`]))
})
