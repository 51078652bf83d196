import { createLinks, type SignOptions } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileIds, permLists } from '../../support/arbitraries.ts'
import { inSeconds, KEY, linksAt, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'
import { HUGE, NOT_DURATIONS, NOT_LISTS, NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const links = linksAt()
const sign = (value: Partial<Record<'fileId' | 'perms' | 'ttl' | 'options', unknown>>) => {
  const all = { fileId: 'a', perms: 'read', ttl: '1h', options: {}, ...value }
  return links.sign(untyped(all.fileId), untyped(all.perms), untyped(all.ttl), untyped(all.options))
}

describe('fileId', () => {
  it.each([...NOT_STRINGS, ['undefined', undefined] as const])('that is %s is a TypeError', (_, fileId) => {
    expectMisuse(() => sign({ fileId }), TypeError, 'fileId')
  })

  it.each([
    ['empty', ''],
    ['513 bytes', 'a'.repeat(513)],
    ['513 bytes in fewer characters', `${'é'.repeat(256)}a`],
    ['ten million characters', HUGE],
    ['with NUL', 'a\0b'],
    ['with a lone high surrogate', 'a\ud800'],
    ['with a lone low surrogate', '\udc00a'],
    ['with surrogates the wrong way round', '\udc00\ud800'],
  ])('that is %s is a RangeError', (_, fileId) => {
    expectMisuse(() => sign({ fileId }), RangeError, 'fileId')
  })

  it.each([
    'a'.repeat(512),
    'é'.repeat(256),
    '🗝'.repeat(128),
    '__proto__',
    ' ',
    '\n',
    '\ufeff',
    '/',
    '..',
    '.',
    '~',
    'e1.pwrite',
  ])('of well-formed Unicode comes back as it was: %j', (fileId) => {
    expect(links.verify(sign({ fileId }), { fileId }).fileId).toBe(fileId)
  })
})

describe('perms', () => {
  it.each([...NOT_LISTS, ['undefined', undefined] as const])('that are %s are a TypeError', (_, perms) => {
    expectMisuse(() => sign({ perms }), TypeError, 'perms')
  })

  it.each(NOT_STRINGS)('of which one is %s are a TypeError', (_, perm) => {
    expectMisuse(() => sign({ perms: ['read', perm] }), TypeError, 'perms')
  })

  it('with a hole are a TypeError', () => {
    const perms = ['read', 'write']
    delete perms[0]
    expectMisuse(() => sign({ perms }), TypeError, 'perms')
  })

  it.each([
    '',
    'READ',
    'read ',
    'read,write',
    'read write',
    'read\n',
    'ré',
    '*',
    '-read',
    '1read',
    'undeclared',
    '__proto__',
    'constructor',
    'a'.repeat(33),
    HUGE,
  ])('of which one is not declared are a RangeError (%#)', (perm) => {
    expectMisuse(() => sign({ perms: perm }), RangeError, 'perms')
    expectMisuse(() => sign({ perms: ['read', perm] }), RangeError, 'perms')
  })

  it('that name nothing are a TypeError', () => {
    expectMisuse(() => sign({ perms: [] }), TypeError, 'perms')
  })

  it('are read once each: what was checked is what is signed', () => {
    const answers = ['read', 'WRITE', 'undeclared']
    const perms = Object.defineProperty([], 0, { get: () => answers.shift() })
    expect(links.verify(links.sign('a', perms, 60)).perms).toEqual(['read'])
  })

  it('are not changed, and not kept', () => {
    const perms = Object.freeze(['write', 'read', 'write'] as const)
    expect(links.verify(links.sign('a', perms, 60)).perms).toEqual(['read', 'write'])
    expect(perms).toEqual(['write', 'read', 'write'])
  })
})

describe('ttl', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a boolean', true],
    ['a bigint', 60n],
    ['a symbol', Symbol('1h')],
    ['a list', ['1h']],
    ['a String object', new String('1h')],
    ['a Number object', new Number(60)],
    ['an object with valueOf', { valueOf: () => 60 }],
    ['a function', () => 60],
  ])('that is %s is a TypeError', (_, ttl) => {
    expectMisuse(() => sign({ ttl }), TypeError, 'ttl')
  })

  it.each(NOT_DURATIONS)('that is %j is a RangeError (%#)', (ttl) => {
    expectMisuse(() => sign({ ttl }), RangeError, 'ttl')
  })

  it.each([
    ['that is none', new Date(Number.NaN)],
    ['before 1970', new Date(-1)],
    ['in the past', new Date(NOW - 1000)],
    ['that is now', new Date(NOW)],
    ['within this second', new Date(NOW + 999)],
    ['beyond maxTtl', new Date(NOW + 7 * 86_400_000 + 1000)],
    ['beyond every clock', new Date(8.64e15)],
  ])('a Date %s is a RangeError', (_, ttl) => {
    expectMisuse(() => sign({ ttl }), RangeError, 'ttl')
  })

  it('beyond maxTtl is a RangeError, in seconds as in milliseconds', () => {
    expect(links.verify(sign({ ttl: '7d' })).expiresAt).toEqual(new Date(NOW + 7 * 86_400_000))
    for (const ttl of ['8d', '604801s', 7 * 86_400 + 1, 3_600_000, NOW, NOW_SECONDS])
      expectMisuse(() => sign({ ttl }), RangeError, 'ttl')
  })

  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['4h', 14_400],
    ['7d', 604_800],
    [1, 1],
    [86_400, 86_400],
    ['604800s', 604_800],
  ] as const)('of %s is %d seconds', (ttl, seconds) => {
    expect(links.verify(sign({ ttl })).expiresAt).toEqual(new Date(NOW + seconds * 1000))
  })

  it('never makes a link that lives longer than asked, at any fraction of a second', () => {
    const property = fc.property(
      fc.double({ min: 0, max: 4e12, noNaN: true }),
      fc.integer({ min: 1, max: 604_800 }),
      fc.integer({ min: 1000, max: 604_800_000 }),
      (now, ttl, ahead) => {
        const at = linksAt(now)
        const lived = at.verify(at.sign('a', 'read', inSeconds(ttl))).expiresAt.getTime() - now
        expect(lived).toBeLessThanOrEqual(ttl * 1000)
        expect(lived).toBeGreaterThan(ttl * 1000 - 1000)
        const end = new Date(now + ahead)
        const { expiresAt } = at.verify(at.sign('a', 'read', end))
        expect(expiresAt.getTime()).toBe(Math.floor(end.getTime() / 1000) * 1000)
      },
    )
    fc.assert(property, runs(300))
  })
})

describe('options', () => {
  it.each(NOT_OBJECTS)('that are %s are a TypeError', (_, options) => {
    expectMisuse(() => sign({ options }), TypeError, 'sign')
  })

  it.each([
    'ttl',
    'expires',
    'expiresAt',
    'exp',
    'maxTtl',
    'perm',
    'boundto',
    'not_before',
    'NotBefore',
    'headers',
    '__proto__',
    'constructor',
  ])('with the unknown name %s are a TypeError', (name) => {
    const options = Object.fromEntries([[name, 'x']])
    expectMisuse(() => sign({ options }), TypeError, `unknown name "${name}"`)
  })

  it.each(['notBefore', 'scope', 'addresses', 'httpsOnly', 'boundTo', 'response', 'upload', 'ref', 'roundExpiry'])(
    '%s that is undefined or null is a TypeError: leave it out instead',
    (name) => {
      expectMisuse(() => sign({ options: { [name]: undefined } }), TypeError, name)
      expectMisuse(() => sign({ options: { [name]: null } }), TypeError, name)
    },
  )

  it.each([
    ['scope', 5, TypeError],
    ['scope', 'folder', RangeError],
    ['scope', 'Tree', RangeError],
    ['addresses', '192.0.2.1', TypeError],
    ['addresses', [], TypeError],
    ['addresses', [5], TypeError],
    ['addresses', ['localhost'], RangeError],
    ['addresses', ['192.0.2.1/24'], RangeError],
    ['httpsOnly', 'yes', TypeError],
    ['httpsOnly', 1, TypeError],
    ['boundTo', 5, TypeError],
    ['boundTo', '', RangeError],
    ['boundTo', 'a\0b', RangeError],
    ['boundTo', '\ud800', RangeError],
    ['boundTo', 'é'.repeat(129), RangeError],
    ['boundTo', HUGE, RangeError],
    ['ref', 5, TypeError],
    ['ref', '', RangeError],
    ['ref', '\udc00', RangeError],
    ['ref', 'x'.repeat(257), RangeError],
    ['response', 'x', TypeError],
    ['response', {}, TypeError],
    ['response', { fileName: 'x' }, TypeError],
    ['response', { filename: 5 }, TypeError],
    ['response', { filename: 'a/b' }, RangeError],
    ['upload', {}, TypeError],
    ['upload', { maxBytes: '5' }, TypeError],
    ['upload', { maxBytes: -1 }, RangeError],
    ['upload', { maxBytes: Number.NaN }, RangeError],
    ['upload', { minBytes: 2, maxBytes: 1 }, RangeError],
    ['notBefore', true, TypeError],
    ['notBefore', new Date(Number.NaN), RangeError],
    ['notBefore', '8d', RangeError],
    ['notBefore', '1', RangeError],
    ['roundExpiry', new Date(NOW), TypeError],
    ['roundExpiry', 0, RangeError],
    ['roundExpiry', Number.NaN, RangeError],
    ['roundExpiry', '2h', RangeError],
  ] as const)('%s: %j throws (%#)', (name, value, kind) => {
    expectMisuse(() => sign({ perms: ['read', 'write'], options: { [name]: value } }), kind, name)
  })

  it('are read once each: what was checked is what is signed', () => {
    const reads: string[] = []
    const options = new Proxy<SignOptions>(
      { boundTo: 'me', ref: 'r' },
      {
        get: (target, name) => {
          reads.push(String(name))
          return reads.filter((read) => read === name).length > 1 ? 5 : Reflect.get(target, name)
        },
      },
    )
    expect(links.verify(links.sign('a', 'read', 60, options), { boundTo: 'me' }).ref).toBe('r')
    expect(reads.sort()).toEqual(['boundTo', 'ref'])
  })

  it('that are inherited, by pollution too, do not count', () => {
    const polluted = Object.prototype as { boundTo?: unknown }
    polluted.boundTo = 'nobody'
    try {
      expect(links.verify(links.sign('a', 'read', 60, {})).bound).toBe(false)
    } finally {
      delete polluted.boundTo
    }
  })
})

describe('the token', () => {
  it('is of unreserved characters, and no longer than 2,048, or sign throws', () => {
    const response = {
      filename: 'é'.repeat(127),
      contentType: `text/${'x'.repeat(240)}`,
      cacheControl: 'x'.repeat(255),
    }
    const options: SignOptions = { ref: 'é'.repeat(128), response }
    expect(links.sign('é'.repeat(100), 'read', 60, options)).toMatch(/^[A-Za-z0-9._~-]{1000,2048}$/)
    expectMisuse(() => links.sign('é'.repeat(256), 'read', 60, options), RangeError, '2048')
  })

  it('has 2,048 characters at most, to the character', () => {
    const addresses = Array.from({ length: 140 }, (_, i) => `192.0.2.${i + 1}`)
    const signed = (length: number) => links.sign('x'.repeat(length), 'read', 60, { addresses })
    const longest = 1 + 2048 - signed(1).length
    expect(signed(longest)).toHaveLength(2048)
    expectMisuse(() => signed(longest + 1), RangeError, 'the link would be longer than 2048 characters')
  })

  it('for a UUID with one permission and a key id of two characters has at most 104', () => {
    const compact = createLinks({ keys: [{ ...KEY, id: 'k1' }], clock: () => NOW })
    expect(compact.sign('018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112', 'read', '4h').length).toBeLessThanOrEqual(104)
  })

  it('fits whatever the options are checked for, or throws a RangeError', () => {
    const property = fc.property(fileIds, permLists, (fileId, perms) => {
      expect(links.sign(fileId, perms, 60).length).toBeLessThanOrEqual(2048)
    })
    fc.assert(property, runs(100))
  })
})
