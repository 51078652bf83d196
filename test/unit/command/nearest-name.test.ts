import { expect, it } from 'vitest'
import { nearestName } from '../../../src/command/nearest-name.ts'

const NAMES = ['keygen', 'rotate', 'sign', 'verify', 'uses', 'tree', 'ttl']

it.each([
  ['keygne', 'keygen'],
  ['kegen', 'keygen'],
  ['keygenn', 'keygen'],
  ['vertify', 'verify'],
  ['sing', 'sign'],
  ['use', 'uses'],
  ['tll', 'ttl'],
])('%s was meant to be %s', (given, meant) => {
  expect(nearestName(given, NAMES)).toBe(meant)
})

it.each(['', 'x', 'encrypt', 'keys', 'ttlttl'])('nothing is near "%s"', (given) => {
  expect(nearestName(given, NAMES)).toBeUndefined()
})
