import { createManagedLinks, memoryStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { normalizeManagedOptions } from '../../../src/managed/managed-options.ts'
import { KEY, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { NOT_DURATIONS, NOT_OBJECTS } from '../../support/wrong-values.ts'

const store = memoryStore()
const create = (options: object) => () => createManagedLinks(untyped({ keys: [KEY], store, ...options }))

describe('options of createManagedLinks', () => {
  it('have defaults', () => {
    const { links: _, store: given, ...rest } = normalizeManagedOptions({ keys: [KEY], store })
    expect([given, rest]).toEqual([store, { lease: 3_600_000, timeout: 1000, staleness: 0, skew: 2 }])
  })

  it.each([
    ['lease', 1, 7 * 86_400, 1000],
    ['timeout', 1, 60, 1000],
    ['staleness', 0, 3600, 1000],
    ['skew', 0, 300, 1],
  ] as const)('%s is a duration from %d to %d s', (name, min, max, unit) => {
    for (const seconds of [min, max]) {
      expect(normalizeManagedOptions({ keys: [KEY], store, [name]: `${seconds}s` })[name]).toBe(seconds * unit)
    }
    expectMisuse(create({ [name]: `${max + 1}s` }), RangeError, `${name} must be at most`)
    const wrong = NOT_DURATIONS.filter((value) => min > 0 || (value !== 0 && value !== '0s'))
    for (const value of wrong) expectMisuse(create({ [name]: value }), RangeError, name)
    for (const value of [null, [], new Date(1), 5n]) expectMisuse(create({ [name]: value }), TypeError, name)
  })

  it.each([0, '0s', '0m'])('skew and staleness can be %o', (value) => {
    expect(normalizeManagedOptions({ keys: [KEY], store, skew: value, staleness: value })).toMatchObject({
      skew: 0,
      staleness: 0,
    })
  })

  it.each([undefined, null, 'redis', {}, () => store, { ...store, use: undefined }, { ...store, read: 'read' }])(
    'need a store, which %o is not',
    (value) => {
      expectMisuse(create({ store: value }), TypeError, 'store')
    },
  )

  it('need a store', () => {
    expectMisuse(() => createManagedLinks(untyped({ keys: [KEY] })), TypeError, 'store must be a store')
  })

  it('take a store that inherits its operations', () => {
    expect(create({ store: Object.create(store) })).not.toThrow()
  })

  it.each(NOT_OBJECTS)('are not %s', (_, value) => {
    expectMisuse(
      () => createManagedLinks(untyped(value)),
      TypeError,
      'options of createManagedLinks must be a plain object',
    )
  })

  it('are checked as those of createLinks', () => {
    expectMisuse(create({ keys: [] }), TypeError, 'keys must not be empty')
    expectMisuse(create({ keys: undefined }), TypeError, 'keys is undefined')
    expectMisuse(create({ purpose: 'A' }), RangeError, 'purpose')
    expectMisuse(create({ perms: ['READ'] }), RangeError, 'perm')
    expectMisuse(create({ maxTtl: '0s' }), RangeError, 'maxTtl')
    expectMisuse(create({ clock: 5 }), TypeError, 'clock')
    expectMisuse(create({ clock: () => Number.NaN }), RangeError, 'clock')
    expectMisuse(create({ stores: [] }), TypeError, 'unknown name "stores"')
  })
})
