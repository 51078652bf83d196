import { base64url as b, MANAGED, NONCE, PLAIN, T, T1, twins } from './signer.ts'
import { refuse, type Vector } from './vector.ts'

type Row = readonly [name: string, block: string, reason: string]

const E = `e${T1}`
const around = (field: string): string => `${E}.ffile-1.pread.${field}`
const file = (field: string): string => `${E}.${field}.pread`
const tree = (id: string): string =>
  `${E}.${/^[\w-]+$/.test(id) ? 'f' : 'g'}${/^[\w-]+$/.test(id) ? id : b(id)}.pread.t`
const upload = (field: string): string => `${E}.ffile-1.${field}.pwrite`

const framing: readonly Row[] = [
  ['empty block', '', 'a block has at least one field'],
  ['no expiry', 'ffile-1.pread', 'a signer says e'],
  ['no file', `${E}.pread`, 'a signer says f or g'],
  ['no permissions', `${E}.ffile-1`, 'a signer says p'],
  ['dot in front', `.${PLAIN}`, 'an empty field'],
  ['dot behind', `${PLAIN}.`, 'an empty field'],
  ['two dots', `${E}..ffile-1.pread`, 'an empty field'],
  ['fields out of order', `ffile-1.${E}.pread`, 'letters strictly ascend'],
  ['h behind p', `${PLAIN}.h`, 'letters strictly ascend'],
  ['upper case behind lower case', `${PLAIN}.Da`, 'upper case comes first'],
  ['e twice', `${E}.${E}.ffile-1.pread`, 'each letter stands once'],
  ['f twice', `${E}.ffile-1.ffile-2.pread`, 'each letter stands once'],
  ['p twice', `${PLAIN}.pread`, 'each letter stands once'],
  ['h twice', `${E}.ffile-1.h.h.pread`, 'each letter stands once'],
  ['f and g', `${E}.ffile-1.g${b('a/b')}.pread`, 'a block has one file'],
  ['g before f', `${E}.g${b('a/b')}.ffile-1.pread`, 'letters strictly ascend, and a block has one file'],
  ['field name "P"', `${E}.Pread.ffile-1`, 'an unknown letter'],
]

/** Where a field of this letter belongs in a plain block. */
function inOrder(letter: string, value: string): string {
  return [`${letter}${value}`, ...PLAIN.split('.')].sort((x, y) => (x.charAt(0) < y.charAt(0) ? -1 : 1)).join('.')
}

const issued = (i: string, n: string, more = ''): string => `${E}.ffile-1${i}${n}.pread${more}`
const [I, N] = [`.i${T}`, `.n${NONCE}`]

const managed: readonly Row[] = [
  ['i without n', issued(I, ''), 'i and n appear together'],
  ['n without i', issued('', N), 'i and n appear together'],
  ['s without i and n', issued('', '', '.sauditors'), 's only beside i and n'],
  ['s without i', issued('', N, '.sauditors'), 's only beside i and n'],
  ['s without n', issued(I, '', '.sauditors'), 's only beside i and n'],
  ['u without i and n', issued('', '', '.u1'), 'u only beside i and n'],
  ['u without n', issued(I, '', '.u1'), 'u only beside i and n'],
  ['s and u alone', issued('', '', '.sauditors.u1'), 's and u only beside i and n'],
  ['n before i', `${E}.ffile-1${N}${I}.pread`, 'letters strictly ascend'],
  ['i behind p', `${E}.ffile-1${N}.pread${I}`, 'letters strictly ascend'],
  ['u before s', `${MANAGED}.u1.sauditors`, 'letters strictly ascend'],
  ['i twice', issued(I + I, N), 'each letter appears once'],
  ['n twice', issued(I, N + N), 'each letter appears once'],
  ['s twice', `${MANAGED}.sa.sb`, 'each letter appears once'],
  ['u twice', `${MANAGED}.u1.u2`, 'each letter appears once'],
  ['i: empty', issued('.i', N), 'no digit'],
  ['i: leading zero', issued(`.i0${T}`, N), 'one spelling'],
  ['i: 12 digits', issued('.i100000000000', N), 'at most 99999999999'],
  ['i: negative', issued('.i-1', N), 'digits alone'],
  ['i: exponent', issued('.i17e8', N), 'digits alone'],
  ['n: empty', issued(I, '.n'), '16 characters'],
  ['n: 15 characters', issued(I, N.slice(0, -1)), '16 characters'],
  ['n: 17 characters', issued(I, `${N}A`), '16 characters'],
  ['n: padding', issued(I, `${N.slice(0, -1)}=`), 'base64url alone'],
  ['n: standard alphabet', issued(I, `${N.slice(0, -1)}+`), '"-" and "_", not "+" and "/"'],
  ['s: empty', `${MANAGED}.s`, 'a name has at least one character'],
  ['s: 65 characters', `${MANAGED}.s${'x'.repeat(65)}`, 'a name has at most 64'],
  ['s: space', `${MANAGED}.sa b`, 'no such character in a name'],
  ['s: slash', `${MANAGED}.sa/b`, 'no such character in a name'],
  ['u: empty', `${MANAGED}.u`, 'no digit'],
  ['u: zero', `${MANAGED}.u0`, 'a link works at least once'],
  ['u: leading zero', `${MANAGED}.u01`, 'one spelling'],
  ['u: 1000001', `${MANAGED}.u1000001`, 'at most 1000000'],
  ['u: negative', `${MANAGED}.u-1`, 'digits alone'],
  ['u: exponent', `${MANAGED}.u1e3`, 'digits alone'],
]

const unknown: readonly Row[] = [...'cdjoqvwxyzABFGHIJKMOPQRSUVWXYZ0159-_'].map((letter) => [
  `unknown letter ${letter}`,
  inOrder(letter, '1'),
  'an unknown field is never skipped',
])

const times: readonly Row[] = [
  ...(
    [
      ['empty', '', 'no digit'],
      ['leading zero', `0${T1}`, 'one spelling'],
      ['12 digits', '100000000000', 'at most 99999999999'],
      ['negative', '-5', 'digits alone'],
      ['negative zero', '-0', 'digits alone'],
      ['exponent', '17e8', 'digits alone'],
      ['negative exponent', '1e-7', 'digits alone'],
      ['hex', '0x6553f100', 'digits alone'],
      ['Infinity', 'Infinity', 'digits alone'],
      ['-Infinity', '-Infinity', 'digits alone'],
      ['NaN', 'NaN', 'digits alone'],
      ['underscore', '1_700_003_600', 'digits alone'],
      ['space in front', ` ${T1}`, 'digits alone'],
      ['plus sign', `+${T1}`, 'digits alone'],
    ] as const
  ).map(([name, value, reason]): Row => [`e: ${name}`, `e${value}.ffile-1.pread`, reason]),
  ['b: empty', `b.${PLAIN}`, 'no digit'],
  ['b: leading zero', `b0${T}.${PLAIN}`, 'one spelling'],
  ['b: two zeros', `b00.${PLAIN}`, 'one spelling'],
  ['b: 12 digits', `b100000000000.${PLAIN}`, 'at most 99999999999'],
  ['b: negative', `b-1.${PLAIN}`, 'digits alone'],
  ['b: -Infinity', `b-Infinity.${PLAIN}`, 'digits alone'],
]

const slash = b('a/b')
const fileIds: readonly Row[] = [
  ['f: empty', file('f'), 'an id has at least one byte'],
  ['f: slash', file('fa/b'), 'such an id stands in g'],
  ['f: percent sign', file('fa%2Fb'), 'such an id stands in g'],
  ['f: space', file('fa b'), 'such an id stands in g'],
  ['f: 513 characters', file(`f${'x'.repeat(513)}`), 'an id has at most 512 bytes'],
  ['g: empty', file('g'), 'an id has at least one byte'],
  ['g: id that can stand plainly', file(`g${b('file-1')}`), 'such an id stands in f'],
  ['g: plain text', file('ga/b'), 'base64url alone'],
  ...twins(b('a/bc'), 16).map(
    (twin, i): Row => [`g: twin ${i + 1} of the last character`, file(`g${twin}`), 'the spare bits are zero'],
  ),
  ['g: padding', file(`g${b('a/bc')}==`), 'no padding'],
  [
    'g: standard alphabet',
    file(`g${Buffer.from('a/\u00ff\u00ff?>').toString('base64').replaceAll('=', '')}`),
    '"-" and "_", not "+" and "/"',
  ],
  ['g: one character too many', file(`g${slash}A`), '4n + 1 characters are no base64url'],
  ['g: space within', file(`g${slash.slice(0, 2)} ${slash.slice(2)}`), 'nothing is skipped'],
  ['g: 513 bytes', file(`g${b('/'.repeat(513))}`), 'an id has at most 512 bytes'],
  ['g: 257 characters of two bytes', file(`g${b('\u00e9'.repeat(257))}`), 'the limit counts UTF-8 bytes'],
  ['g: NUL', file(`g${b('a\0b')}`), 'an id has no NUL'],
  ['g: byte FF', file(`g${b([0x61, 0xff])}`), 'no UTF-8'],
  ['g: overlong UTF-8', file(`g${b([0xc0, 0xaf])}`), 'no UTF-8'],
  ['g: surrogate in UTF-8', file(`g${b([0xed, 0xa0, 0x80])}`), 'no UTF-8'],
  ['g: UTF-8 cut short', file(`g${b([0x61, 0xc3])}`), 'no UTF-8'],
  ['g: beyond U+10FFFF', file(`g${b([0xf4, 0x90, 0x80, 0x80])}`), 'no UTF-8'],
]

const trees: readonly Row[] = [
  ['t: value', `${file('fa')}.t1`, 't has no value'],
  ...(
    [
      ['leading slash', '/a'],
      ['trailing slash', 'a/'],
      ['slash alone', '/'],
      ['empty segment', 'a//b'],
      ['dot alone', '.'],
      ['two dots alone', '..'],
      ['dot segment', 'a/./b'],
      ['two-dot segment', 'a/../b'],
      ['two-dot segment last', 'a/..'],
      ['backslash', 'a\\b'],
      ['encoded slash', 'a%2fb'],
      ['encoded byte in upper case', 'a%5Cb'],
    ] as const
  ).map(([name, id]): Row => [`t: ${name}`, tree(id), 'no such id is a tree']),
]

const perms: readonly Row[] = (
  [
    ['empty', '', 'at least one name'],
    ['unsorted', 'write_read', 'names strictly ascend'],
    ['repeated', 'read_read', 'names strictly ascend'],
    ['"ab" before "a-b"', 'ab_a-b', '"-" comes before letters'],
    ['separator in front', '_read', 'an empty name'],
    ['separator behind', 'read_', 'an empty name'],
    ['two separators', 'read__write', 'an empty name'],
    ['upper case', 'Read', 'names are lower case'],
    ['begins with a digit', '1st', 'a name begins with a letter'],
    ['begins with "-"', '-read', 'a name begins with a letter'],
    ['33 characters', 'p'.repeat(33), 'a name has at most 32'],
    ['comma', 'read,write', 'no such character in a name'],
    ['asterisk', '*', 'no such character in a name'],
  ] as const
).map(([name, value, reason]) => [`p: ${name}`, `${E}.ffile-1.p${value}`, reason])

const V6 = '20010db8000000000000000000000000'
const networks: readonly Row[] = (
  [
    ['empty', '', 'at least one network'],
    ['upper case', 'C000020018', 'lower-case hex'],
    ['dotted', '192', 'hex of all bytes, and of the prefix length'],
    ['no prefix length', 'c0000200', 'hex of all bytes, and of the prefix length'],
    ['prefix length of one digit', 'c00002008', 'two digits'],
    ['not hex', 'g000020018', 'hex of all bytes'],
    ['six bytes', 'c0000200000018', '4 or 16 bytes'],
    ['IPv4 host bits', 'c000020118', 'no bit beyond the prefix'],
    ['IPv4 host bits within a digit', 'c000024019', '/25 leaves bit 6 of the last octet out'],
    ['IPv4 prefix length 33', 'c000020021', 'at most 32'],
    ['IPv6 host bits', `${V6.slice(0, -1)}120`, 'no bit beyond the prefix'],
    ['IPv6 prefix length 129', `${V6}81`, 'at most 128'],
    ['IPv4-mapped address', '00000000000000000000ffffc000020780', 'it is IPv4, and written so'],
    ['IPv4-mapped network', '00000000000000000000ffffc000020078', 'it is IPv4, and written so'],
    ['the IPv4-mapped prefix', '00000000000000000000ffff0000000060', 'it is IPv4, and written 0000000000'],
    ['unsorted', `c000020018_${V6}20`, 'networks strictly ascend, as text'],
    ['repeated', 'c000020018_c000020018', 'networks strictly ascend'],
    ['separator behind', 'c000020018_', 'an empty network'],
    ['comma', 'c000020018,c633640018', '"_" separates'],
  ] as const
).map(([name, value, reason]) => [`a: ${name}`, `a${value}.${PLAIN}`, reason])

const uploads: readonly Row[] = [
  ...(
    [
      ['upper case', 'Image/png', 'lower case'],
      ['no subtype', 'image', 'type/subtype'],
      ['empty subtype', 'image/', 'type/subtype'],
      ['every type', '*/*', 'no wildcard but a whole subtype'],
      ['wildcard in a subtype', 'image/p*', 'no wildcard but a whole subtype'],
      ['parameter', 'text/plain;charset=utf-8', 'no parameters'],
      ['unsorted', 'text/plain,image/png', 'types strictly ascend'],
      ['repeated', 'image/png,image/png', 'types strictly ascend'],
      ['space', 'image/png, text/plain', 'a comma and nothing else separates'],
      ['comma behind', 'image/png,', 'an empty type'],
      ['subtype of 128 characters', `image/${'x'.repeat(128)}`, 'at most 127'],
      ['begins with a dot', 'image/.png', 'begins with a letter or digit'],
    ] as const
  ).map(([name, types, reason]): Row => [`k: ${name}`, upload(`k${b(types)}`), reason]),
  ['k: empty', upload('k'), 'at least one type'],
  ['k: not in base64url', upload('kimage/png'), 'base64url alone'],
  ['k: twin of the last character', upload(`k${twins(b('image/jpeg'), 16)[0]}`), 'the spare bits are zero'],
  ...(['l', 'm'] as const).flatMap((letter): readonly Row[] => [
    [`${letter}: empty`, upload(letter), 'no digit'],
    [`${letter}: leading zero`, upload(`${letter}05`), 'one spelling'],
    [`${letter}: 2^53`, upload(`${letter}9007199254740992`), 'at most 2^53 - 1'],
    [`${letter}: 2^53 + 1`, upload(`${letter}9007199254740993`), 'at most 2^53 - 1'],
    [`${letter}: negative`, upload(`${letter}-1`), 'digits alone'],
    [`${letter}: negative exponent`, upload(`${letter}1e-7`), 'digits alone'],
    [`${letter}: unit`, upload(`${letter}5k`), 'digits alone'],
  ]),
]

const others: readonly Row[] = [
  ['h: value', `${E}.ffile-1.h1.pread`, 'h has no value'],
  ['r: empty', around('r'), 'at least one byte'],
  ['r: 257 bytes', around(`r${b('r'.repeat(257))}`), 'at most 256 bytes'],
  ['r: NUL', around(`r${b('a\0')}`), 'no NUL'],
  ['r: no UTF-8', around(`r${b([0xff])}`), 'well-formed Unicode'],
  ['r: twin of the last character', around(`r${twins(b('ref1'), 16)[0]}`), 'the spare bits are zero'],
  ['r: padding', around(`r${b('ref1')}==`), 'no padding'],
]

const headers: readonly Row[] = (
  [
    ['C', 'line feed', 'no-store\nSet-Cookie: a=b', 'no control character'],
    ['C', 'carriage return and line feed behind', 'no-store\r\n', 'no control character'],
    ['C', 'comma behind', 'no-store,', 'an empty directive'],
    ['C', 'two spaces', 'no-store,  private', 'at most one space'],
    ['C', 'space before the comma', 'no-store ,private', 'no space before a comma'],
    ['C', 'asterisk', '*', 'no such character'],
    ['C', 'no value after "="', 'max-age=', 'a token or a quoted string'],
    ['C', 'backslash in a quoted string', 'a="b\\c"', 'no such character'],
    ['C', '256 bytes', 'c'.repeat(256), 'at most 255 bytes'],
    ['E', 'space', 'gzip br', 'a comma separates'],
    ['E', 'parameter', 'gzip;q=1', 'tokens alone'],
    ['E', 'comma in front', ',gzip', 'an empty coding'],
    ['L', 'part of 9 letters', 'en-abcdefghi', 'at most 8'],
    ['L', 'begins with a digit', '1en', 'begins with letters'],
    ['L', 'underscore', 'de_CH', '"-" separates'],
    ['L', 'asterisk', '*', 'no wildcard'],
    ['N', 'dot', '.', 'no file name'],
    ['N', 'two dots', '..', 'no file name'],
    ['N', 'slash', 'a/b', 'a path separator'],
    ['N', 'backslash', 'a\\b', 'a path separator'],
    ['N', 'line feed', 'a\nb', 'a control character'],
    ['N', 'line feed behind', 'a\n', 'a control character'],
    ['N', 'DEL', 'a\u007f', 'a control character'],
    ['N', 'U+0085', 'a\u0085', 'a control character'],
    ['N', 'right-to-left override', 'gpj.\u202eexe', 'it reverses the order in which a name is shown'],
    ['N', 'Arabic letter mark', 'a\u061c', 'it changes the order in which a name is shown'],
    ['N', 'isolate', 'a\u2066b', 'it changes the order in which a name is shown'],
    ['N', 'line separator', 'a\u2028b', 'it ends a line'],
    ['N', '256 bytes', '\u00e9'.repeat(128), 'at most 255 bytes'],
    ['T', 'no subtype', 'text', 'type/subtype'],
    ['T', 'wildcard', 'image/*', 'no wildcard'],
    ['T', 'line feed', 'text/plain\nX: y', 'no control character'],
    ['T', 'parameter without a value', 'text/plain; charset', 'name=value'],
    ['T', 'two spaces', 'text/plain;  a=b', 'at most one space'],
    ['T', 'semicolon behind', 'text/plain;', 'an empty parameter'],
    ['T', 'letter outside ASCII', 'text/pl\u00e9in', 'ASCII alone'],
    ['T', 'quote left open', 'text/plain;a="b', 'a closing quote'],
    ['T', 'two types', 'text/html,text/plain', 'one type'],
  ] as const
).map(([letter, name, value, reason]) => [`${letter}: ${name}`, `${letter}${b(value)}.${PLAIN}`, reason])

const moreHeaders: readonly Row[] = [
  ['D: empty', `D.${PLAIN}`, 'a or i'],
  ['D: another letter', `Dx.${PLAIN}`, 'a or i'],
  ['D: whole word', `Dinline.${PLAIN}`, 'a or i'],
  ['D: upper case', `DA.${PLAIN}`, 'a or i'],
  ['D: in base64url', `D${b('inline')}.${PLAIN}`, 'a or i'],
  ...[...'CELNT'].map((letter): Row => [`${letter}: empty`, `${letter}.${PLAIN}`, 'at least one byte']),
  ['C: not in base64url', `Cmax-age=60.${PLAIN}`, 'base64url alone'],
  ['N: twin of the last character', `N${twins(b('q3.pdf1'), 16)[0]}.${PLAIN}`, 'the spare bits are zero'],
  ['N: no UTF-8', `N${b([0x61, 0xe9])}.${PLAIN}`, 'well-formed Unicode'],
]

const holders: readonly Row[] = [
  ['empty', '', 'a block has at least one field'],
  ...['C', 'E', 'L', 'N'].map(
    (letter): Row => [letter, `${letter}${b('gzip')}`, 'a response header is for the signer to say'],
  ),
  ['T', `T${b('text/html')}`, 'a response header is for the signer to say'],
  ['D', 'Di', 'a response header is for the signer to say'],
  ['D beside others', 'Di.h', 'a response header is for the signer to say'],
  ['r', `r${b('ref-1')}`, 'a ref is for the signer to say'],
  ['i', `i${T}`, 'an issue time is for the signer to set'],
  ['n', `n${NONCE}`, 'a nonce is for the signer to set'],
  ['i and n', `i${T}.n${NONCE}`, 'an issue time is for the signer to set'],
  ['s', 'sauditors', 'a policy is for the signer to name'],
  ['u', 'u1', 'a number of uses is for the signer to set'],
  ['u beside others', 'h.u1', 'a number of uses is for the signer to set'],
  ['unknown letter z', 'z', 'an unknown field is never skipped'],
  ['fields out of order', `h.e${T1}`, 'letters strictly ascend'],
  ['field twice', 'h.h', 'each letter stands once'],
  ['dot behind', 'h.', 'an empty field'],
  ['e: leading zero', `e0${T}`, 'one spelling'],
  ['e: negative', 'e-5', 'digits alone'],
  ['b: -Infinity', 'b-Infinity', 'digits alone'],
  ['p: empty', 'p', 'at least one name'],
  ['p: unsorted', 'pwrite_read', 'names strictly ascend'],
  ['p: repeated', 'pread_read', 'names strictly ascend'],
  ['f and g', `ffile-1.g${b('a/b')}`, 'a block has one file'],
  ['g: id that can stand plainly', `g${b('file-1')}`, 'such an id stands in f'],
  ['g: twin of the last character', `g${twins(b('a/bc'), 16)[0]}`, 'the spare bits are zero'],
  ['t without a file', 't', 't follows f or g'],
  ['t: two-dot segment', `g${b('a/..')}.t`, 'no such id is a tree'],
  ['a: host bits', 'ac000020118', 'no bit beyond the prefix'],
  ['a: unsorted', 'ac633640018_c000020018', 'networks strictly ascend'],
  ['l: leading zero', 'l01', 'one spelling'],
  ['l: negative', 'l-5', 'digits alone'],
  ['m: negative exponent', 'm1e-7', 'digits alone'],
  ['k: unsorted', `k${b('text/plain,image/png')}`, 'types strictly ascend'],
]

const rows: readonly Row[] = [
  ...framing,
  ...managed,
  ...unknown,
  ...times,
  ...fileIds,
  ...trees,
  ...perms,
  ...networks,
  ...uploads,
  ...others,
  ...headers,
  ...moreHeaders,
]

export const refusedByGrammar: readonly Vector[] = [
  ...rows.map(([name, block, reason]) => refuse('malformed', `block: ${name}`, reason, { token: { block } })),
  ...holders.map(([name, block, reason]) =>
    refuse('malformed', `holder's block: ${name}`, reason, { token: { narrowed: [block] } }),
  ),
  refuse('malformed', "holder's block: two in a row empty", 'a block has at least one field', {
    token: { narrowed: ['', ''] },
  }),
  refuse('malformed', "holder's block: last of three is wrong", 'every block is read', {
    token: { narrowed: ['h', 'h', 'x'] },
  }),
  refuse('malformed', "holder's block: u under a managed link", 'a number of uses is for the signer to set', {
    token: { block: MANAGED, narrowed: ['u1'] },
  }),
  refuse('malformed', 'malformed and managed', 'the grammar comes before the state', {
    token: { block: `${MANAGED}.u0` },
  }),
  refuse('malformed', 'empty block before "~"', 'a block has at least one field', {
    token: { block: '', narrowed: [PLAIN] },
  }),
  refuse('malformed', 'malformed and expired', 'the grammar comes before the time', {
    token: { block: `${PLAIN}.` },
    now: T1 * 1000,
  }),
]
