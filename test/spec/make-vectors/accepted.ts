import { acceptedConditions } from './accepted-conditions.ts'
import { base64url as b, LONG_SECRET, PLAIN, T, T1, TREE } from './signer.ts'
import { accept, type Vector } from './vector.ts'

const idBlock = (field: string, perms = 'read'): string => `e${T1}.${field}.p${perms}`

const ids: readonly Vector[] = [
  accept('plain link, empty request', 'an empty request demands nothing but a living link', {}),
  accept('plain link, file and permission', 'both are those of the link', {
    request: { fileId: 'file-1', perm: 'read' },
  }),
  accept(
    'UUID',
    'letters, digits, "-" and "_" stand plainly in f; the token has 104 characters',
    {
      token: { block: idBlock('f6f9619ff-8b86-d011-b42d-00cf4fc964ff') },
      request: { fileId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
    },
    { fileId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
  ),
  accept(
    'file id of one character',
    'the shortest f',
    { token: { block: idBlock('f_') }, request: { fileId: '_' } },
    { fileId: '_' },
  ),
  accept(
    'path as file id',
    'a "/" cannot stand plainly, so that the id stands in g',
    { token: { block: idBlock(`g${b('reports/q3.pdf')}`) }, request: { fileId: 'reports/q3.pdf' } },
    { fileId: 'reports/q3.pdf' },
  ),
  accept(
    'file id outside ASCII',
    'UTF-8 in g',
    {
      token: { block: idBlock(`g${b('\u{1f4c4} r\u00e9sum\u00e9')}`) },
      request: { fileId: '\u{1f4c4} r\u00e9sum\u00e9' },
    },
    { fileId: '\u{1f4c4} r\u00e9sum\u00e9' },
  ),
  accept(
    'decomposed file id',
    'ids are never normalised: e followed by U+0301 stays as it is',
    { token: { block: idBlock(`g${b('e\u0301')}`) }, request: { fileId: 'e\u0301' } },
    { fileId: 'e\u0301' },
  ),
  accept(
    'file id that begins with a byte order mark',
    'a decoder must not drop U+FEFF',
    { token: { block: idBlock(`g${b('\ufeffa')}`) }, request: { fileId: '\ufeffa' } },
    { fileId: '\ufeffa' },
  ),
  accept(
    'file id of 512 plain characters',
    'the longest f',
    { token: { block: idBlock(`f${'x'.repeat(512)}`) } },
    { fileId: 'x'.repeat(512) },
  ),
  accept(
    'file id of 512 bytes, 256 characters',
    'the longest g',
    { token: { block: idBlock(`g${b('\u00e9'.repeat(256))}`) } },
    { fileId: '\u00e9'.repeat(256) },
  ),
  accept(
    'file id with dot segments, no tree',
    'without t an id is opaque and compared byte for byte',
    { token: { block: idBlock(`g${b('../a//b')}`) }, request: { fileId: '../a//b' } },
    { fileId: '../a//b' },
  ),
  accept(
    'file id "__proto__"',
    'an id like all others',
    { token: { block: idBlock('f__proto__') } },
    { fileId: '__proto__' },
  ),
]

const keys: readonly Vector[] = [
  accept('key id "__proto__"', 'a key id like all others', { keyId: '__proto__' }, { keyId: '__proto__' }),
  accept('key id of 32 characters', 'the longest', { keyId: 'K'.repeat(32) }, { keyId: 'K'.repeat(32) }),
  accept('key id "b"', 'the version ends at the first dot', { keyId: 'b' }, { keyId: 'b' }),
  accept('key id "-"', 'the shortest', { keyId: '-' }, { keyId: '-' }),
  accept('secret of 64 bytes', 'the longest', { secret: LONG_SECRET }),
  accept('purpose of its own', 'the purpose is part of the derived key', { purpose: 'images.v2-thumbs' }),
  accept('purpose of 64 characters', 'the longest', { purpose: 'p'.repeat(64) }),
  accept(
    'key that retires 1 ms later',
    'a key verifies until its verifyUntil, and the grant ends with it, rounded down',
    { verifyUntil: T * 1000 + 1 },
    { expiresAt: T },
  ),
  accept(
    'key that retires before the link expires',
    'the grant ends with the key',
    { verifyUntil: (T + 60) * 1000 + 999 },
    { expiresAt: T + 60 },
  ),
  accept('key that retires after the link expires', 'the grant ends with the link', { verifyUntil: (T + 3601) * 1000 }),
]

const perms: readonly Vector[] = [
  accept(
    'several permissions',
    'any of them may be asked for',
    { token: { block: idBlock('ffile-1', 'create_list_read_write') }, request: { perm: 'list' } },
    { perms: ['create', 'list', 'read', 'write'] },
  ),
  accept(
    "an application's own permission",
    'the names are open, their form is not',
    { token: { block: idBlock('ffile-1', 'annotate_read') }, request: { perm: 'annotate' } },
    { perms: ['annotate', 'read'] },
  ),
  accept(
    'order of permissions',
    'ascending by ASCII: a prefix first, "-" before digits before letters',
    { token: { block: idBlock('ffile-1', 'a_a-b_a0_ab_b') } },
    { perms: ['a', 'a-b', 'a0', 'ab', 'b'] },
  ),
  accept(
    'permission of 32 characters',
    'the longest',
    { token: { block: idBlock('ffile-1', 'p'.repeat(32)) }, request: { perm: 'p'.repeat(32) } },
    { perms: ['p'.repeat(32)] },
  ),
]

const times: readonly Vector[] = [
  accept('1 ms before expiry', 'expired only from e on', { now: T1 * 1000 - 1 }),
  accept('exactly at the start', 'valid from b on', { token: { block: `b${T}.${PLAIN}` } }, { notBefore: T }),
  accept('start at the epoch', 'zero has one spelling, "0"', { token: { block: `b0.${PLAIN}` } }, { notBefore: 0 }),
  accept(
    'before the start, by exactly the leeway',
    'startLeeway moves the start only',
    { token: { block: `b${T}.${PLAIN}` }, startLeeway: 60, now: T * 1000 - 60_000 },
    { notBefore: T },
  ),
  accept(
    'life ahead of exactly maxTtl and 900 s',
    'the cap is maxTtl plus 900 seconds for clocks that differ',
    { token: { block: `e${T + 3600 + 900}.ffile-1.pread` }, maxTtl: 3600 },
    { expiresAt: T + 4500 },
  ),
  accept(
    'lifetime counted from a start within the leeway',
    'the cap counts from the later of now and b',
    { token: { block: `b${T + 60}.e${T + 60 + 4500}.ffile-1.pread` }, maxTtl: 3600, startLeeway: 60 },
    { notBefore: T + 60, expiresAt: T + 4560 },
  ),
  accept(
    'the last instant that the format can say',
    '11 digits',
    { token: { block: 'e99999999999.ffile-1.pread' }, now: 99_999_999_998_999 },
    { expiresAt: 99_999_999_999 },
  ),
]

const trees: readonly Vector[] = (
  [
    ['the folder itself', 'a/b'],
    ['the folder with one trailing slash', 'a/b/'],
    ['a file in it', 'a/b/c.txt'],
    ['a folder in it, with a trailing slash', 'a/b/c/'],
    ['a file further below', 'a/b/c/d/e'],
    ['a segment of three dots', 'a/b/...'],
    ['a segment that begins with a dot', 'a/b/.hidden'],
    ['a percent sign without two hex digits', 'a/b/100%zz'],
    ['a name outside ASCII', 'a/b/r\u00e9sum\u00e9'],
  ] as const
).map(([name, fileId]) =>
  accept(
    `tree: ${name}`,
    'inside the tree on "/" boundaries',
    { token: { block: TREE }, request: { fileId, perm: 'read' } },
    { fileId, tree: 'a/b' },
  ),
)

const plainTree: Vector = accept(
  'tree whose folder stands plainly',
  't follows f as well as g',
  { token: { block: `e${T1}.fstudies.plist_read.t` }, request: { fileId: 'studies/42' } },
  { fileId: 'studies/42', tree: 'studies', perms: ['list', 'read'] },
)

// 33 characters for each name and the "_" before it: as many as it takes, and one name to fill what remains.
function permsOfLength(length: number): readonly string[] {
  const count = Math.floor((length - 2) / 33)
  const names = Array.from({ length: count }, (_, i) => `p${String(i).padStart(31, '0')}`)
  return [...names, 'q'.repeat(length - 33 * count)]
}

/** A block that makes a token of `length` characters with key id `k1` and its permissions. */
export function blockOfTokenLength(length: number): { block: string; perms: readonly string[] } {
  const around = `1.k1.e${T1}.ffile-1.p.`.length + 43
  const perms = permsOfLength(length - around)
  return { block: `e${T1}.ffile-1.p${perms.join('_')}`, perms }
}

const longest = blockOfTokenLength(2048)

const length: Vector = accept(
  'token of 2,048 characters',
  'the longest',
  { token: { block: longest.block } },
  { perms: longest.perms },
)

export const accepted: readonly Vector[] = [
  ...ids,
  ...keys,
  ...perms,
  ...times,
  ...trees,
  plainTree,
  length,
  ...acceptedConditions,
]
