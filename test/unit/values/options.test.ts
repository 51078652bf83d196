import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { isPlainObject, normalizeOptions } from '../../../src/values/options.ts'
import { untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { NOT_OBJECTS } from '../../support/wrong-values.ts'

describe('normalizeOptions', () => {
  it('gives the members that an object has of its own, enumerable or not', () => {
    const options = Object.defineProperty({ a: 1 }, 'b', { value: 2 })
    expect(normalizeOptions(options, ['a', 'b', 'c'], 'test')).toEqual({ a: 1, b: 2 })
  })

  it('overlooks what is inherited, and gives an object that inherits nothing', () => {
    const polluted = Object.prototype as { c?: unknown }
    polluted.c = 3
    try {
      const options = normalizeOptions({ a: 1 }, ['a', 'c'], 'test')
      expect([options.a, options.c, Object.getPrototypeOf(options)]).toEqual([1, undefined, null])
    } finally {
      delete polluted.c
    }
  })

  it('refuses names that are not in the list, those of the language among them', () => {
    for (const name of ['b', 'A', 'toString', 'constructor', '__proto__', 'hasOwnProperty', '', ' a', '0'])
      expectMisuse(
        () => normalizeOptions(Object.fromEntries([[name, 1]]), ['a'], 'test'),
        TypeError,
        'test: unknown name',
      )
  })

  it('quotes a name only if it can be no secret', () => {
    expectMisuse(() => normalizeOptions({ bb: 1 }, ['a'], 'test'), TypeError, '"bb"')
    const { message } = new TypeError('test: unknown name; known are a')
    for (const name of ['x'.repeat(43), 'a-b', 'a b', '\n'])
      expect(() => normalizeOptions({ [name]: 1 }, ['a'], 'test')).toThrow(new TypeError(message))
  })

  it('refuses undefined, which is a condition that went missing', () => {
    expectMisuse(() => normalizeOptions({ a: undefined }, ['a'], 'test'), TypeError, 'test: a is undefined')
  })

  it.each(NOT_OBJECTS)('refuses %s', (_, value) => {
    expectMisuse(() => normalizeOptions(untyped(value), ['fileId'], 'test'), TypeError, 'test must be a plain object')
  })
})

describe('isPlainObject', () => {
  it('knows literals, also without a prototype and of another realm', () => {
    expect([{}, Object.create(null), vm.runInNewContext('({})')].map(isPlainObject)).toEqual([true, true, true])
  })
})
