import fc from 'fast-check'
import { tokenCharacters } from '../../../support/arbitraries.ts'
import { NOW_SECONDS } from '../../../support/fixtures.ts'

const b64 = (text: string): string => Buffer.from(text).toString('base64url')
const raw = (...bytes: number[]): string => Buffer.from(bytes).toString('base64url')

/** File ids that the fields and the requests share, so that they often meet. */
export const FILES: readonly string[] = [
  'a',
  'a/b',
  'a/b/c',
  'a/bc',
  'é',
  'a/b/',
  '../a',
  'a%2fb',
  'a\\b',
  'A',
  'a//b',
  'x-1_Z',
]
export const PERMS = ['read', 'write', 'create', 'delete', 'list', 'annotate'] as const

const fileFields = FILES.map((id) => (/^[\w-]+$/.test(id) ? `f${id}` : `g${b64(id)}`))

// Fields that are well-formed.
const GOOD: readonly string[] = [
  ...['C', 'C'].map((letter, i) => letter + b64(['no-store', 'max-age=60, private="a,b"'][i] ?? '')),
  ...['Da', 'Di', `E${b64('gzip')}`, `L${b64('de-CH, en')}`, `N${b64('q3 é.pdf')}`, `N${b64('...')}`],
  ...[`T${b64('text/plain; charset=utf-8')}`, `T${b64('a/b;c="d e"')}`],
  ...[
    'ac000020018',
    'ac000020720',
    'a00000000000000000000000000000000' + '00',
    'a0000000000',
    'ac000020018_c633640018',
  ],
  ...[`a20010db800000000000000000000000020`, `a00000000000000000000fffe000000005f`],
  ...[-100, 0, 60, 3600].map((shift) => `b${NOW_SECONDS + shift}`),
  ...['b0', 'e0', 'e99999999999', 'b99999999999', 'h', 'h', 't', 't', 't'],
  ...[-1, 0, 1, 60, 500, 1501, 3600, 604_800, 605_700, 605_701].map((shift) => `e${NOW_SECONDS + shift}`),
  ...fileFields,
  ...['text/plain', 'image/*,text/plain', 'image/png', '*/*', 'a/b,a/b'].map((list) => `k${b64(list)}`),
  ...['l0', 'l1', 'l10', 'l9007199254740991', 'm0', 'm10', 'm9007199254740991'],
  ...['pread', 'pread_write', 'pannotate', 'pcreate_delete_list_read_write', 'pa_a-b_a0_ab', `p${'a'.repeat(32)}`],
  ...[`r${b64('case 7')}`, `r${b64('\ufeffé')}`],
]

const NONCE = 'nAAECAwQFBgcICQoL'

// Of a managed link: those that belong together, and those that lack another.
const ISSUES: readonly (readonly string[])[] = [
  [`i${NOW_SECONDS}`, NONCE],
  ['i0', NONCE, 'sauditors', 'u1'],
  ['i99999999999', NONCE, 'u1000000'],
  [`i${NOW_SECONDS}`, NONCE, `s${'x'.repeat(64)}`],
  [`i${NOW_SECONDS}`],
  [NONCE],
  [`i${NOW_SECONDS}`, 'sauditors'],
  ['u3'],
]

// Fields that are not, or only just are: one trap each.
const ODD: readonly string[] = [
  ...[
    '',
    'c',
    'i',
    'i01',
    'i100000000000',
    'nAAECAwQFBgcICQo',
    'nAAECAwQFBgcICQoLD',
    'nAAECAwQFBgcICQo=',
    's',
    `s${'x'.repeat(65)}`,
    'u',
    'u0',
    'u01',
    'u1000001',
    'z',
    'Z',
    '1',
    'ee1',
    'H',
    'h1',
    't1',
    'D',
    'Db',
    'Daa',
    'C',
    'N',
    'g',
    'f',
    'p',
    'a',
  ],
  ...['b', 'b01', 'b-1', 'b+1', 'b1e3', 'b 1', 'b1.0', 'b100000000000', 'e00', 'e0x1', `e${'9'.repeat(400)}`],
  ...[`i${NOW_SECONDS}`, NONCE, 'sauditors', 'u1'],
  ...['l00', 'l9007199254740992', 'm-1', 'm1_0', 'l', 'm'],
  ...[
    'pRead',
    'pwrite_read',
    'pread_read',
    'p_read',
    'pread_',
    'p1a',
    'p-a',
    `p${'a'.repeat(33)}`,
    'pread,write',
    'pab_a',
  ],
  ...[
    'gYQ',
    `g${b64('a-b')}`,
    'gw6',
    'gw6l',
    'g4',
    `g${raw(0xc0, 0xaf)}`,
    `g${raw(0xed, 0xa0, 0x80)}`,
    `g${raw(0x61, 0, 0x62)}`,
  ],
  ...[
    `g${raw(0xf4, 0x90, 0x80, 0x80)}`,
    'gYS9i=',
    'gYS9j+',
    'fa b',
    'f+',
    'fé',
    `f${'a'.repeat(512)}`,
    `f${'a'.repeat(513)}`,
  ],
  ...[
    `g${b64('é'.repeat(256))}`,
    `g${b64('é'.repeat(257))}`,
    `g${b64('\ufeffa')}`,
    `r${b64('x'.repeat(256))}`,
    `r${b64('x'.repeat(257))}`,
  ],
  ...[
    'aC000020018',
    'ac000020118',
    'ac000020021',
    'ac0000200',
    'ac00002001g',
    'ac633640018_c000020018',
    'ac000020018_c000020018',
  ],
  ...[
    'a00000000000000000000ffffc000020078',
    'a00000000000000000000ffff000000005f',
    'a00000000000000000000ffff0000000060',
    'ac0000200180',
  ],
  ...['Text/plain', 'text/plain,image/png', 'text', 'text/', '*/plain', 'text/*/x', 'text/plain;q=1', 'a/b,', ''].map(
    (list) => `k${b64(list)}`,
  ),
  ...['a\r\nb', 'a=b c', '*', 'a;b', 'a,,b', 'é', 'x'.repeat(255), 'x'.repeat(256), 'a="b\\"', 'a="b'].flatMap(
    (text) => [`C${b64(text)}`, `T${b64(`a/${text}`)}`],
  ),
  ...['.', '..', 'a/b', 'a\\b', 'a\u202eb', 'a\u0085b', '\u200f', 'a\tb', 'ab\u2028'].map((name) => `N${b64(name)}`),
  ...['de_CH', 'abcdefghi', 'de-', 'x'].map((tag) => `L${b64(tag)}`),
]

/** One field, most of them well-formed. */
const field: fc.Arbitrary<string> = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom(...GOOD) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...GOOD), fc.nat(20), tokenCharacters).map(edit) },
)

/** Fields one after the other: in their order and each letter once, or, now and then, as they come. */
function blockOf(fields: readonly string[], disorder: number): string {
  if (disorder === 0) return fields.join('.')
  const byLetter = new Map(fields.map((one) => [one.slice(0, 1), one]))
  if (disorder > 1 && byLetter.has('f')) byLetter.delete('g')
  return [...byLetter.values()].sort().join('.')
}

const files = fc.constantFrom(...fileFields)
const ends = fc.constantFrom(...[1, 60, 500, 1501, 3600, 604_800].map((shift) => `e${NOW_SECONDS + shift}`))
const perms = fc.constantFrom('pread', 'pread_write', 'pannotate_read', 'pcreate_delete_list_read_write')

/** A signer's block: most have what it must have, and up to five fields more. */
export const signersBlocks: fc.Arbitrary<string> = fc
  .tuple(ends, files, perms, fc.array(field, { maxLength: 5 }), fc.nat(39), fc.nat(39), fc.nat(59))
  .map(([e, f, p, more, missing, disorder, issue]) => {
    const must = [e, f, p].filter((_, i) => i !== missing)
    return blockOf([...must, ...(ISSUES[issue] ?? []), ...more], disorder)
  })

/** A holder's block. */
export const holdersBlocks: fc.Arbitrary<string> = fc
  .tuple(fc.array(field, { minLength: 1, maxLength: 3 }), fc.nat(39))
  .map(([fields, disorder]) => {
    const own = disorder === 2 ? fields : fields.filter((one) => !/^[CDELNTinrsu]/.test(one))
    return blockOf(own.length === 0 ? ['pread'] : own, disorder)
  })

function edit([text, at, character]: [string, number, string]): string {
  const i = at % (text.length + 1)
  return text.slice(0, i) + character + text.slice(i + (at % 2))
}
