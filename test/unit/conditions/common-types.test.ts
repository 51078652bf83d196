import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonTypes } from '../../../src/conditions/common-types.ts'
import { runs } from '../../support/runs.ts'

// Kinds of which one is the beginning of another, and characters that sort before and after "/" and "*".
const type = fc
  .tuple(fc.constantFrom('a', 'a-b', 'a.b', 'a0', 'ab', 'b'), fc.constantFrom('*', '*', 'a', 'b', '0', 'a+b', 'a.b'))
  .map(([kind, sub]) => `${kind}/${sub}`)
const list = fc.uniqueArray(type, { maxLength: 12 }).map((types) => types.sort())
const lists = fc.array(list, { minLength: 1, maxLength: 9 })

const isAllowed = (types: readonly string[], one: string): boolean =>
  types.includes(one) || types.includes(`${one.slice(0, one.indexOf('/'))}/*`)

describe('commonTypes', () => {
  it('is every entry that all lists allow, sorted, each once', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const expected = [...new Set(all.flat())].filter((one) => all.every((types) => isAllowed(types, one))).sort()
        expect(commonTypes(all)).toEqual(expected)
      }),
      runs(2000),
    )
  })

  it('is the same in any order, and of pairs combined one after the other, as the specification says it', () => {
    fc.assert(
      fc.property(
        lists.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(commonTypes(shuffled)).toEqual(commonTypes(all))
          expect(all.reduce<readonly string[]>((a, b) => commonTypes([a, b]), all[0] ?? [])).toEqual(commonTypes(all))
        },
      ),
      runs(1000),
    )
  })

  it('leaves the lists as they are', () => {
    const all = [Object.freeze(['a/*', 'b/c']), Object.freeze(['a/b'])]
    expect(commonTypes(Object.freeze(all))).toEqual(['a/b'])
  })
})
