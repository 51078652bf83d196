import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GuardRequest } from '../../../src/http/request.ts'
import { findToken, normalizeTokenSources } from '../../../src/http/token-sources.ts'
import { runs } from '../../support/runs.ts'

const TOKEN = '1.k.e1.fa.pread.mac'
const DEFAULT = ['query', 'bearer']
const NONE = { code: 'link-required' }
const BAD = { code: 'bad-request' }

function find(tokenFrom: unknown, request: Partial<GuardRequest>): string | { readonly code: string } {
  const found = findToken({ method: 'GET', url: '/f', headers: {}, ...request }, normalizeTokenSources(tokenFrom))
  return found.token ?? found
}

describe('the query', () => {
  it.each([
    [`/f?token=${TOKEN}`, TOKEN],
    [`?token=${TOKEN}`, TOKEN],
    [`/f?a=1&token=${TOKEN}&utm_source=x&fbclid=y`, TOKEN],
    [`https://host/f?token=${TOKEN}`, TOKEN],
    [`/f?token=${encodeURIComponent(TOKEN).replaceAll('.', '%2E')}`, TOKEN],
    [`/f?tok%65n=${TOKEN}`, TOKEN],
    ['/f', NONE],
    ['/f?', NONE],
    ['/f?Token=x&tokens=y&a=token', NONE],
    ['/f?token=', BAD],
    ['/f?token', BAD],
    ['/f?token=&token=', BAD],
    [`/f?token=${TOKEN}&token=${TOKEN}`, BAD],
    [`/f?token=${TOKEN}&token=`, BAD],
    [`/f?token[]=${TOKEN}`, BAD],
    [`/f?token%5B0%5D=${TOKEN}`, BAD],
    [`/f?token=${TOKEN}&token[a]=x`, BAD],
    [`/f?token[=${TOKEN}`, BAD],
    // What parsers that know brackets make a "token" of.
    [`/f?token=${TOKEN}&[token]=x`, BAD],
    [`/f?token=${TOKEN}&%5Btoken%5D[]=x`, BAD],
    [`/f?token=${TOKEN}&token]=x`, BAD],
    [`/f?token=${TOKEN}&[][token=x`, BAD],
    [`/f?[token]=${TOKEN}`, BAD],
    // What PHP and parsers that separate by ";" make one of.
    [`/f?token=${TOKEN}&+token=x`, BAD],
    [`/f?token=${TOKEN}&token%00=x`, BAD],
    [`/f?token=${TOKEN}&a=1;token=x`, BAD],
    [`/f?token=${TOKEN}&x;token=zz`, BAD],
    [`/f?token=${TOKEN}&token;x=1`, BAD],
    [`/f?token=${TOKEN}&;token=1`, BAD],
    [`/f?token=${TOKEN}&a=1;b=2;tokens=x`, TOKEN],
    [`/f?token=${TOKEN}&a[token]=x&[]=y&[=z&tokens[]=x`, TOKEN],
    // The key is "?token": one question mark begins the query.
    [`/f??token=${TOKEN}`, NONE],
    [`/f??token=${TOKEN}&token=1.x`, '1.x'],
    // Some read on behind the fragment, which no target has.
    [`/f#?token=${TOKEN}`, BAD],
    [`/f?a=b#&token=${TOKEN}`, BAD],
    [`/f?token=${TOKEN}#`, BAD],
    [`/f?a=b%23&token=${TOKEN}`, TOKEN],
  ])('%s', (url, expected) => {
    expect(find(DEFAULT, { url })).toEqual(expected)
  })

  it('has the name that is asked for', () => {
    for (const name of ['my.link', 'my%20link', 'my[link'])
      expect(find([{ query: 'my_link' }], { url: `/f?my_link=${TOKEN}&${name}=x` })).toEqual(BAD)
    expect(find([{ query: 'link' }], { url: `/f?link=${TOKEN}&token=other` })).toBe(TOKEN)
    expect(find([{ query: 'link' }], { url: `/f?token=${TOKEN}` })).toEqual(NONE)
    expect(find([{ query: 'f' }], { url: '/f' })).toEqual(NONE)
    expect(find([{ query: 'link' }], { url: `/f?link[]=${TOKEN}` })).toEqual(BAD)
  })

  it('gives the token whatever else is in it, and nothing if the name occurs again', () => {
    const name = fc.string({ unit: 'binary-ascii', maxLength: 12 }).filter((n) => !/^[[\]]*token(?:[[\]]|$)/.test(n))
    const others = fc.array(fc.tuple(name, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 6 })
    fc.assert(
      fc.property(others, others, fc.string({ minLength: 1 }), (before, after, token) => {
        const one = new URLSearchParams([...before, ['token', token], ...after])
        expect(find(['query'], { url: `/f?${one}` })).toBe(token)
        const two = new URLSearchParams([...before, ['token', token], ...after, ['token', token]])
        expect(find(['query'], { url: `/f?${two}` })).toEqual(BAD)
      }),
      runs(200),
    )
  })
})

describe('the bearer', () => {
  it.each([
    [`Bearer ${TOKEN}`, TOKEN],
    [`bEARER   ${TOKEN}`, TOKEN],
    ['Bearer 1b.k.rest', '1b.k.rest'],
    ['Bearer 1.', '1.'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', NONE],
    ['Bearer 1', NONE],
    ['Bearer 11.k.x', NONE],
    ['Bearer 1c.k.x', NONE],
    ['Bearer x1.k.x', NONE],
    ['Bearer', NONE],
    ['Bearer ', NONE],
    [`Basic ${TOKEN}`, NONE],
    [`Bearer${TOKEN}`, NONE],
    [`xBearer ${TOKEN}`, NONE],
    [`Bearer ${TOKEN}, Bearer ${TOKEN}`, BAD],
    [`Bearer ${TOKEN} x`, BAD],
  ])('%s', (authorization, expected) => {
    expect(find(DEFAULT, { headers: { authorization } })).toEqual(expected)
    expect(find(DEFAULT, { headers: new Headers({ authorization }) })).toEqual(expected)
  })

  it('is refused if it comes twice, which Node shows in its raw list alone', () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const raw = ['Authorization', `Bearer ${TOKEN}`, 'authorization', `Bearer ${TOKEN}`]
    expect(find(DEFAULT, { headers, rawHeaders: raw })).toEqual(BAD)
    expect(find(DEFAULT, { headers, rawHeaders: raw.slice(2) })).toBe(TOKEN)
    const own = ['Authorization', 'Bearer own']
    for (const rawHeaders of [
      [...own, ...raw.slice(2)],
      [...raw.slice(2), ...own],
    ]) {
      expect(find(DEFAULT, { headers: { authorization: 'Bearer own' }, rawHeaders })).toBe(TOKEN)
    }
  })
})

describe('a parameter of the path', () => {
  const sources = [{ param: 'token' }]

  it('is the link', () => {
    expect(find(sources, { params: { token: TOKEN, id: 'x' } })).toBe(TOKEN)
  })

  it('may be missing', () => {
    for (const params of [{}, undefined, null]) expect(find(sources, { params })).toEqual(NONE)
  })

  it('is one text', () => {
    for (const token of ['', [TOKEN], [], null, 1, { x: 1 }]) expect(find(sources, { params: { token } })).toEqual(BAD)
  })
})

describe('a cookie', () => {
  it.each([
    [`link=${TOKEN}`, TOKEN],
    [`a=b; link=${TOKEN}; c=d`, TOKEN],
    [`a=b;link = ${TOKEN} ;c=d`, TOKEN],
    ['link=1.a=b', '1.a=b'],
    ['a=b', NONE],
    ['link', NONE],
    ['linkx', NONE],
    ['LINK=x; links=y; alink=z', NONE],
    ['link=', BAD],
    [`link=${TOKEN}; link=${TOKEN}`, BAD],
  ])('%s', (cookie, expected) => {
    expect(find([{ cookie: 'link' }], { headers: { cookie } })).toEqual(expected)
  })

  it('may be missing', () => {
    expect(find([{ cookie: 'link' }], {})).toEqual(NONE)
  })

  it('has no name but its own: a browser guards `__Host-` alone', () => {
    const sources = [{ cookie: '__Host-link' }]
    for (const before of ['', ' ', '\t ']) {
      expect(
        find(sources, { headers: { cookie: `a=b;${before}__Host-link${before}=${before}${TOKEN}${before}` } }),
      ).toBe(TOKEN)
    }
    for (const space of ['\u00a0', '\u000b', '\u000c', '\ufeff', '\u2003', '\n']) {
      expect(find(sources, { headers: { cookie: `${space}__Host-link=${TOKEN}` } })).toEqual(NONE)
      expect(find(sources, { headers: { cookie: `__Host-link${space}=${TOKEN}` } })).toEqual(NONE)
      expect(find(sources, { headers: { cookie: `__Host-link=${TOKEN}${space}` } })).toBe(`${TOKEN}${space}`)
    }
  })
})

describe('token sources', () => {
  const all = ['query', 'bearer', { param: 'token' }, { cookie: 'link' }]
  const places: readonly Partial<GuardRequest>[] = [
    { url: `/f?token=${TOKEN}` },
    { headers: { authorization: `Bearer ${TOKEN}` } },
    { params: { token: TOKEN } },
    { headers: { cookie: `link=${TOKEN}` } },
  ]

  it('are refused if two hold a link, even the same', () => {
    for (const [i, a] of places.entries()) {
      expect(find(all, a)).toBe(TOKEN)
      for (const b of places.slice(i + 1)) {
        const headers = { ...(a.headers as object), ...(b.headers as object) }
        expect(find(all, { ...a, ...b, headers })).toEqual(BAD)
      }
    }
  })

  it('say which header held the link, if one did', () => {
    const headers = places.map((place) => {
      return findToken({ method: 'GET', url: '/f', headers: {}, ...place }, normalizeTokenSources(all))
    })
    expect(headers).toEqual(
      [undefined, 'Authorization', undefined, 'Cookie'].map((header) => ({ token: TOKEN, header })),
    )
  })

  it('count only if they are asked for', () => {
    for (const [i, place] of places.entries()) {
      for (const [j, source] of all.entries()) expect(find([source], place)).toEqual(i === j ? TOKEN : NONE)
    }
  })

  it('are checked', () => {
    for (const value of [undefined, 'query', {}, ['header'], ['x'], [null], [{}], [{ query: 1 }], [['query', 'x']]]) {
      expect(() => normalizeTokenSources(value), String(value)).toThrow(TypeError)
    }
    for (const both of [[{ query: 'a', cookie: 'b' }]]) expect(() => normalizeTokenSources(both)).toThrow(TypeError)
    for (const value of [
      [],
      [{ query: '' }],
      [{ query: 'a[]' }],
      [{ query: '[a' }],
      [{ param: '' }],
      [{ cookie: 'a=b' }],
      [{ header: 'x' }],
    ]) {
      expect(() => normalizeTokenSources(value), JSON.stringify(value)).toThrow(RangeError)
    }
  })
})
