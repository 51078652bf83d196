import { base64url as b, PLAIN, T, T1, TREE } from './signer.ts'
import { accept, type Vector } from './vector.ts'

const V6 = '20010db8000000000000000000000000'

const addresses: readonly Vector[] = (
  [
    ['an IPv4 network', 'c000020018', '192.0.2.255', 'the first 24 bits agree'],
    ['one IPv4 address', 'c000020720', '192.0.2.7', 'all 32 bits agree'],
    ['every IPv4 address', '0000000000', '203.0.113.9', 'no bit need agree'],
    ['a prefix within an octet', 'c000028019', '192.0.2.200', '/25: 200 and 128 share their first 25 bits'],
    ['a prefix of /31', 'c00002061f', '192.0.2.7', '6 and 7 share their first 31 bits'],
    ['an IPv6 network', `${V6}20`, '2001:db8:ffff::1', 'the first 32 bits agree'],
    [
      'one IPv6 address',
      '20010db800000000000000000000000180',
      '2001:0DB8:0:0::1',
      'upper case and zeros make no difference',
    ],
    ['every IPv6 address', `${'0'.repeat(32)}00`, 'fe80::1', 'no bit need agree'],
    ['an IPv6 prefix of /33', '20010db880000000000000000000000021', '2001:db8:8000:1::', 'the first 33 bits agree'],
    ['IPv4-mapped request, dotted', 'c000020018', '::ffff:192.0.2.7', '::ffff:0:0/96 is IPv4'],
    ['IPv4-mapped request, in hex', 'c000020018', '::FFFF:c000:0207', '::ffff:0:0/96 is IPv4'],
    ['IPv4-mapped request, in full', 'c000020018', '0:0:0:0:0:ffff:192.0.2.7', '::ffff:0:0/96 is IPv4'],
    ['IPv4-compatible request', `${'0'.repeat(32)}60`, '::192.0.2.7', '::/96 is IPv6: only ::ffff:0:0/96 is IPv4'],
    [
      '"::" for one group',
      '00010002000300040005000600000008' + '80',
      '1:2:3:4:5:6::8',
      '"::" stands for at least one group',
    ],
    ['second of two networks', `${V6}20_c000020018`, '192.0.2.7', 'one of the list is enough; it is sorted as text'],
    ['networks that overlap', '0a00000008_0a01000010', '10.1.2.3', 'overlapping entries are not merged'],
  ] as const
).map(([name, field, address, reason]) =>
  accept(`addresses: ${name}`, reason, { token: { block: `a${field}.${PLAIN}` }, request: { address } }),
)

const others: readonly Vector[] = [
  accept('address given, none needed', 'a request may say more than the link demands', {
    request: { address: 'not an address', secure: false },
  }),
  accept('https only, over https', 'secure is true', {
    token: { block: `e${T1}.ffile-1.h.pread` },
    request: { secure: true },
  }),
  accept(
    'ref',
    'back in the grant, UTF-8',
    { token: { block: `${PLAIN}.r${b('order 7 \u2713')}` } },
    { ref: 'order 7 \u2713' },
  ),
  accept(
    'ref of 256 bytes',
    'the longest',
    { token: { block: `${PLAIN}.r${b('r'.repeat(256))}` } },
    { ref: 'r'.repeat(256) },
  ),
]

const bindings: readonly Vector[] = [
  accept(
    'bound link, right value',
    'the value is in the MAC and not in the token',
    { token: { boundTo: 'session-1' }, request: { boundTo: 'session-1' } },
    { bound: true },
  ),
  accept(
    'bound to a value outside ASCII',
    'UTF-8',
    { token: { boundTo: 'z\u00fcrich \u{1f512}' }, request: { boundTo: 'z\u00fcrich \u{1f512}' } },
    { bound: true },
  ),
  accept(
    'bound to 256 bytes',
    'the longest',
    { token: { boundTo: 'u'.repeat(256) }, request: { boundTo: 'u'.repeat(256) } },
    { bound: true },
  ),
  accept('plain link, binding given', 'a plain link ignores it', { request: { boundTo: 'session-1' } }),
  accept(
    'bound link, narrowed',
    'the value is in the first MAC only',
    {
      token: { boundTo: 'session-1', block: `e${T1}.ffile-1.pread_write`, narrowed: ['pread'] },
      request: { boundTo: 'session-1' },
    },
    { bound: true, depth: 1 },
  ),
]

const headers: readonly Vector[] = (
  [
    ['C', 'cacheControl', 'private, max-age=60,no-cache="set-cookie, x"', 'directives with and without a value'],
    ['E', 'contentEncoding', 'gzip, br', 'a list of tokens'],
    ['L', 'contentLanguage', 'de-CH, en', 'a list of language tags'],
    ['N', 'filename', '\u00dcbersicht "Q3" (1).pdf', 'any text but separators and controls'],
    ['N', 'filename', '...', 'three dots are a name'],
    ['N', 'filename', 'n'.repeat(255), 'the longest'],
    ['T', 'contentType', 'text/plain; charset=utf-8', 'a type with a parameter'],
    ['T', 'contentType', 'image/x.y+z;a="q !#\'[]~";b=c', 'parameters, one of them quoted'],
  ] as const
).map(([letter, name, value, reason]) =>
  accept(
    `response: ${name} ${value.slice(0, 20)}`,
    reason,
    { token: { block: `${letter}${b(value)}.${PLAIN}` } },
    { response: { [name]: value } },
  ),
)

const responses: readonly Vector[] = [
  ...headers,
  accept('response: inline', 'Di', { token: { block: `Di.${PLAIN}` } }, { response: { disposition: 'inline' } }),
  accept(
    'every field of a signer at once',
    'in the order of their letters',
    {
      token: {
        block: [
          `C${b('no-store')}`,
          'Da',
          `E${b('gzip')}`,
          `L${b('en')}`,
          `N${b('q3.pdf')}`,
          `T${b('application/pdf')}`,
          'ac000020018',
          `b${T}`,
          `e${T1}`,
          `g${b('a/b')}`,
          'h',
          `k${b('image/*,text/plain')}`,
          'l1',
          'm9007199254740991',
          'pread_write',
          `r${b('ref-1')}`,
          't',
        ].join('.'),
      },
      request: { fileId: 'a/b/c', perm: 'write', address: '192.0.2.1', secure: true },
    },
    {
      fileId: 'a/b/c',
      tree: 'a/b',
      perms: ['read', 'write'],
      notBefore: T,
      response: {
        cacheControl: 'no-store',
        disposition: 'attachment',
        contentEncoding: 'gzip',
        contentLanguage: 'en',
        filename: 'q3.pdf',
        contentType: 'application/pdf',
      },
      upload: { minBytes: 1, maxBytes: 9_007_199_254_740_991, contentTypes: ['image/*', 'text/plain'] },
      ref: 'ref-1',
    },
  ),
]

const WRITE = `e${T1}.ffile-1`

const uploads: readonly Vector[] = [
  accept(
    'upload: both limits equal',
    'exactly so many bytes',
    { token: { block: `${WRITE}.l5.m5.pwrite` }, request: { perm: 'write' } },
    { perms: ['write'], upload: { minBytes: 5, maxBytes: 5 } },
  ),
  accept(
    'upload: zero bytes at most',
    'only an empty body',
    { token: { block: `${WRITE}.m0.pcreate` }, request: { perm: 'create' } },
    { perms: ['create'], upload: { maxBytes: 0 } },
  ),
  accept(
    'upload: limits on a link to read',
    'a signer does not make it; a verifier accepts it, to no effect',
    { token: { block: `${WRITE}.m5.pread` }, request: { perm: 'read' } },
    { upload: { maxBytes: 5 } },
  ),
  accept(
    'upload: contradictory limits, read asked for',
    'they take away write and create, and nothing else',
    { token: { block: `${WRITE}.l6.m5.pread_write` }, request: { perm: 'read' } },
    { upload: { minBytes: 6, maxBytes: 5 } },
  ),
]

const narrowed: readonly Vector[] = [
  accept(
    'narrowed: sooner expiry',
    'the earliest counts',
    { token: { narrowed: [`e${T + 60}`] } },
    { expiresAt: T + 60, depth: 1 },
  ),
  accept('narrowed: later expiry', 'it changes nothing', { token: { narrowed: ['e99999999999'] } }, { depth: 1 }),
  accept(
    'narrowed: start',
    'the latest counts',
    { token: { block: `b${T - 60}.${PLAIN}`, narrowed: [`b${T}`, `b${T - 30}`] } },
    { notBefore: T, depth: 2 },
  ),
  accept(
    'narrowed: permissions',
    'the intersection, "delete" is not added',
    {
      token: { block: `e${T1}.ffile-1.pcreate_read_write`, narrowed: ['pdelete_read_write'] },
      request: { perm: 'write' },
    },
    { perms: ['read', 'write'], depth: 1 },
  ),
  accept(
    'narrowed: one file out of a tree',
    'every block must hold the file; a file is not a tree any more',
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}`] }, request: { fileId: 'a/b/c' } },
    { fileId: 'a/b/c', depth: 1 },
  ),
  accept(
    'narrowed: a folder of a tree',
    'the inner tree counts',
    { token: { block: TREE, narrowed: [`g${b('a/b/c')}.t`] }, request: { fileId: 'a/b/c/d' } },
    { fileId: 'a/b/c/d', tree: 'a/b/c', depth: 1 },
  ),
  accept(
    'narrowed: an outer folder',
    'the inner tree counts, whoever wrote it',
    { token: { block: TREE, narrowed: ['fa.t'] }, request: { fileId: 'a/b/d' } },
    { fileId: 'a/b/d', tree: 'a/b', depth: 1 },
  ),
  accept(
    'narrowed: a tree that holds the one file',
    'a request without a file means that of the signer',
    { token: { block: `e${T1}.g${b('a/b')}.pread`, narrowed: ['fa.t'] } },
    { fileId: 'a/b', depth: 1 },
  ),
  accept(
    'narrowed: addresses',
    'every list must hold',
    { token: { block: `ac000020018.${PLAIN}`, narrowed: ['ac000020720'] }, request: { address: '192.0.2.7' } },
    { depth: 1 },
  ),
  accept(
    'narrowed: https only',
    'secure is true',
    { token: { narrowed: ['h'] }, request: { secure: true } },
    { depth: 1 },
  ),
  accept(
    'narrowed: smaller upload limits',
    'larger minimum, smaller maximum, types that both allow',
    {
      token: {
        block: `${WRITE}.k${b('image/*,text/plain')}.l1.m100.pwrite`,
        narrowed: [`k${b('image/png,text/*')}.l5.m200`],
      },
      request: { perm: 'write' },
    },
    { perms: ['write'], upload: { minBytes: 5, maxBytes: 100, contentTypes: ['image/png', 'text/plain'] }, depth: 1 },
  ),
  accept(
    'narrowed: first upload limits',
    'a holder may set limits if the signer set none',
    { token: { block: `${WRITE}.pwrite`, narrowed: ['m7'] } },
    { perms: ['write'], upload: { maxBytes: 7 }, depth: 1 },
  ),
  accept(
    'narrowed: contradictory limits, read asked for',
    'they take away write and create, and nothing else',
    { token: { block: `${WRITE}.m5.pread_write`, narrowed: ['l6'] }, request: { perm: 'read' } },
    { upload: { minBytes: 6, maxBytes: 5 }, depth: 1 },
  ),
  accept(
    'narrowed: every field of a holder at once',
    'in the order of their letters',
    {
      token: {
        block: `e${T1}.g${b('a/b')}.pcreate_read.t`,
        narrowed: [`ac000020018.b${T}.e${T + 60}.g${b('a/b')}.h.k${b('image/*')}.l0.m5.pcreate.t`],
      },
      request: { fileId: 'a/b/c', perm: 'create', address: '192.0.2.1', secure: true },
    },
    {
      fileId: 'a/b/c',
      tree: 'a/b',
      perms: ['create'],
      notBefore: T,
      expiresAt: T + 60,
      upload: { maxBytes: 5, contentTypes: ['image/*'] },
      depth: 1,
    },
  ),
  accept(
    'narrowed 8 times',
    'as often as it goes; equal blocks may repeat',
    { token: { narrowed: ['h', 'h', 'h', 'h', 'h', 'h', 'h', `e${T + 8}`] }, request: { secure: true } },
    { expiresAt: T + 8, depth: 8 },
  ),
]

export const acceptedConditions: readonly Vector[] = [
  ...addresses,
  ...others,
  ...bindings,
  ...responses,
  ...uploads,
  ...narrowed,
]
