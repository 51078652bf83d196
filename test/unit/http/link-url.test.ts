import { narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withLink, withoutLink } from '../../../src/http/link-url.ts'
import { outcome } from '../../support/asking.ts'
import { linksAt, untyped } from '../../support/fixtures.ts'
import { growth, LINEAR } from '../../support/growth.ts'
import { runs } from '../../support/runs.ts'

const links = linksAt()
const token = links.sign('f', 'read', 60)
const bound = links.sign('f', 'read', 60, { boundTo: 'u', ref: 'order 7' })
const narrowed = narrow(token, { ttl: 30 })
const TOKENS = [token, bound, narrowed]
const encoded = (text: string): string => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join('')

// Parameters as they are written, none of which carries a link.
const others = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'a=1',
    'a=%2e+%zz',
    '%',
    '=',
    'b=1=2',
    '[]=1',
    'tokens=1',
    'Token=1',
    'x?y',
    '?',
    'u=/f?x',
    'é=ü',
  ),
  fc.string({ unit: fc.constantFrom(...'a=?+%2é/[]\ud800'), maxLength: 8 }),
)
const carrying = fc.oneof(
  fc.constantFrom(
    'token',
    'token=',
    'token=x',
    'token[]=1',
    '[token]=1',
    'token]',
    'token[a][b]=1',
    'to%6Ben=1',
    't\noken=1',
  ),
  fc.constantFrom(...TOKENS.flatMap((link) => [`token=${link}`, `u=${link}`, link, `?x=${link}`, `${link}=1`])),
  fc.constantFrom(
    ...TOKENS.flatMap((link) => [`u=${link.slice(0, -25)}`, `u=${encoded(link)}`, `u=${encoded(encoded(link))}`]),
  ),
)
const paths = fc.constantFrom(
  '',
  '/',
  '/f',
  '/a/b%20c/',
  'f',
  '../f',
  '//host/f',
  'https://u@host:8443/f',
  '/%E0%A4%A',
  ' é\\',
)
const fragments = fc.constantFrom('', '#', '#top', '#a?b&c=1', '##', '#?token=x')

describe('withoutLink', () => {
  it.each([
    [`/f?token=${token}`, '/f'],
    [`/f?a=1&token=${narrowed}&b=2#x`, '/f?a=1&b=2#x'],
    [`/f?token=${bound}&a=1`, '/f?a=1'],
    [`https://host/f?a=1&token=${token}`, 'https://host/f?a=1'],
    [`../f?token=${token}`, '../f'],
    [`?token=${token}#x`, '#x'],
    [`/f?token=${token}&token=${token}&a`, '/f?a'],
    ['/f?token=x&token[]=x&token[a]=x&[token]=x&token]=x&to%6ben=x&a=1', '/f?a=1'],
    [`/f?a=${token}&b=${encoded(token)}&c=${token.slice(0, -25)}&d`, '/f?d'],
    [`/f?${token}&${token}=1&d`, '/f?d'],
    [`/f??token=${token}`, '/f'],
    [`/f??a=1&token=${token}`, '/f??a=1'],
    [`/f?a?b=1&token=${token}`, '/f?a?b=1'],
    [`/f?&&token=${token}&`, '/f?&&'],
    [`/f?to\tk\nen=${token.replace('.', '.\r\n')}`, '/f'],
    [`/f?u=to\n&v=${token.replace('.', '.\r\n')}`, '/f?u=to\n'],
  ])('%j', (url, expected) => {
    expect(withoutLink(url)).toBe(expected)
  })

  it.each([
    '',
    '?',
    '#',
    '/f',
    '/f?',
    '/f?#',
    '/f?a=%2e+%zz&%E0%A4%A=\ud800&é&&=',
    '/f?tokens=1&Token=2&token%20=3&x[token]=4&a=token',
    // None of these is a parameter whose value is a link.
    `/files/${token}/index.m3u8?a=1`,
    `/f#?token=${token}`,
    `/login?next=${encodeURIComponent(`/f?token=${token}`)}`,
    `/f?a=${token.slice(0, -26)}&v=1.27.0-alpine3.19-perl-slim-bookworm`,
  ])('does not change %j', (url) => {
    expect(withoutLink(url)).toBe(url)
  })

  it('takes a URL, and the name of another parameter', () => {
    const url = new URL(`https://host/ü?a=ü&link=x&token=x#z`)
    expect(withoutLink(url, 'link')).toBe('https://host/%C3%BC?a=%C3%BC&token=x#z')
    expect(withoutLink('/f?a+b=x&a%20b=x&ab=x', 'a b')).toBe('/f?ab=x')
    expect(withoutLink('/f?a=1;token=x&b=2&c;token=x')).toBe('/f?b=2')
  })

  it('removes what carries a link, and keeps the rest as it was written', () => {
    const marked = fc.array(
      fc.oneof(
        others.map((text) => ({ text, isKept: true })),
        carrying.map((text) => ({ text, isKept: false })),
      ),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(paths, marked, fragments, (path, parameters, fragment) => {
        const queryOf = (some: typeof parameters) => some.map(({ text }) => text).join('&')
        const kept = parameters.filter(({ isKept }) => isKept)
        const expected = kept.length === 0 ? path + fragment : `${path}?${queryOf(kept)}${fragment}`
        expect(withoutLink(`${path}?${queryOf(parameters)}${fragment}`)).toBe(expected)
      }),
      runs(1000),
    )
  })

  it('leaves nothing that the guard takes for a link', async () => {
    const query = fc.array(fc.oneof(others, carrying), { maxLength: 6 }).map((all) => all.join('&'))
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        expect(await outcome({ url: withoutLink(`/f?${text}`) })).toEqual([401, 'link-required'])
      }),
      runs(300),
    )
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...'?#&=%[]token1b.\n\ud800') }),
        (a, b) => {
          for (const text of [a + b, b + a]) expect(withoutLink(withoutLink(text))).toBe(withoutLink(text))
        },
      ),
      runs(1000),
    )
  })
})

describe('withLink', () => {
  it.each([
    ['/f', `/f?token=${token}`],
    ['/f?a=1#x', `/f?a=1&token=${token}#x`],
    ['/f#x?y', `/f?token=${token}#x?y`],
    ['/f?', `/f?&token=${token}`],
    ['', `?token=${token}`],
    [`/f?token=${bound}&a=%2e`, `/f?a=%2e&token=${token}`],
    ['https://host', `https://host?token=${token}`],
  ])('%j', (url, expected) => {
    expect(withLink(url, token)).toBe(expected)
  })

  it('takes a URL, and the name of another parameter', () => {
    expect(withLink(new URL('https://host/f?link=x&b=2'), token, 'link')).toBe(`https://host/f?b=2&link=${token}`)
    const url = withLink('/f', token, 'a&b=é')
    expect([...new URLSearchParams(url.slice(2))]).toEqual([['a&b=é', token]])
    expect(withoutLink(url, 'a&b=é')).toBe('/f')
  })

  it('is undone by withoutLink, which gives what it gives for the URL before', () => {
    const query = fc.option(fc.array(fc.oneof(others, carrying), { minLength: 1, maxLength: 6 }), { nil: undefined })
    fc.assert(
      fc.property(paths, query, fragments, fc.constantFrom(...TOKENS), (path, parameters, fragment, link) => {
        const url = `${path}${parameters === undefined ? '' : `?${parameters.join('&')}`}${fragment}`
        const linked = withLink(url, link)
        expect(linked.split(link)).toHaveLength(2)
        expect(withoutLink(linked)).toBe(withoutLink(url))
        expect(withLink(linked, link)).toBe(linked)
      }),
      runs(1000),
    )
  })

  it('gives a URL that the guard accepts, whatever was in its query', async () => {
    const query = fc.array(fc.oneof(others, carrying), { maxLength: 6 }).map((all) => all.join('&'))
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        expect(await outcome({ url: withLink(`/f?${text}`, token) })).toEqual([200])
      }),
      runs(300),
    )
  })

  it.each([
    '',
    'x',
    'https://host/f?token=x',
    token.slice(0, -1),
    `${token}A`,
    `${token}&a=1`,
    `${token}\n`,
    ` ${token}`,
    token.replace('1.', '2.'),
    token.replace('.k.', '..'),
    token.replace('.ff.', '..'),
    `1.k.e1.g${'a'.repeat(2000)}.pread.${'A'.repeat(43)}`,
  ])('refuses a token that does not have the form of one, and does not repeat it: %j', (wrong) => {
    expect(() => withLink('/f', wrong)).toThrow(
      new RangeError('withLink: token must be a link as returned by sign() or narrow()'),
    )
  })

  it('takes a token of 2,048 characters', () => {
    const longest = `1.k.e1.g${'a'.repeat(1990)}.pa~pb.${'A'.repeat(43)}`
    expect(longest).toHaveLength(2048)
    expect(withLink('/f', longest)).toBe(`/f?token=${longest}`)
  })

  it('refuses a token that is not a string', () => {
    for (const wrong of [undefined, null, 7, [token]]) {
      expect(() => withLink('/f', untyped(wrong))).toThrow(new TypeError('withLink: token must be a string'))
    }
  })
})

describe('withLink and withoutLink', () => {
  it('take time linear in the length of the URL', () => {
    for (const piece of [
      '&',
      '&a=1',
      '?',
      '[',
      '&[',
      '%',
      '%25',
      '+',
      '#',
      '&token=1',
      `&a=${token}`,
      '&1.k.e1.f1.p',
    ]) {
      for (const act of [withoutLink, (url: string) => withLink(url, token)]) {
        expect(
          growth((query) => act(`/f?${query}`), piece, 2000),
          piece,
        ).toBeLessThan(LINEAR)
      }
    }
  })

  it('refuse what is neither text nor a URL', () => {
    for (const wrong of [undefined, null, 7, {}, { href: 7 }]) {
      expect(() => withoutLink(untyped(wrong))).toThrow(new TypeError('withoutLink: url must be a string or a URL'))
      expect(() => withLink(untyped(wrong), token)).toThrow(new TypeError('withLink: url must be a string or a URL'))
    }
  })

  it('refuse a name that the guard would refuse', () => {
    for (const [wrong, error] of [
      ['', RangeError],
      ['a[]', RangeError],
      ['\ud800', RangeError],
      [null, TypeError],
      [7, TypeError],
    ] as const) {
      expect(() => withoutLink('/f', untyped(wrong))).toThrow(error)
      expect(() => withLink('/f', token, untyped(wrong))).toThrow(error)
    }
  })
})
