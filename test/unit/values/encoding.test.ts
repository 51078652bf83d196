import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLowerCase } from '../../../src/values/encoding.ts'
import { linksAt, NOW_SECONDS } from '../../support/fixtures.ts'
import { thrownBy } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'
import { withMac } from '../../support/spec-verifier.ts'

const links = linksAt()
const toText = (bytes: Uint8Array | string): string => Buffer.from(bytes as string).toString('base64url')

/** What becomes of a token with these fields, whose MAC holds. */
function verifyFields(fields: string) {
  const body = `1.k.${fields}`
  return links.tryVerify(withMac(body))
}

describe('a number in a token', () => {
  const isExpiry = (text: string) => verifyFields(`e${text}.fa.pwrite`).code !== 'malformed'
  const isSize = (text: string) => verifyFields(`e${NOW_SECONDS + 60}.fa.m${text}.pwrite`).code !== 'malformed'

  it('has one spelling and a largest value', () => {
    const texts = fc.oneof(
      fc.nat().map(String),
      fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
      fc.stringMatching(/^[0-9+ eE_xn-]{0,17}$/),
      fc.double().map((value) => String(value).replace('.', '')),
    )
    const property = fc.property(texts, (text) => {
      const value = /^(?:0|[1-9][0-9]*)$/.test(text) ? BigInt(text) : -1n
      expect([text, isExpiry(text)]).toEqual([text, value >= 0n && value <= 99_999_999_999n])
      expect([text, isSize(text)]).toEqual([text, value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)])
    })
    fc.assert(property, runs(1000))
  })

  it.each([
    '',
    '-0',
    '-1',
    '+1',
    '01',
    '00',
    '1e3',
    '1e-7',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '1_0',
    '1n',
    'NaN',
    'Infinity',
    '-Infinity',
    '\u0661',
    '\uff11',
    '\u0131',
  ])('is never written %j', (text) => {
    expect([verifyFields(`e${text}.fa.pread`).ok, verifyFields(`e${NOW_SECONDS + 60}.fa.m${text}.pwrite`).ok]).toEqual([
      false,
      false,
    ])
  })

  it('knows its bounds', () => {
    expect(['0', '99999999999', '100000000000', '9'.repeat(400)].map(isExpiry)).toEqual([true, true, false, false])
    expect(['0', '9007199254740991', '9007199254740992', '9007199254740993'].map(isSize)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('isLowerCase', () => {
  it.each([
    ['a', true],
    ['z', true],
    ['azby', true],
    ['', false],
    ['`', false],
    ['{', false],
    ['A', false],
    ['a~', false],
    ['-a', false],
  ])('of %j is %j', (text, isLower) => {
    for (const around of ['0', 'x']) {
      expect(isLowerCase(around + text + around, 1, 1 + text.length)).toBe(isLower)
    }
  })
})

describe('text in a token', () => {
  const read = (encoded: string) => verifyFields(`e${NOW_SECONDS + 60}.fa.pread.r${encoded}`).grant?.ref

  it('comes back whatever its characters', () => {
    const property = fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (text) => {
      fc.pre(!text.includes('\0'))
      expect(links.verify(links.sign('a', 'read', 60, { ref: text })).ref).toBe(text)
      expect(read(toText(text))).toBe(text)
    })
    fc.assert(property, runs(300))
  })

  it('is read only if it encodes again to itself', () => {
    const texts = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/),
      fc.stringMatching(/^[A-Za-z0-9+/=_ -]{0,8}$/),
      fc.base64String({ maxLength: 16 }),
      fc
        .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), fc.constantFrom(...'AQgw'))
        .map(([text, last]) => toText(text).slice(0, -1) + last),
    )
    let count = 0
    const property = fc.property(texts, (encoded) => {
      const text = read(encoded)
      if (text === undefined) return
      count++
      expect(toText(text)).toBe(encoded)
    })
    fc.assert(property, runs(3000))
    expect(count).toBeGreaterThan(100)
  })

  it.each([
    ['padding', 'YQ=='],
    ['spare bits that are set', 'YR'],
    ['a length that base64url has not', 'YWJjZ'],
    ['"+"', '+vr6'],
    ['"/"', 'Yj8/'],
    ['white space', 'Y Q'],
    ['a line feed', 'YQ\n'],
    ['characters that a decoder skips', 'Y*Q'],
    ['nothing', ''],
    ['a NUL', toText('a\0')],
    ['broken UTF-8', toText(Uint8Array.of(0xff, 0x61))],
    ['a surrogate in UTF-8', toText(Uint8Array.of(0xed, 0xa0, 0x80))],
    ['an overlong form', toText(Uint8Array.of(0xc0, 0xaf))],
    ['UTF-8 cut short', toText(Uint8Array.of(0x61, 0xc3))],
    ['more bytes than it may', toText('x'.repeat(257))],
  ])('is never %s', (_, encoded) => {
    expect(verifyFields(`e${NOW_SECONDS + 60}.fa.pread.r${encoded}`).ok).toBe(false)
  })

  it('is well-formed Unicode without NUL, of so many bytes, not characters', () => {
    const units = fc.constantFrom('a', 'é', '日', '🗝', '\0', '\ud800', '\udc00')
    const long = fc
      .integer({ min: 120, max: 260 })
      .chain((length) => fc.constantFrom('a', 'é').map((c) => c.repeat(length)))
    const property = fc.property(fc.oneof(fc.string({ unit: units, maxLength: 9 }), long), (text) => {
      const bytes = Buffer.from(text)
      const isGood = bytes.toString() === text && bytes.length >= 1 && bytes.length <= 256 && !bytes.includes(0)
      const sign = () => links.sign('a', 'read', 60, { ref: text })
      if (isGood) expect(links.verify(sign()).ref).toBe(text)
      else expect(thrownBy(sign)).toBeInstanceOf(RangeError)
    })
    fc.assert(property, runs(500))
  })
})
