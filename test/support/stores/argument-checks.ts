import type { LinkStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { untyped } from '../fixtures.ts'
import { NOT_LISTS, NOT_STRINGS } from '../wrong-values.ts'

type Call = readonly [string, (store: LinkStore) => Promise<unknown>]

const NOT_KEYS = ['', 'a b', ' a', 'a\n', 'a\0', 'caf\u00e9', '\u{1f600}', 'a\u007f', 'k'.repeat(513)]
const NOT_COUNTS = [-1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53]

const KEY_CALLS: readonly (readonly [string, (store: LinkStore, key: string) => Promise<unknown>])[] = [
  ['read', (store, key) => store.read(['a', key])],
  ['raise', (store, key) => store.raise(key, 1, 1)],
  ['write', (store, key) => store.write(key, 'x', 1)],
  ['use', (store, key) => store.use(key, 'c', 1, 1, 1)],
]

const WRONG_VALUES: readonly Call[] = [
  ...NOT_COUNTS.flatMap((value): Call[] => [
    [`raise of ${value}`, (store) => store.raise('k', value, 1)],
    [`raise with the end ${value}`, (store) => store.raise('k', 1, value)],
    [`write with the end ${value}`, (store) => store.write('k', 'x', value)],
    [`deletion with the end ${value}`, (store) => store.write('k', undefined, value)],
    [`use with a max of ${value}`, (store) => store.use('k', 'c', value, 1, 1)],
    [`use with a lease of ${value}`, (store) => store.use('k', undefined, 1, value, 1)],
    [`use with the end ${value}`, (store) => store.use('k', 'c', 1, 1, value)],
  ]),
  ['raise of Infinity', (store) => store.raise('k', Number.POSITIVE_INFINITY, 1)],
  ['use with a max of Infinity', (store) => store.use('k', 'c', Number.POSITIVE_INFINITY, 1, 1)],
  ['use with a lease of Infinity', (store) => store.use('k', 'c', 1, Number.POSITIVE_INFINITY, 1)],
  ['use with a lease of 0', (store) => store.use('k', 'c', 1, 0, 1)],
  ['use with a claim of 257 characters', (store) => store.use('k', 'c'.repeat(257), 1, 1, 1)],
  ['write of a lone surrogate', (store) => store.write('k', 'a\ud800', 1)],
  ['write of NUL', (store) => store.write('k', 'a\0', 1)],
]

const WRONG_TYPES: readonly Call[] = [
  ...NOT_LISTS.map(([what, value]): Call => [`read of ${what}`, (store) => store.read(untyped(value))]),
  ['read of a list with a hole', (store) => store.read(untyped(Object.assign([], { 1: 'b' })))],
  ...NOT_STRINGS.flatMap(([what, value]): Call[] => [
    [`read of ${what} in a list`, (store) => store.read(untyped([value]))],
    [`raise of ${what}`, (store) => store.raise(untyped(value), 1, 1)],
    [`write to ${what}`, (store) => store.write(untyped(value), 'x', 1)],
    [`write of ${what}`, (store) => store.write('k', untyped(value), 1)],
    [`use of ${what}`, (store) => store.use(untyped(value), 'c', 1, 1, 1)],
    [`use under the claim ${what}`, (store) => store.use('k', untyped(value), 1, 1, 1)],
  ]),
  ...[undefined, null, '1', 1n, new Date(1)].flatMap((value): Call[] => [
    [`raise of the number ${typeof value}`, (store) => store.raise('k', untyped(value), 1)],
    [`raise with an end of ${typeof value}`, (store) => store.raise('k', 1, untyped(value))],
    [`write with an end of ${typeof value}`, (store) => store.write('k', 'x', untyped(value))],
    [`use with a max of ${typeof value}`, (store) => store.use('k', 'c', untyped(value), 1, 1)],
    [`use with a lease of ${typeof value}`, (store) => store.use('k', 'c', 1, untyped(value), 1)],
    [`use with an end of ${typeof value}`, (store) => store.use('k', 'c', 1, 1, untyped(value))],
  ]),
]

/** Tests that a store refuses what `LinkStore` does not allow, without repeating it. */
export function expectArgumentChecks(makeStore: () => LinkStore): void {
  describe('its arguments', () => {
    const errorOf = (call: Promise<unknown>): Promise<Error> => {
      return call.then(
        () => new Error('nothing was thrown'),
        (error: Error) => error,
      )
    }

    it.each(KEY_CALLS)('%s takes no key but visible ASCII of 1 to 512 characters', async (_, call) => {
      for (const key of NOT_KEYS) {
        const { name, message } = await errorOf(call(makeStore(), key))
        expect([name, message]).toEqual(['RangeError', 'store: key must be 1 to 512 visible ASCII characters'])
      }
    })

    it('are within their ranges', async () => {
      for (const [what, call] of WRONG_VALUES) {
        const { name, message } = await errorOf(call(makeStore()))
        expect([what, name, message]).toEqual([what, 'RangeError', expect.stringMatching(/^store: \w+ must be /)])
        expect(message).not.toMatch(/ccc|NaN|surrogate|-1$/)
      }
    })

    it('have their types', async () => {
      for (const [what, call] of WRONG_TYPES) {
        const { name, message } = await errorOf(call(makeStore()))
        expect([what, name, message]).toEqual([what, 'TypeError', expect.stringMatching(/^store: \w+ must be /)])
      }
    })
  })
}
