import { base64url as b, MANAGED, NONCE, PLAIN, T, T1, TREE } from './signer.ts'
import { refuse, type Setting, type Vector } from './vector.ts'

type Row = readonly [code: string, name: string, reason: string, setting: Setting]

const V6_ALL = `${'0'.repeat(32)}00`
const at = (address: string, networks = 'c000020018'): Setting => ({
  token: { block: `a${networks}.${PLAIN}` },
  request: { address },
})
const inTree = (fileId: string): Setting => ({ token: { block: TREE }, request: { fileId } })

const ISSUE = `i${T}.n${NONCE}`

const managed: readonly Row[] = (
  [
    ['managed', 'only a server with the store knows whether it was revoked', { token: { block: MANAGED } }],
    ['managed, with a policy', 'the same', { token: { block: `${MANAGED}.sauditors` } }],
    ['managed, with uses', 'the same', { token: { block: `${MANAGED}.u1` } }],
    [
      'managed, with the longest of all',
      '64 characters, and 1000000',
      { token: { block: `e${T1}.ffile-1.i99999999999.n${'-_'.repeat(8)}.pread.s${'x'.repeat(64)}.u1000000` } },
    ],
    ['managed, issued at the epoch', 'i0 is well-formed', { token: { block: MANAGED.replace(`i${T}`, 'i0') } }],
    [
      'managed, every field at once',
      'in the order of their letters',
      {
        token: {
          block: `C${b('no-store')}.ac000020018.b${T}.e${T1}.g${b('a/b')}.h.i${T}.k${b('a/b')}.l1.m5.n${NONCE}.pread.r${b('ref')}.sauditors.t.u3`,
        },
      },
    ],
    ['managed and narrowed', 'what the signer made managed stays so', { token: { block: MANAGED, narrowed: ['h'] } }],
    [
      'managed and bound',
      'once the value has been proved',
      { token: { block: MANAGED, boundTo: 'session-1' }, request: { boundTo: 'session-1' } },
    ],
    ['managed and not yet valid', 'the state comes before the time', { token: { block: `b${T + 60}.${MANAGED}` } }],
    ['managed and expired', 'the state comes before the time', { token: { block: MANAGED }, now: T1 * 1000 }],
    [
      'managed and over-long',
      'the state comes before the lifetime',
      { token: { block: `e99999999999.ffile-1.${ISSUE}.pread` } },
    ],
    [
      'managed, another file',
      'the state comes before the file',
      { token: { block: MANAGED }, request: { fileId: 'file-2', perm: 'write' } },
    ],
  ] as const
).map(([name, reason, setting]) => ['state-required', name, reason, setting])

const times: readonly Row[] = [
  [
    'not-yet-valid',
    '1 ms before the start',
    'valid from b on',
    { token: { block: `b${T}.${PLAIN}` }, now: T * 1000 - 1 },
  ],
  [
    'not-yet-valid',
    '1 ms before the leeway',
    'startLeeway is 60 s',
    { token: { block: `b${T}.${PLAIN}` }, startLeeway: 60, now: T * 1000 - 60_001 },
  ],
  [
    'not-yet-valid',
    "a holder's start",
    'the latest counts',
    { token: { block: `b${T}.${PLAIN}`, narrowed: [`b${T + 1}`] } },
  ],
  [
    'not-yet-valid',
    'start after the expiry',
    'the start comes first',
    { token: { block: `b${T1 + 1}.${PLAIN}` }, now: T1 * 1000 },
  ],
  [
    'not-yet-valid',
    'start far ahead',
    'the start comes before the lifetime',
    { token: { block: 'b99999999999.e99999999999.ffile-1.pread' } },
  ],
  [
    'not-yet-valid',
    'another file too',
    'the start comes before the file',
    { token: { block: `b${T + 1}.${PLAIN}` }, request: { fileId: 'file-2' } },
  ],
  ['expired', 'exactly at the expiry', 'expired from e on', { now: T1 * 1000 }],
  ['expired', '1 ms after', 'expired from e on', { now: T1 * 1000 + 1 }],
  ['expired', 'leeway', 'startLeeway moves the start only', { startLeeway: 900, now: T1 * 1000 }],
  ['expired', 'expiry at the epoch', 'e0 is well-formed', { token: { block: 'e0.ffile-1.pread' } }],
  ['expired', "a holder's expiry", 'the earliest counts', { token: { narrowed: [`e${T}`] } }],
  [
    'expired',
    'earliest of three',
    'the earliest counts, wherever it stands',
    { token: { narrowed: [`e${T}`, `e${T + 60}`] } },
  ],
  [
    'expired',
    'another file too',
    'the time comes before the file',
    { now: T1 * 1000, request: { fileId: 'file-2', perm: 'write' } },
  ],
  [
    'expired',
    'over-long link that a holder let expire',
    'the expiry comes before the lifetime',
    { token: { block: `e${T + 9_999_999}.ffile-1.pread`, narrowed: [`e${T}`] } },
  ],
  [
    'too-long-lived',
    '1 ms over the cap',
    'maxTtl and 900 s',
    { token: { block: `e${T + 4500}.ffile-1.pread` }, maxTtl: 3600, now: T * 1000 - 1 },
  ],
  [
    'too-long-lived',
    '1 s over the cap',
    'maxTtl and 900 s',
    { token: { block: `e${T + 4501}.ffile-1.pread` }, maxTtl: 3600 },
  ],
  [
    'too-long-lived',
    'default cap of 7 days',
    'maxTtl and 900 s',
    { token: { block: `e${T + 7 * 86_400 + 901}.ffile-1.pread` } },
  ],
  [
    'too-long-lived',
    'narrowed to one minute',
    "the signer's block alone is looked at",
    { token: { block: `e${T + 4501}.ffile-1.pread`, narrowed: [`e${T + 60}`] }, maxTtl: 3600 },
  ],
  [
    'too-long-lived',
    'counted from the start within the leeway',
    'the cap counts from the later of now and b',
    { token: { block: `b${T + 60}.e${T + 60 + 4501}.ffile-1.pread` }, maxTtl: 3600, startLeeway: 60 },
  ],
  [
    'too-long-lived',
    "a holder's start",
    "the signer's block alone is looked at",
    { token: { block: `e${T + 4501}.ffile-1.pread`, narrowed: [`b${T + 60}`] }, maxTtl: 3600, startLeeway: 60 },
  ],
  [
    'too-long-lived',
    'another file too',
    'the lifetime comes before the file',
    { token: { block: 'e99999999999.ffile-1.pread' }, request: { fileId: 'file-2' } },
  ],
]

const files: readonly Row[] = [
  ['wrong-file', 'another file', 'the ids differ', { request: { fileId: 'file-2' } }],
  ['wrong-file', 'empty id', 'the ids differ', { request: { fileId: '' } }],
  ['wrong-file', 'upper case', 'compared byte for byte', { request: { fileId: 'File-1' } }],
  ['wrong-file', 'trailing slash', 'dropped in trees only', { request: { fileId: 'file-1/' } }],
  ['wrong-file', 'below a file', 'without t an id is not a folder', { request: { fileId: 'file-1/a' } }],
  [
    'wrong-file',
    'composed for decomposed',
    'ids are never normalised',
    { token: { block: `e${T1}.g${b('e\u0301')}.pread` }, request: { fileId: '\u00e9' } },
  ],
  [
    'wrong-file',
    'lone surrogate for U+FFFD',
    'nothing is replaced',
    { token: { block: `e${T1}.g${b('\ufffd')}.pread` }, request: { fileId: '\ud800' } },
  ],
  ['wrong-file', 'tree: no file asked for', 'a tree answers for a file that is named', { token: { block: TREE } }],
  ['wrong-file', 'tree: sibling with the same beginning', 'segment boundaries', inTree('a/bc')],
  ['wrong-file', 'tree: folder above', 'not below it', inTree('a')],
  ['wrong-file', 'tree: another folder', 'not below it', inTree('x/a/b')],
  ['wrong-file', 'tree: two-dot segment', 'no such id is inside a tree', inTree('a/b/../c')],
  ['wrong-file', 'tree: two-dot segment that comes back', 'no such id is inside a tree', inTree('a/b/c/../../b/d')],
  ['wrong-file', 'tree: two dots last', 'no such id is inside a tree', inTree('a/b/..')],
  ['wrong-file', 'tree: dot segment', 'no such id is inside a tree', inTree('a/b/./c')],
  ['wrong-file', 'tree: empty segment', 'no such id is inside a tree', inTree('a/b//c')],
  ['wrong-file', 'tree: two trailing slashes', 'one is dropped, and an empty segment remains', inTree('a/b//')],
  ['wrong-file', 'tree: leading slash', 'no such id is inside a tree', inTree('/a/b/c')],
  ['wrong-file', 'tree: backslash', 'no such id is inside a tree', inTree('a/b/c\\d')],
  ['wrong-file', 'tree: encoded dots', 'no such id is inside a tree', inTree('a/b/%2e%2e/c')],
  ['wrong-file', 'tree: encoded letter in upper case', 'no such id is inside a tree', inTree('a/b/%4A')],
  ['wrong-file', 'tree: upper case', 'compared byte for byte', inTree('A/b/c')],
  ['wrong-file', 'tree: slash alone', 'nothing is left', inTree('/')],
  ['wrong-file', 'narrowed: another file', 'every block must hold the file', { token: { narrowed: ['ffile-2'] } }],
  [
    'wrong-file',
    "narrowed: another file, the holder's asked for",
    'every block must hold the file',
    { token: { narrowed: ['ffile-2'] }, request: { fileId: 'file-2' } },
  ],
  [
    'wrong-file',
    'narrowed: tree widened',
    'every block must hold the file',
    { token: { block: TREE, narrowed: ['fa.t'] }, request: { fileId: 'a/c' } },
  ],
  [
    'wrong-file',
    'narrowed: tree made of a file',
    'every block must hold the file',
    { token: { narrowed: ['ffile-1.t'] }, request: { fileId: 'file-1/a' } },
  ],
  [
    'wrong-file',
    'narrowed: one file of a tree, no file asked for',
    "the signer's file is a tree, and no request means all of it",
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}`] } },
  ],
  [
    'wrong-file',
    'narrowed: one file of a tree, another asked for',
    'every block must hold the file',
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}`] }, request: { fileId: 'a/b/d' } },
  ],
  [
    'wrong-file',
    'narrowed: one file of a tree, with a trailing slash',
    'without t an id is compared byte for byte',
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}`] }, request: { fileId: 'a/b/c/' } },
  ],
  [
    'wrong-file',
    'narrowed: two folders side by side',
    'every block must hold the file',
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}.t`, `g${b('a/b/d')}.t`] }, request: { fileId: 'a/b/c/x' } },
  ],
  [
    'wrong-file',
    'another permission too',
    'the file comes before the permission',
    { request: { fileId: 'file-2', perm: 'write' } },
  ],
]

const WRITE = `e${T1}.ffile-1`
const writing = (limits: string, narrowed: string, perm = 'write'): Setting => ({
  token: { block: `${WRITE}.${limits}.pcreate_write`, narrowed: [narrowed] },
  request: { perm },
})

const perms: readonly Row[] = [
  ['permission-denied', 'another permission', 'not in the list', { request: { perm: 'write' } }],
  ['permission-denied', 'a prefix of a permission', 'whole names', { request: { perm: 'rea' } }],
  [
    'permission-denied',
    'write asked for, create given',
    'write and create are two',
    { token: { block: `${WRITE}.pcreate` }, request: { perm: 'write' } },
  ],
  [
    'permission-denied',
    'narrowed: permission taken away',
    'the intersection',
    { token: { block: `${WRITE}.pread_write`, narrowed: ['pread'] }, request: { perm: 'write' } },
  ],
  [
    'permission-denied',
    'narrowed: permission added',
    'the intersection',
    { token: { narrowed: ['pread_write'] }, request: { perm: 'write' } },
  ],
  [
    'permission-denied',
    'narrowed: none left',
    'an empty intersection permits nothing, whatever is asked',
    { token: { narrowed: ['pwrite'] } },
  ],
  [
    'permission-denied',
    'narrowed: none left of three',
    'an empty intersection permits nothing, whatever is asked',
    { token: { block: `${WRITE}.pread_write`, narrowed: ['pread', 'pwrite'] } },
  ],
  [
    'permission-denied',
    'upload: minimum above maximum in one block',
    'no body can satisfy them',
    { token: { block: `${WRITE}.l6.m5.pread_write` }, request: { perm: 'write' } },
  ],
  [
    'permission-denied',
    'upload: the same, create',
    'no body can satisfy them',
    { token: { block: `${WRITE}.l6.m5.pcreate` }, request: { perm: 'create' } },
  ],
  [
    'permission-denied',
    'upload: the same, nothing asked for',
    'write and create are taken away, and none is left',
    { token: { block: `${WRITE}.l6.m5.pcreate_write` } },
  ],
  ['permission-denied', 'narrowed: minimum above maximum', 'no body can satisfy them', writing('m5', 'l6')],
  ['permission-denied', 'narrowed: the same, create', 'no body can satisfy them', writing('m5', 'l6', 'create')],
  ['permission-denied', 'narrowed: maximum below minimum', 'no body can satisfy them', writing('l6', 'm5')],
  [
    'permission-denied',
    'narrowed: no type in common',
    'no body can satisfy them',
    writing(`k${b('image/png')}`, `k${b('text/*')}`),
  ],
  [
    'permission-denied',
    'another address too',
    'the permission comes before the address',
    { token: { block: `ac000020018.${PLAIN}` }, request: { perm: 'write' } },
  ],
]

const addresses: readonly Row[] = (
  [
    ['outside', 'the first 24 bits differ', at('192.0.3.1')],
    ['outside by the last bit of /31', 'bit 31 counts', at('192.0.2.8', 'c00002061f')],
    ['outside by a bit within an octet', '/25: 127 and 128 differ in bit 25', at('192.0.2.127', 'c000028019')],
    ['outside an IPv6 network', 'bit 33 differs', at('2001:db8::1', '20010db880000000000000000000000021')],
    ['not known', 'a condition is never skipped', { token: { block: `ac000020018.${PLAIN}` } }],
    ['empty text', 'no address', at('')],
    ['a name', 'no address', at('localhost', '0000000000')],
    ['a port', 'no address', at('192.0.2.7:443', '0000000000')],
    ['a network', 'no address', at('192.0.2.0/24')],
    ['brackets', 'no address', at('[::1]', V6_ALL)],
    ['a zone', 'no address', at('fe80::1%eth0', V6_ALL)],
    ['leading zeros in IPv4', 'no address: some read octal', at('192.000.002.007', '0000000000')],
    ['octet above 255', 'no address', at('192.0.2.256', '0000000000')],
    ['three octets', 'no address', at('192.0.2', '0000000000')],
    ['IPv4 in hex', 'no address', at('0xc0000207', '0000000000')],
    ['space', 'no address', at(' 192.0.2.7')],
    ['seven groups', 'no address', at('1:2:3:4:5:6:7', V6_ALL)],
    ['nine groups', 'no address', at('1:2:3:4:5:6:7:8:9', V6_ALL)],
    ['"::" for no group', 'no address', at('1:2:3:4::5:6:7:8', V6_ALL)],
    ['"::" twice', 'no address', at('1::2::3', V6_ALL)],
    ['group of five digits', 'no address', at('00001::', V6_ALL)],
    ['colon in front', 'no address', at(':1:2:3:4:5:6:7', V6_ALL)],
    ['IPv4 in every IPv6', 'families never match each other', at('192.0.2.7', V6_ALL)],
    ['IPv4-mapped in every IPv6', 'it is IPv4', at('::ffff:192.0.2.7', V6_ALL)],
    ['IPv6 in every IPv4', 'families never match each other', at('::1', '0000000000')],
    ['IPv4-compatible in its IPv4', '::/96 is IPv6', at('::192.0.2.7')],
    [
      'narrowed: outside the inner list',
      'every list must hold',
      { token: { block: `ac000020018.${PLAIN}`, narrowed: ['ac000020720'] }, request: { address: '192.0.2.8' } },
    ],
    [
      'narrowed: outside the outer list',
      'every list must hold',
      { token: { block: `ac000020018.${PLAIN}`, narrowed: ['a0000000000'] }, request: { address: '192.0.3.1' } },
    ],
    ['http too', 'the address comes before https', { token: { block: `ac000020018.e${T1}.ffile-1.h.pread` } }],
  ] as const
).map(([name, reason, setting]) => ['wrong-address', `addresses: ${name}`, reason, setting])

const https: readonly Row[] = [
  [
    'https-required',
    'over http',
    'secure is false',
    { token: { block: `e${T1}.ffile-1.h.pread` }, request: { secure: false } },
  ],
  ['https-required', 'not known', 'a condition is never skipped', { token: { block: `e${T1}.ffile-1.h.pread` } }],
  [
    'https-required',
    "a holder's condition",
    'every block must hold',
    { token: { narrowed: ['h'] }, request: { secure: false } },
  ],
]

export const refusedByTerms: readonly Vector[] = [...managed, ...times, ...files, ...perms, ...addresses, ...https].map(
  ([code, name, reason, setting]) => refuse(code, name, reason, setting),
)
