import { ask, idOf, type ManagedVector, one, type Setting, sha256, vector } from './managed-vector.ts'
import { base64url as b, MANAGED, NONCE, type Parts, T, T1, TREE, tokenOf } from './signer.ts'

const managedToken = tokenOf({ block: MANAGED })
const child: Parts = { block: MANAGED, narrowed: [`e${T + 60}`] }
const plainToken = tokenOf({})

const times: readonly ManagedVector[] = [
  one({}, 'managed link', 'a verifier with the store accepts it'),
  one({ issuedAt: undefined }, 'plain link', 'a verifier with the store accepts it too', { token: {} }),
  one({ issuedAt: T + 6 }, 'issued 2 skew + 2 ahead', 'the most', {
    token: { block: MANAGED.replace(`i${T}`, `i${T + 6}`) },
  }),
  one('not-yet-valid', 'issued 2 skew + 3 ahead', 'one second more', {
    token: { block: MANAGED.replace(`i${T}`, `i${T + 7}`) },
  }),
  one('not-yet-valid', 'issued 3 s ahead, skew 0', 'at most 2', {
    token: { block: MANAGED.replace(`i${T}`, `i${T + 3}`) },
    skew: 0,
  }),
  one({ issuedAt: T - 900 }, 'expires maxTtl + 900 after its issue', 'the longest life', {
    token: { block: MANAGED.replace(`i${T}`, `i${T - 900}`) },
    maxTtl: 3600,
  }),
  one('too-long-lived', 'expires maxTtl + 901 after its issue', 'one second more, whatever is left of it', {
    token: { block: MANAGED.replace(`i${T}`, `i${T - 901}`) },
    maxTtl: 3600,
  }),
  one({ issuedAt: T - 4500, notBefore: T }, 'starts maxTtl + 900 after its issue', 'the latest start', {
    token: { block: `b${T}.${MANAGED.replace(`i${T}`, `i${T - 4500}`)}` },
    maxTtl: 3600,
  }),
  one('too-long-lived', 'starts maxTtl + 901 after its issue', 'one second later', {
    token: { block: `b${T}.${MANAGED.replace(`i${T}`, `i${T - 4501}`)}` },
    maxTtl: 3600,
  }),
  one('expired', 'revoked and expired', 'the time comes before the state', {
    now: T1 * 1000,
    state: { '{links}:all': String(T) },
  }),
  one('wrong-file', 'revoked, and another file', 'the file comes before the state', {
    request: { fileId: 'file-2' },
    state: { '{links}:all': String(T) },
  }),
]

const births: readonly ManagedVector[] = [
  one('revoked', 'issued in the second of the birth', 'at or before the birth', {
    state: { '{links}:birth': String(2 * T) },
  }),
  one({}, 'issued a second after the birth', 'later than the birth', { state: { '{links}:birth': String(2 * T - 2) } }),
  one('revoked', 'a birth that replaced another', 'an odd number says so, and half of it is the second', {
    state: { '{links}:birth': String(2 * T + 1) },
  }),
  one({ issuedAt: undefined }, 'plain link, born later', 'a birth has no effect on plain links', {
    token: {},
    state: { '{links}:birth': String(2 * T + 1) },
  }),
]

const block = (file: string, more = ''): string => `e${T1}.${file}.i${T}.n${NONCE}.pread${more}`
const at = String(T)
const FILE = 'r\u00e9sum\u00e9 7'

const marks: readonly ManagedVector[] = [
  ...(
    [
      ['everything', '{links}:all', { block: MANAGED }],
      ['its file', '{links}:file:file-1', { block: MANAGED }],
      ['its file as a folder', '{links}:folder:file-1', { block: MANAGED }],
      ['the folder that its file is in', '{links}:folder:a/b', { block: block(`g${b('a/b/c')}`) }],
      ['the outermost folder', '{links}:folder:a', { block: block(`g${b('a/b/c')}`) }],
      ['the folder of a file that is in no tree', '{links}:folder:a', { block: block(`g${b('a//b')}`) }],
      ['its file, whose id has a trailing slash', '{links}:file:a/b', { block: block(`g${b('a/b/')}`) }],
      ['a file whose name is hashed', `{links}:file:#${sha256(FILE)}`, { block: block(`g${b(FILE)}`) }],
      ['a file that begins with #', `{links}:file:#${sha256('#1')}`, { block: block(`g${b('#1')}`) }],
      ['a file of 200 characters', `{links}:file:${'x'.repeat(200)}`, { block: block(`f${'x'.repeat(200)}`) }],
      ['a file of 201 characters', `{links}:file:#${sha256('x'.repeat(201))}`, { block: block(`f${'x'.repeat(201)}`) }],
      ['its ref', '{links}:ref:order/7', { block: block('ffile-1', `.r${b('order/7')}`) }],
      [
        'a ref whose name is hashed',
        `{links}:ref:#${sha256('order 7')}`,
        { block: block('ffile-1', `.r${b('order 7')}`) },
      ],
      ['itself', `{links}:link:${idOf(managedToken)}`, { block: MANAGED }],
      ['itself, narrowed', `{links}:link:${idOf(tokenOf(child))}`, child],
      ['the link that it was narrowed from', `{links}:link:${idOf(managedToken)}`, child],
    ] as const
  ).map(([name, key, token]) =>
    one('revoked', `mark on ${name}`, 'issued at or before it', { token, state: { [key]: at } }),
  ),
  one({}, 'mark a second before', 'issued later than the mark', { state: { '{links}:all': String(T - 1) } }),
  one({}, 'mark on another file', 'it covers its own alone', { state: { '{links}:file:file-2': at } }),
  one({}, 'mark on a file of the same beginning', 'it covers its own alone', { state: { '{links}:folder:file': at } }),
  one({}, 'mark on a child', 'a parent is not narrowed from it', {
    state: { [`{links}:link:${idOf(tokenOf(child))}`]: at },
  }),
  one({}, 'mark of another purpose', 'the keys of each purpose are separate', { state: { '{other}:all': at } }),
  one('revoked', 'mark on the file that a tree is asked for', 'the file of the request counts too', {
    token: { block: `${block('fa')}.t` },
    request: { fileId: 'a/b' },
    state: { '{links}:file:a/b': at },
  }),
  one({ fileId: 'a/c', tree: 'a' }, 'mark on another file of a tree', 'the file of the request counts', {
    token: { block: `${block('fa')}.t` },
    request: { fileId: 'a/c' },
    state: { '{links}:file:a/b': at },
  }),
  one('revoked', 'mark on a folder, a tree in it', 'everything in the folder', {
    token: { block: TREE.replace('.pread', `.i${T}.n${NONCE}.pread`) },
    request: { fileId: 'a/b/c' },
    state: { '{links}:folder:a': at },
  }),
  one('revoked', 'mark of 0, plain link', 'a plain link counts as issued before every mark', {
    token: {},
    state: { '{links}:file:file-1': '0' },
  }),
  one('revoked', 'mark on a plain link', 'it has an identity too', {
    token: {},
    state: { [`{links}:link:${idOf(plainToken)}`]: '99999999999' },
  }),
]

const policed: Parts = { block: `${MANAGED}.sauditors` }
const policy = (text: string): Setting => ({ token: policed, state: { '{links}:terms:auditors': text } })
const under = { policy: 'auditors' }

const policies: readonly ManagedVector[] = [
  one('revoked', 'policy missing', 'nothing is known of it', { token: policed }),
  one(under, 'policy that takes nothing away', 'the empty text', policy('')),
  one({ ...under, expiresAt: T + 60 }, 'policy with an earlier expiry', 'the earliest counts', policy(`e${T + 60}`)),
  one(under, 'policy with a later expiry', 'never beyond what was signed', policy('e99999999999')),
  one('expired', 'policy that has expired', 'the code of a narrowing', policy(`e${T}`)),
  one('permission-denied', 'policy with another permission', 'the intersection, which is empty', policy('pwrite')),
  one('wrong-file', 'policy for another file', 'every block must match', policy('ffile-2')),
  one('https-required', 'policy for https', 'every block must be satisfied', policy('h')),
  one('revoked', 'mark on the policy', 'issued at or before it', {
    token: policed,
    state: { '{links}:terms:auditors': '', '{links}:policy:auditors': at },
  }),
  one('revoked', 'mark on the policy, which would also reject', 'marks come before the policy', {
    token: policed,
    state: { '{links}:terms:auditors': `e${T}`, '{links}:policy:auditors': at },
  }),
  one(
    { ...under, depth: 8 },
    'policy on a link that was narrowed 8 times',
    'it is not one of the blocks of the token',
    { ...policy(''), token: { ...policed, narrowed: Array<string>(8).fill('pread') } },
  ),
]

const counted = tokenOf({ block: `${MANAGED}.u2` })
const countedChild = tokenOf({ block: `${MANAGED}.u2`, narrowed: ['pread'] })
const long = tokenOf({ block: `e${T + 9000}.ffile-1.i${T}.n${NONCE}.pread.u1` })
const first = { expiresAt: T + 9000, uses: { used: 1, max: 1, claimed: true } }
const [claimA, claimB] = ['claim-of-visitor-A', 'claim-of-visitor-B']
const used = (count: number, claimed: boolean): object => ({ uses: { used: count, max: 2, claimed } })
const soon = (seconds: number): number => (T + seconds) * 1000

const uses: readonly ManagedVector[] = [
  vector('uses without a claim', 'each request is a use', {}, [
    ask(counted, used(1, false)),
    ask(counted, used(2, false)),
    ask(counted, 'used-up'),
  ]),
  vector('uses under a claim', 'the same claim is the same use; another is not', {}, [
    ask(counted, used(1, true), { claim: claimA }),
    ask(counted, used(1, true), { claim: claimA }, soon(60)),
    ask(counted, used(2, true), { claim: claimB }, soon(60)),
    ask(counted, 'used-up', {}, soon(60)),
    ask(counted, used(2, true), { claim: claimA }, soon(60)),
  ]),
  vector('a lease ends', 'counted from the first use, not from the last', { maxTtl: 86_400 }, [
    ask(long, first, { claim: claimA }),
    ask(long, first, { claim: claimA }, soon(3600) - 1),
    ask(long, 'used-up', { claim: claimA }, soon(3600)),
  ]),
  vector('uses of a child', 'they are those of the root', {}, [
    ask(countedChild, { ...used(1, false), depth: 1 }),
    ask(counted, used(2, false)),
    ask(countedChild, 'used-up'),
  ]),
  vector('a child with the claim of its parent', 'a lease is for the root', {}, [
    ask(counted, used(1, true), { claim: claimA }),
    ask(countedChild, { ...used(1, true), depth: 1 }, { claim: claimA }),
  ]),
  vector('another nonce', 'another link, with a separate count', {}, [
    ask(counted, used(1, false)),
    ask(counted, used(2, false)),
    ask(tokenOf({ block: `${MANAGED.replace(NONCE, NONCE.toLowerCase())}.u2` }), used(1, false)),
  ]),
  vector('a request that is not counted', 'count is false: it only looks', {}, [
    ask(counted, used(0, false), { count: false }),
    ask(counted, used(1, true), { claim: claimA }),
    ask(counted, used(1, false), { count: false }),
    ask(counted, used(1, true), { claim: claimA, count: false }),
    ask(counted, used(2, false)),
    ask(counted, 'used-up', { count: false }),
    ask(counted, 'used-up', { claim: claimB, count: false }),
    ask(counted, used(2, true), { claim: claimA, count: false }),
  ]),
  vector('a request that is rejected for another reason', 'uses nothing up', {}, [
    ask(counted, 'wrong-file', { fileId: 'file-2' }),
    ask(counted, 'permission-denied', { perm: 'write' }),
    ask(counted, used(1, false)),
  ]),
  vector('revoked and used up', 'marks come before uses', { state: { '{links}:file:file-1': at } }, [
    ask(counted, 'revoked'),
    ask(counted, 'revoked', { count: false }),
  ]),
]

export const managed: readonly ManagedVector[] = [...times, ...births, ...marks, ...policies, ...uses]
