import { base64url as b, edited, MANAGED, PLAIN, T, T1, TREE, tokenOf, twins } from './signer.ts'

/** A parent and what a holder asks: the child, or `malformed` for a parent that is not a token, or `refused` for what cannot be made. */
export interface NarrowVector {
  readonly name: string
  readonly reason: string
  readonly parent: string
  readonly options: Readonly<Record<string, unknown>>
  readonly child: string | null
  readonly error?: 'malformed' | 'refused'
}

const parent = tokenOf({})
const treeParent = tokenOf({ block: TREE })
const date = (seconds: number): object => ({ date: seconds * 1000 })

function made(
  name: string,
  reason: string,
  options: object,
  block: string,
  of: Parameters<typeof tokenOf>[0] = {},
): NarrowVector {
  const child = tokenOf({ ...of, narrowed: [...(of.narrowed ?? []), block] })
  return { name, reason, parent: tokenOf(of), options: { ...options }, child }
}

function failed(
  error: 'malformed' | 'refused',
  name: string,
  reason: string,
  from: string,
  options: object,
): NarrowVector {
  return { name, reason, parent: from, options: { ...options }, child: null, error }
}

export const narrowings: readonly NarrowVector[] = [
  made('sooner end', 'one block', { ttl: date(T + 60) }, `e${T + 60}`),
  made('later end', 'a holder may write it; it changes nothing', { ttl: date(T1 + 1) }, `e${T1 + 1}`),
  made('end rounded down', 'whole seconds', { ttl: { date: (T + 60) * 1000 + 999 } }, `e${T + 60}`),
  made('start and end', 'b before e', { notBefore: date(T + 30), ttl: date(T + 60) }, `b${T + 30}.e${T + 60}`),
  made('permissions', 'sorted, each once', { perms: ['write', 'read', 'read'] }, 'pread_write'),
  made('one permission', 'a name for a list of one', { perms: 'read' }, 'pread'),
  made('one file of a tree', 'g', { fileId: 'a/b/c' }, `g${b('a/b/c')}`, { block: TREE }),
  made('a folder of a tree', 'g and t', { fileId: 'a/b/c/', scope: 'tree' }, `g${b('a/b/c')}.t`, { block: TREE }),
  made('addresses', 'canonical and sorted', { addresses: ['192.0.2.0/24', '10.0.0.0/8'] }, 'a0a00000008_c000020018'),
  made('https only', 'h', { httpsOnly: true }, 'h'),
  made(
    'upload limits',
    'k, l and m',
    { upload: { maxBytes: 5, minBytes: 1, contentTypes: ['image/*'] } },
    `k${b('image/*')}.l1.m5`,
  ),
  made('a bound link', 'it stays bound, and the holder need not know the value', { httpsOnly: true }, 'h', {
    boundTo: 'session-1',
  }),
  made('a managed link', 'it stays managed', { perms: 'read' }, 'pread', { block: `${MANAGED}.sauditors.u3` }),
  made('a narrowed link', 'the key is the text of its MAC', { perms: 'read' }, 'pread', {
    narrowed: ['h', `e${T + 60}`],
  }),
  made('for the eighth time', 'the last', { httpsOnly: true }, 'h', { narrowed: Array<string>(7).fill('h') }),
  failed('refused', 'for the ninth time', 'at most 8', tokenOf({ narrowed: Array<string>(8).fill('h') }), {
    httpsOnly: true,
  }),
  failed('refused', 'beyond 2,048 characters', 'at most 2,048', parent, {
    fileId: `${'/'.repeat(512)}`,
    upload: { contentTypes: Array.from({ length: 12 }, (_, i) => `x/${'y'.repeat(100)}${i}`) },
  }),
  failed('refused', 'nothing', 'at least one field', parent, {}),
  failed('refused', 'https only, false', 'says nothing', parent, { httpsOnly: false }),
  failed('refused', 'response headers', 'for the signer to say', parent, { response: { filename: 'a' } }),
  failed('refused', 'ref', 'for the signer to say', parent, { ref: 'a' }),
  failed('refused', 'binding', 'for the signer to say', parent, { boundTo: 'a' }),
  failed('refused', 'uses', 'for the signer to say', parent, { uses: 1 }),
  failed('refused', 'policy', 'for the signer to say', parent, { policy: 'auditors' }),
  failed('refused', 'tree without a file', 't follows f or g', treeParent, { scope: 'tree' }),
  failed('refused', 'start after the end', 'nothing would be left', parent, {
    notBefore: date(T + 60),
    ttl: date(T + 60),
  }),
  failed('malformed', 'no token', 'the parent is not of the form of a token', 'not a token', { httpsOnly: true }),
  failed('malformed', 'another version', 'only version 1 is narrowed', tokenOf({ version: '2' }), { httpsOnly: true }),
  failed(
    'malformed',
    'twin of the MAC',
    'the child would be keyed by a text that is not a MAC',
    edited(parent, (signed, mac) => `${signed}.${twins(mac)[0]}`),
    { httpsOnly: true },
  ),
  failed(
    'malformed',
    'block of the parent with half of an issue',
    'the parent would be refused',
    tokenOf({ block: `e${T1}.ffile-1.i${T}.pread` }),
    { httpsOnly: true },
  ),
  failed(
    'malformed',
    'block of the parent malformed',
    'the parent would be refused',
    tokenOf({ block: `${PLAIN}.z` }),
    { httpsOnly: true },
  ),
]
