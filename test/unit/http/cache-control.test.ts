import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cacheControl, revocableCacheControl } from '../../../src/http/cache-control.ts'
import { runs } from '../../support/runs.ts'

describe('cacheControl', () => {
  it.each([
    ['private', 0, 'private, max-age=0'],
    ['private', 3599, 'private, max-age=3599'],
    ['max-age=60', 3600, 'max-age=60'],
    ['max-age=7200', 3600, 'max-age=3600'],
    ['max-age=7200', 0, 'max-age=0'],
    ['public, max-age=60, s-maxage=7200', 3600, 'public, max-age=60, s-maxage=3600'],
    ['MAX-AGE=7200,S-MaxAge=7200', 3600, 'max-age=3600, s-maxage=3600'],
    ['max-age="7200"', 3600, 'max-age=3600'],
    ['max-age="60"', 3600, 'max-age=60'],
    ['max-age=7200, max-age=9000', 3600, 'max-age=3600, max-age=3600'],
    [`max-age=${'9'.repeat(200)}`, 3600, 'max-age=3600'],
    ['max-age=soon', 3600, 'max-age=0'],
    ['max-age', 3600, 'max-age=0'],
    ['max-age=-1', 3600, 'max-age=0'],
    ['max-age=1e9', 3600, 'max-age=0'],
    ['no-store', 3600, 'no-store'],
    ['No-Store', 3600, 'No-Store'],
    // What understands `must-understand` need not heed `no-store` beside it, and with a value it is not the same directive.
    ['must-understand, no-store', 3600, 'must-understand, no-store, max-age=3600'],
    ['no-store=1', 3600, 'no-store=1, max-age=3600'],
    ['no-store="1"', 3600, 'no-store="1", max-age=3600'],
    ['no-store=1, no-store', 3600, 'no-store=1, no-store'],
    ['public', 3600, 'public, max-age=3600'],
    ['no-cache', 3600, 'no-cache'],
    ['NO-CACHE, public', 3600, 'NO-CACHE, public'],
    ['no-cache="set-cookie"', 3600, 'no-cache="set-cookie", max-age=3600'],
    ['no-cache, max-age=7200', 3600, 'no-cache, max-age=3600'],
    ['s-maxage=60', 3600, 's-maxage=60, max-age=3600'],
    ['public, max-age=60, immutable', 3600, 'public, max-age=60, immutable'],
    ['max-age=60, x="a, max-age=9999"', 30, 'max-age=30, x="a, max-age=9999"'],
    ['max-age=60, xmax-age=9999, max-age-x=9999', 30, 'max-age=30, xmax-age=9999, max-age-x=9999'],
    // What may be served when stale is counted from the end of its freshness.
    ['max-age=60, stale-while-revalidate=9000', 3600, 'max-age=60, stale-while-revalidate=3540'],
    ['max-age=9000, Stale-If-Error=9000', 3600, 'max-age=3600, stale-if-error=0'],
    ['max-age=60, s-maxage=600, stale-if-error=9000', 3600, 'max-age=60, s-maxage=600, stale-if-error=3000'],
    ['max-age=60, stale-while-revalidate=30', 3600, 'max-age=60, stale-while-revalidate=30'],
  ])('%s with %i seconds left', (signed, remaining, expected) => {
    expect(cacheControl(signed, remaining, false)).toBe(expected)
  })

  it.each([
    ['no-cache', 'private, no-cache'],
    ['public', 'private, max-age=60'],
    ['public, max-age=9', 'private, max-age=9'],
    ['PUBLIC, S-MaxAge=9', 'private, max-age=60'],
    ['max-age=9', 'private, max-age=9'],
    ['must-revalidate, max-age=9', 'private, must-revalidate, max-age=9'], // alone it would permit shared caches (RFC 9111, section 3.5)
    ['private="set-cookie", max-age=9', 'private, max-age=9'], // with a field name it is about that field only
    ['private, immutable', 'private, immutable, max-age=60'],
    ['no-store', 'no-store'],
    ['must-understand, no-store', 'private, must-understand, no-store, max-age=60'],
    ['max-age=9, s-maxage=40, stale-if-error=90', 'private, max-age=9, stale-if-error=51'],
  ])('%s, if the URL alone does not permit it, is for one client', (signed, expected) => {
    expect(cacheControl(signed, 60, true)).toBe(expected)
  })

  it('gives no age beyond the remaining life, and leaves the other directives as they are', () => {
    const name = fc.constantFrom('max-age', 's-maxage', 'Max-Age', 'stale-if-error', 'stale-while-revalidate')
    const age = fc
      .tuple(name, fc.nat({ max: 2 ** 31 }), fc.boolean())
      .map(([n, v, q]) => (q ? `${n}="${v}"` : `${n}=${v}`))
    const other = fc.constantFrom('public', 'private', 'no-transform', 'private="set-cookie, x"', 'immutable')
    fc.assert(
      fc.property(
        fc.array(age, { minLength: 1 }),
        fc.array(other),
        fc.nat({ max: 700_000 }),
        (ages, others, remaining) => {
          const result = cacheControl([...others, ...ages].join(', '), remaining, false)
          const numbers = (pattern: RegExp): number[] => Array.from(result.matchAll(pattern), ([, n]) => Number(n))
          const fresh = numbers(/(?:max-age|s-maxage)=([0-9]+)/g)
          const stale = numbers(/stale-[a-z-]+=([0-9]+)/g)
          expect(fresh.length + stale.length).toBeGreaterThanOrEqual(ages.length)
          expect(Math.max(...fresh)).toBeLessThanOrEqual(remaining)
          expect(Math.max(0, ...fresh) + Math.max(0, ...stale)).toBeLessThanOrEqual(remaining)
          expect(result.startsWith(others.join(', '))).toBe(true)
        },
      ),
      runs(300),
    )
  })
})

describe('revocableCacheControl', () => {
  it.each([
    ['private', 'private, no-cache'],
    ['public, max-age=600, s-maxage=600, immutable', 'private, no-cache'],
    ['no-cache', 'private, no-cache'],
    ['no-cache="set-cookie", private="set-cookie"', 'private, no-cache'],
    ['max-age=9, stale-while-revalidate=9, stale-if-error=9', 'private, no-cache'],
    ['no-transform, must-revalidate, public', 'private, no-cache, no-transform, must-revalidate'],
    ['no-store', 'no-store'],
    ['private, no-store', 'private, no-store'],
    ['must-understand, no-store', 'private, no-cache, must-understand, no-store'],
    ['', 'private, no-cache'],
  ])('%s', (text, expected) => {
    expect(revocableCacheControl(text)).toBe(expected)
  })
})
