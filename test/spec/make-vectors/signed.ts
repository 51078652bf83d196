import { base64url as b, OTHER_SECRET, SECRET, T, tokenOf } from './signer.ts'

/** A duration or whole seconds as an application gives them, or a date in milliseconds since the epoch. */
export type When = string | number | { readonly date: number }

export interface KeyData {
  readonly id: string
  readonly secret: string
  readonly signFrom?: number
  readonly signUntil?: number
  readonly verifyUntil?: number
}

/** What a signer is asked, and the token it must make, or `token: null` if it must refuse to sign. */
export interface SignVector {
  readonly name: string
  readonly reason: string
  readonly keys: readonly KeyData[]
  readonly purpose: string
  readonly maxTtl?: number
  readonly now: number
  readonly fileId: string
  readonly perms: readonly string[]
  readonly ttl: When
  readonly options: Readonly<Record<string, unknown>>
  readonly token: string | null
}

export const K1: KeyData = { id: 'k1', secret: SECRET }
export const K2: KeyData = { id: 'k2', secret: OTHER_SECRET }

type Asked = Partial<Omit<SignVector, 'name' | 'reason' | 'token'>>

/** A vector of signing. `block` is that of the token, null if it must not be made. */
export function sign(
  name: string,
  reason: string,
  block: string | null,
  asked: Asked = {},
  signer: object = {},
): SignVector {
  const { now = T * 1000, fileId = 'file-1', perms = ['read'], ttl = '1h', options = {} } = asked
  const { keys = [K1], purpose = 'links', maxTtl } = asked
  const token = block === null ? null : tokenOf({ block, purpose, ...signer })
  return {
    name,
    reason,
    keys,
    purpose,
    ...(maxTtl !== undefined && { maxTtl }),
    now,
    fileId,
    perms,
    ttl,
    options,
    token,
  }
}

const plain = `e${T + 3600}.ffile-1.pread`
const date = (ms: number): When => ({ date: ms })

const times: readonly SignVector[] = [
  sign('duration', 'counted from now', plain),
  sign('whole seconds', 'the same as a duration', plain, { ttl: 3600 }),
  sign('now rounded down', 'a link never lives longer than asked', plain, { now: T * 1000 + 999 }),
  sign('date rounded down', 'a link never lives longer than asked', plain, { ttl: date((T + 3600) * 1000 + 999) }),
  sign('start', 'a duration counts from the start', `b${T + 60}.e${T + 3660}.ffile-1.pread`, {
    options: { notBefore: '1m' },
  }),
  sign('start as a date', 'rounded down', `b${T + 60}.e${T + 3660}.ffile-1.pread`, {
    options: { notBefore: date((T + 60) * 1000 + 999) },
  }),
  sign('start in the past', 'a duration still counts from the start', `b${T - 600}.e${T + 3000}.ffile-1.pread`, {
    options: { notBefore: date((T - 600) * 1000) },
  }),
  sign('start and a date', 'a date counts from nothing', `b${T + 60}.e${T + 3600}.ffile-1.pread`, {
    ttl: date((T + 3600) * 1000),
    options: { notBefore: 60 },
  }),
  sign('exactly maxTtl', 'the cap is inclusive', plain, { maxTtl: 3600 }),
  sign(
    'exactly maxTtl from a start exactly maxTtl ahead',
    'both caps are inclusive',
    `b${T + 3600}.e${T + 7200}.ffile-1.pread`,
    { maxTtl: 3600, options: { notBefore: '1h' } },
  ),
  sign('beyond maxTtl', 'no allowance when signing', null, { maxTtl: 3599 }),
  sign('start beyond maxTtl', 'at most maxTtl ahead', null, { maxTtl: 3600, options: { notBefore: 3601 } }),
  sign('ends now', 'a link lives at least one second', null, { ttl: date(T * 1000 + 999) }),
  sign('ends as it starts', 'a link lives at least one second', null, {
    ttl: date((T + 60) * 1000),
    options: { notBefore: 60 },
  }),
]

const rounding: readonly SignVector[] = [
  sign(
    'expiry rounded up',
    'T + 3600 = 1700003600; the next multiple of 300 is 1700003700',
    'e1700003700.ffile-1.pread',
    { options: { roundExpiry: '5m' } },
  ),
  sign('the same later in the window', 'the same token', 'e1700003700.ffile-1.pread', {
    now: (T + 99) * 1000,
    options: { roundExpiry: '5m' },
  }),
  sign('on a multiple already', 'it stays', 'e1700003700.ffile-1.pread', {
    now: (T + 100) * 1000,
    options: { roundExpiry: '5m' },
  }),
  sign('rounded down at maxTtl', 'up would pass maxTtl', 'e1700003400.ffile-1.pread', {
    maxTtl: 3600,
    options: { roundExpiry: '5m' },
  }),
  sign("rounded down at the key's end", 'up would pass verifyUntil', 'e1700003400.ffile-1.pread', {
    keys: [{ ...K1, verifyUntil: (T + 3600) * 1000 }],
    options: { roundExpiry: '5m' },
  }),
  sign('window as long as the lifetime', 'allowed', 'e1700006400.ffile-1.pread', { options: { roundExpiry: '1h' } }),
  sign('window longer than the lifetime', 'refused', null, { options: { roundExpiry: 3601 } }),
]

const contents: readonly SignVector[] = [
  sign('permissions', 'sorted, each once', `e${T + 3600}.ffile-1.pcreate_read_write`, {
    perms: ['write', 'read', 'create', 'read'],
  }),
  sign('path', 'g', `e${T + 3600}.g${b('reports/q3.pdf')}.pread`, { fileId: 'reports/q3.pdf' }),
  sign('tree', 'one trailing slash is dropped, and what is left stands plainly', `e${T + 3600}.fstudies.pread.t`, {
    fileId: 'studies/',
    options: { scope: 'tree' },
  }),
  sign('tree with a two-dot segment', 'refused', null, { fileId: 'a/../b', options: { scope: 'tree' } }),
  sign(
    'addresses',
    'canonical, sorted as text, each once; IPv4-mapped is IPv4',
    `a0a00000008_20010db800000000000000000000000020_c000020720.${plain}`,
    {
      options: { addresses: ['2001:DB8::/32', '192.0.2.7', '::ffff:192.0.2.7', '::ffff:10.0.0.0/104', '10.0.0.0/8'] },
    },
  ),
  sign('addresses with host bits', 'refused', null, { options: { addresses: ['192.0.2.1/24'] } }),
  sign('https only, false', 'says nothing', plain, { options: { httpsOnly: false } }),
  sign(
    'response',
    'in the order of the letters',
    `C${b('no-store')}.Di.N${b('q3.pdf')}.T${b('application/pdf')}.${plain}`,
    {
      options: {
        response: {
          contentType: 'application/pdf',
          filename: 'q3.pdf',
          disposition: 'inline',
          cacheControl: 'no-store',
        },
      },
    },
  ),
  sign('response without read', 'refused: no standard permission but read uses it', null, {
    perms: ['write'],
    options: { response: { filename: 'q3.pdf' } },
  }),
  sign(
    'upload',
    'types in lower case, sorted, each once',
    `e${T + 3600}.ffile-1.k${b('image/*,text/plain')}.l0.m5.pwrite`,
    {
      perms: ['write'],
      options: { upload: { maxBytes: 5, minBytes: 0, contentTypes: ['Text/Plain', 'image/*', 'text/plain'] } },
    },
  ),
  sign('upload without write or create', 'refused', null, { options: { upload: { maxBytes: 5 } } }),
  sign('upload that contradicts itself', 'refused', null, {
    perms: ['write'],
    options: { upload: { minBytes: 6, maxBytes: 5 } },
  }),
  sign('ref', 'base64url', `${plain}.r${b('order 7')}`, { options: { ref: 'order 7' } }),
  sign('bound', 'version 1b', plain, { options: { boundTo: 'session-1' } }, { boundTo: 'session-1' }),
  sign('purpose', 'in the derived key', plain, { purpose: 'uploads' }),
]

const at = (seconds: number): number => (T + seconds) * 1000

const keys: readonly SignVector[] = [
  sign(
    'latest signFrom',
    'of the keys that may sign',
    plain,
    {
      keys: [
        { ...K1, signFrom: at(-10) },
        { ...K2, signFrom: at(0) },
      ],
    },
    { keyId: 'k2', secret: OTHER_SECRET },
  ),
  sign('signFrom ahead', 'that key may not sign yet', plain, { keys: [{ ...K2, signFrom: at(1) }, K1] }),
  sign('signUntil reached', 'that key may not sign any more', plain, {
    keys: [{ ...K2, signFrom: at(-10), signUntil: at(0) }, K1],
  }),
  sign('no signFrom', 'the first in the list', plain, { keys: [K2, K1] }, { keyId: 'k2', secret: OTHER_SECRET }),
  sign('no signFrom beside one', 'missing is the earliest', plain, { keys: [K2, { ...K1, signFrom: at(-10) }] }),
  sign("exactly the key's end", 'a link may end with its key', plain, { keys: [{ ...K1, verifyUntil: at(3600) }] }),
  sign("beyond the key's end", 'refused', null, { keys: [{ ...K1, verifyUntil: at(3600) - 1 }] }),
  sign('no key may sign', 'refused', null, { keys: [{ ...K1, signFrom: at(1) }] }),
]

export const signed: readonly SignVector[] = [...times, ...rounding, ...contents, ...keys]
