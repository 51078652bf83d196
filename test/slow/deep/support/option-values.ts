import fc from 'fast-check'
import { NOW, NOW_SECONDS, SECRET_TEXT } from '../../../support/fixtures.ts'

type Fault = 'TypeError' | 'RangeError'

/** A value for an option, and what is wrong with it, by construction: nothing, its type, or its value. */
export type Given = readonly [value: unknown, fault?: Fault]

const T = 'TypeError'
const R = 'RangeError'
const WRONG_TYPES: readonly Given[] = [null, 5n, true, Symbol('x'), ['a'], {}, () => 'a', /a/, new String('a')].map(
  (value) => [value, T],
)

/** Values of the right kind, right and wrong, and now and then one of a type that no string option takes. */
function texts(right: readonly string[], wrong: readonly string[]): fc.Arbitrary<Given> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right.map((text): Given => [text])) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong.map((text): Given => [text, R])) },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES, [5, T] as const) },
  )
}

function oneOf(right: readonly unknown[], wrong: readonly Given[]): fc.Arbitrary<Given> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...right.map((value): Given => [value])) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  )
}

const long = (length: number): string => 'é'.repeat(length / 2)
const NOT_TEXT = ['', '\0', 'a\0b', '\ud800', 'a\udc00', '\udc00\ud800']
const date = (seconds: number): Date => new Date((NOW_SECONDS + seconds) * 1000)
const NOT_TIMES: readonly Given[] = [
  ...[
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '',
    '0s',
    '4',
    '4H',
    '04h',
    '1e3s',
    '4w',
    ' 4h',
    'x'.repeat(99),
  ].map((value): Given => [value, R]),
  [new Date(Number.NaN), R],
  ...[null, 5n, true, ['4h'], {}, () => 60, { getTime: () => NOW + 9000 }].map((value): Given => [value, T]),
]

export const fileIds: fc.Arbitrary<Given> = texts(
  [
    'a',
    'a/b',
    'a/b/',
    '/a',
    'a//b',
    '../a',
    'a\\b',
    'a%2fb',
    'x-1_Z',
    'é',
    '🗝',
    '__proto__',
    'constructor',
    long(512),
    'a.pread',
    '~',
    ' ',
  ],
  [...NOT_TEXT, long(514), 'x'.repeat(513), 'x'.repeat(100_000)],
)
export const perms: fc.Arbitrary<Given> = oneOf(
  [
    'read',
    ['read'],
    ['write', 'read'],
    ['read', 'read', 'annotate'],
    'create',
    ['delete', 'list'],
    ['annotate'],
    'list',
  ],
  [
    ...['', 'Read', 'reads', 'rea', 'comment', '__proto__', 'read ', 'read_write'].map((name): Given => [name, R]),
    [[], T],
    [['read', 'comment'], R],
    ...[null, 5, {}, new Set(['read']), ['read', 5], [['read']], [undefined]].map((value): Given => [value, T]),
    // A hole is not a name.
    [Array(1), T],
  ],
)
export const ttls: fc.Arbitrary<Given> = oneOf(
  [60, '15m', '4h', '7d', '604800s', 86_400, 3600, '90s', date(3600), date(604_800), date(604_801)],
  [
    ...NOT_TIMES,
    ...['8d', '604801s', 604_800, 10_000, date(0), date(-60), new Date(0), 99_999_999_999].map(
      (value): Given => [value, R],
    ),
  ],
)

const addresses = oneOf(
  [
    ['192.0.2.7'],
    ['192.0.2.0/24', '::1'],
    ['2001:db8::/32'],
    ['::ffff:192.0.2.0/120'],
    ['0.0.0.0/0'],
    ['::/0', '10.0.0.0/8'],
  ],
  [
    ...[
      '192.0.2',
      '192.0.2.1/24',
      '192.0.2.0/33',
      '01.2.3.4',
      '::1/129',
      ':::',
      '1::2::3',
      'fe80::1%eth0',
      '[::1]',
      ' ::1',
      '',
      '192.0.2.0/',
    ].map((text): Given => [[text], R]),
    [[], T],
    ...[null, '192.0.2.7', {}, [5], [null], new Set(['::1'])].map((value): Given => [value, T]),
  ],
)
const uploads = oneOf(
  [
    { maxBytes: 0 },
    { minBytes: 1, maxBytes: 1 },
    { contentTypes: ['image/*', 'TEXT/Plain'] },
    { maxBytes: 2 ** 53 - 1 },
  ],
  [
    ...[
      { minBytes: 2, maxBytes: 1 },
      { maxBytes: -1 },
      { maxBytes: 1.5 },
      { maxBytes: 2 ** 53 },
      { maxBytes: Number.NaN },
      { contentTypes: ['text'] },
    ].map((value): Given => [value, R]),
    ...[{ contentTypes: ['\u212a/b'] }, { contentTypes: ['a/b;c=d'] }].map((value): Given => [value, R]),
    ...[
      {},
      null,
      [],
      5,
      { maxBytes: '5' },
      { max: 5 },
      { minBytes: undefined },
      { contentTypes: [] },
      { contentTypes: 'a/b' },
      new Map(),
    ].map((value): Given => [value, T]),
  ],
)
const responses = oneOf(
  [
    { filename: 'q3 é.pdf' },
    { disposition: 'inline' },
    { contentType: 'text/plain; charset=utf-8', cacheControl: 'no-store' },
  ],
  [
    ...['a/b', '..', 'a\r\nb', 'a\u202eb', '', long(256)].map((filename): Given => [{ filename }, R]),
    ...['a', 'a/b\r\nX: y', '*/*', 'a/b;', ''].map((contentType): Given => [{ contentType }, R]),
    ...[
      { disposition: 'Inline' },
      { cacheControl: 'a\nb' },
      { contentLanguage: 'de_CH' },
      { contentEncoding: 'é' },
    ].map((value): Given => [value, R]),
    ...[{}, null, 'inline', { filename: 5 }, { filename: undefined }, { name: 'a' }, [{ filename: 'a' }]].map(
      (value): Given => [value, T],
    ),
  ],
)

const OPTIONS: Readonly<Record<string, fc.Arbitrary<Given>>> = {
  notBefore: oneOf(
    [60, '1m', date(0), date(59)],
    [...NOT_TIMES, [date(-99_999_999_999), R], [date(604_801), R], ['8d', R]],
  ),
  scope: oneOf(
    ['tree'],
    [
      ['trees', R],
      ['', R],
      ['Tree', R],
      [true, T],
      [null, T],
      [['tree'], T],
    ],
  ),
  addresses,
  httpsOnly: oneOf(
    [true, false],
    [0, 1, 'true', null, [], {}].map((value): Given => [value, T]),
  ),
  upload: uploads,
  boundTo: texts(['u', 'é', long(256)], [...NOT_TEXT, long(258)]),
  response: responses,
  ref: texts(['r', '🗝', long(256)], [...NOT_TEXT, long(258)]),
  roundExpiry: oneOf([1, 7, '1m'], NOT_TIMES.filter(([value]) => !(value instanceof Date)).concat([[date(60), T]])),
}

/** Own names that no option has, and known names without a value. */
const strangers = fc.constantFrom<readonly [string, Given]>(
  ['expires', [1, T]],
  ['boundto', ['u', T]],
  ['__proto__', [1, T]],
  ['constructor', ['a', T]],
  [SECRET_TEXT, [1, T]],
  ['httpsOnly', [undefined, T]],
  ['notBefore', [undefined, T]],
)

/** Options for `sign`, four at most; now and then one that does not exist. */
export const someOptions: fc.Arbitrary<Readonly<Record<string, Given>>> = fc
  .tuple(fc.subarray(Object.keys(OPTIONS), { maxLength: 4 }), fc.record(OPTIONS), fc.nat(19), strangers)
  .map(([names, all, odd, stranger]) => {
    const own = names.map((name): [string, Given] => [name, all[name] as Given])
    return Object.fromEntries(odd === 0 ? [...own, stranger] : own) as Record<string, Given>
  })
