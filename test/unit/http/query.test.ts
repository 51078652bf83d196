import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queryParameters } from '../../../src/http/query.ts'

describe('queryParameters', () => {
  it.each([
    ['/a', []],
    ['/a?', []],
    [
      '/a?token=1.k1.e5&x',
      [
        ['token', '1.k1.e5'],
        ['x', ''],
      ],
    ],
    ['/a??token=1', [['?token', '1']]],
    [
      '/a?a=b=c&&=d',
      [
        ['a', 'b=c'],
        ['', 'd'],
      ],
    ],
    [
      '/a?a=1+2&b=%41',
      [
        ['a', '1 2'],
        ['b', 'A'],
      ],
    ],
    ['/a?a=1#?b=2', [['a', '1']]],
    ['https://files.example.com/a?a=1', [['a', '1']]],
  ])('reads %s', (url, expected) => {
    expect(queryParameters(url)).toEqual(expected)
  })

  it('gives what URLSearchParams gives, encoded or not', () => {
    const part = fc.constantFrom(
      'a',
      'token',
      '=',
      '&',
      '?',
      '%',
      '%41',
      '%zz',
      '+',
      ' ',
      ';',
      '[',
      'é',
      '€',
      '\ud800',
      '\t',
      '\n',
      '\0',
      '~',
    )
    const query = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(query, (text) => {
        expect(queryParameters(`/files/7?${text}`)).toEqual([...new URLSearchParams(`?${text}`)])
      }),
      { numRuns: 2000 },
    )
  })
})
