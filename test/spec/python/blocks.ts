import fc, { type Arbitrary } from 'fast-check'
import { fileId } from './cases.ts'

/** Text of blocks, well-formed and nearly so, to stand under MACs that hold. */

const b64 = (text: string): string => Buffer.from(text).toString('base64url')

const odd = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '00',
    '1',
    'a',
    'AA',
    'AB',
    'YQ',
    'YR',
    'YQ=',
    'w6k',
    'wyg',
    'gICA',
    '7aCA',
    'YQBi',
    '77u_YQ',
  ),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.string({ unit: fc.constantFrom('A', 'z', '0', '9', '-', '_', '+', '/', '=', '~', ' ', '%', '\0'), maxLength: 6 }),
)

const text = (...usual: string[]): Arbitrary<string> => fc.oneof(fc.constantFrom(...usual.map(b64)), odd)
const plain = (...usual: string[]): Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: odd })

const list = (entries: readonly string[], joint: string): Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...entries), { maxLength: 3 })
    .chain((some) =>
      fc.constantFrom(some.join(joint), [...new Set(some)].sort().join(joint), [...new Set(some)].sort().join(joint)),
    )

const networks = [
  'c000020018',
  '0a00000008',
  '0000000000',
  'c000020720',
  '20010db800000000000000000000000020',
  `${'0'.repeat(34)}`,
]
const oddNetworks = [
  'c000020118',
  'C000020018',
  'c000020021',
  'c0000218',
  `${'0'.repeat(20)}ffffc000020078`,
  `${'0'.repeat(20)}ffff0000000060`,
  `${'0'.repeat(20)}fffe000000005f`,
  `${'0'.repeat(30)}0181`,
]
const times = [
  '0',
  '1699999999',
  '1700000000',
  '1700000060',
  '1700003600',
  '99999999999',
  '100000000000',
  '01',
  '+1',
  '1e9',
  '1.5',
  '-1',
]
const counts = ['0', '1', '5', '6', '9007199254740991', '9007199254740992', '01', '-1']

const values: Record<string, Arbitrary<string>> = {
  C: text('no-store', 'a=b, c="d"', 'a,,b', 'a="b\\"'),
  D: plain('a', 'i', 'i', 'b', 'inline'),
  E: text('gzip', 'gzip, br', '*'),
  L: text('de', 'de-CH,en', 'de_CH', '1', 'abcdefghi'),
  N: text('q3.pdf', '.', '..', '...', 'a/b', 'é', 'a\u202eb', 'a\u2028', 'a\x7f', 'x'.repeat(255), 'x'.repeat(256)),
  T: text('text/plain', 'text/plain; charset="utf-8"', 'text', 'text/*', 'a/b;c'),
  a: fc.oneof(
    { weight: 4, arbitrary: list(networks, '_') },
    { weight: 1, arbitrary: list([...networks, ...oddNetworks], '_') },
  ),
  b: plain(...times),
  e: plain(...times),
  f: plain('a', 'file-1', '_', 'x'.repeat(512), 'x'.repeat(513), 'a/b'),
  g: fc.oneof({ weight: 4, arbitrary: fileId.map(b64) }, { weight: 1, arbitrary: odd }),
  h: plain('', '', '1'),
  i: plain(...times),
  k: fc.oneof(
    { weight: 4, arbitrary: list(['image/png', 'image/*', 'text/*', 'text/plain', 'a/b', 'A/b', '*/*'], ',').map(b64) },
    { weight: 1, arbitrary: odd },
  ),
  l: plain(...counts),
  m: plain(...counts),
  n: plain('AAECAwQFBgcICQoL', '-_-_-_-_-_-_-_-_', 'AAECAwQFBgcICQo', 'AAECAwQFBgcICQoLD'),
  p: fc.oneof(
    { weight: 6, arbitrary: list(['read', 'write', 'create', 'a', 'a-b', 'a0', 'x'], '_') },
    { weight: 1, arbitrary: plain('Read', 'read_', '0', `x${'y'.repeat(31)}`, `x${'y'.repeat(32)}`) },
  ),
  r: text('order 7', 'x'.repeat(256), 'x'.repeat(257)),
  s: plain('auditors', '-', 'x'.repeat(64), 'x'.repeat(65)),
  t: plain('', '', '1'),
  u: plain('1', '1000000', '1000001', '0', '01'),
  '': odd,
}

const field = (letter: string): Arbitrary<string> => (values[letter] ?? odd).map((value) => letter + value)
const good: Record<string, string> = {
  e: 'e1700003600',
  f: 'fa',
  g: `g${b64('a/b')}`,
  i: 'i1700000000',
  n: 'nAAECAwQFBgcICQoL',
  p: 'pread',
}

function block(needed: string[], others: string): Arbitrary<string> {
  return fc
    .tuple(
      fc.subarray(others.split('')),
      fc.array(fc.constantFrom('', 'i', 'n', 's', 'u', 'h', 'C'), { maxLength: 1 }),
      fc.nat(9),
      fc.nat(19),
    )
    .chain(([some, stray, strayed, unsorted]) => {
      const letters = [...new Set([...needed, ...some, ...(strayed === 0 ? stray : [])])]
      if (unsorted > 0) letters.sort()
      const fields = letters.map((letter) =>
        fc.oneof({ weight: 8, arbitrary: fc.constant(good[letter]) }, { weight: 1, arbitrary: field(letter) }),
      )
      return fc.tuple(
        ...fields.map((one, i) =>
          one.chain((value) => (value === undefined ? field(letters[i] ?? '') : fc.constant(value))),
        ),
      )
    })
    .map((fields) => fields.join('.'))
}

const signer = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom('f', 'g')
      .chain((file) =>
        fc
          .constantFrom('', 't', 'ab', 'hklm', 'CDELNTr', 'abhklmrt')
          .chain((others) => block(['e', file, 'p'], others)),
      ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'su', 'hrtu').chain((others) => block([...'efinp'], others)) },
  { weight: 1, arbitrary: block([], 'CDELNTabefghiklmnprstu') },
)
const holder = fc.oneof(
  { weight: 4, arbitrary: block(['e'], 'abhklmp') },
  { weight: 1, arbitrary: block([], 'abefghklmprt') },
)

export const blocks: Arbitrary<string[]> = fc
  .tuple(
    signer,
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(holder, { maxLength: 2 }) }),
  )
  .map(([first, later]) => [first, ...later])
