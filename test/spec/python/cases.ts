import fc, { type Arbitrary } from 'fast-check'

/** A time as test/spec/vectors says it: a duration, a number of seconds, or an instant in milliseconds. */
export type When = string | number | { readonly date: number }

/** Options of `sign` and `narrow` in the form of test/spec/vectors, wrong ones among them. */
export interface Terms {
  fileId?: string
  perms?: string[]
  ttl?: When
  notBefore?: When
  scope?: 'tree'
  addresses?: string[]
  httpsOnly?: boolean
  upload?: { minBytes?: number; maxBytes?: number; contentTypes?: string[] }
  response?: Record<string, string>
  ref?: string
  boundTo?: string
  roundExpiry?: string | number
  issuedAt?: When
  nonce?: string
  policy?: string
  uses?: number
}

export interface Request {
  fileId?: string
  perm?: string
  address?: string
  secure?: boolean
  boundTo?: string
}

interface KeyIn {
  id: string
  secret: string
  signFrom?: number
  signUntil?: number
  verifyUntil?: number
}

export interface Settings {
  keys: KeyIn[]
  purpose: string
  maxTtl: number
  startLeeway: number
}

/** All cases play at about this instant. */
export const T = 1_700_000_000_000

export const ownPerms = ['a', 'a-b', 'a0', 'ab', 'annotate'] as const
const perms: readonly string[] = ['read', 'write', 'create', 'delete', 'list', ...ownPerms]

/** `odd` once for `weight` times of `usual`: a case that a wrong value ends shows nothing else. */
function mostly<A>(usual: Arbitrary<A>, odd: Arbitrary<A>, weight = 20): Arbitrary<A> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd })
}

const oddText: Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '\0', 'a\0b', '\ud800', 'a\udc00', '\ufeffa', 'e\u0301', '\u{10ffff}', '\u202e', '\u007f'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 250, max: 515 }).map((n) => 'x'.repeat(n)),
  fc.integer({ min: 125, max: 258 }).map((n) => 'é'.repeat(n)),
)

const path: Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'a', 'b', 'b', 'c', '…', '...', 'r\u00e9', '100%zz', '5%a-b'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((segments) => segments.join('/'))

const oddPath: Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'b', '/', '/', '.', '..', '\\', '%2e', '%2F', '%g0'), { maxLength: 6 })
  .map((parts) => parts.join(''))

export const fileId: Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'a/b', 'file-1') },
  { weight: 4, arbitrary: path },
  { weight: 1, arbitrary: path.map((id) => `${id}/`) },
  { weight: 1, arbitrary: fc.constantFrom('/', `${'x'.repeat(511)}/`, `${'x'.repeat(512)}/`) },
  { weight: 1, arbitrary: oddPath },
  { weight: 1, arbitrary: oddText },
)

const octet = fc.constantFrom(0, 1, 7, 10, 127, 128, 192, 255)
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'))
const group = fc.oneof(
  fc.constantFrom('0', 'ffff', 'FFFF', '2001', 'db8', '1'),
  fc.integer({ max: 0xffff, min: 0 }).map((n) => n.toString(16)),
)
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 4 }), fc.array(group, { maxLength: 4 }))
    .map(([a, b]) => `${a.join(':')}::${b.join(':')}`),
  ipv4.map((text) => `::ffff:${text}`),
  ipv4.map((text) => `::${text}`),
  fc.tuple(group, ipv4).map(([a, b]) => `2001:db8::${a}:${b}`),
)
const oddAddress = fc.oneof(
  fc.constantFrom(
    '',
    'localhost',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.256',
    '[::1]',
    'fe80::1%eth0',
    ' ::1',
    '1:2:3',
    ':::',
    '1::2::3',
  ),
  fc.constantFrom(
    '1:2:3:4::5:6:7:8',
    '::1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::',
    '00001::',
    '1.2.3.4::',
    '::1.2.3.4:1',
    '\u0661.1.1.1',
  ),
  fc
    .array(fc.constantFrom('1', 'f', '0', ':', '::', '.', '255', '/'), { maxLength: 12 })
    .map((parts) => parts.join('')),
)
const usualAddress = fc.constantFrom('192.0.2.7', '192.0.2.200', '10.1.2.3', '2001:db8::1', '::ffff:192.0.2.7', '::1')
export const address: Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: usualAddress },
  { weight: 2, arbitrary: ipv4 },
  { weight: 2, arbitrary: ipv6 },
  { weight: 1, arbitrary: oddAddress },
)
const network: Arbitrary<string> = mostly(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        '192.0.2.0/24',
        '0.0.0.0/0',
        '2001:DB8::/32',
        '::ffff:10.0.0.0/104',
        '::/0',
        '10.0.0.0/8',
      ),
    },
    { weight: 3, arbitrary: usualAddress },
    { weight: 1, arbitrary: ipv4 },
    { weight: 1, arbitrary: ipv6 },
  ),
  fc.oneof(
    oddAddress,
    fc.tuple(address, fc.integer({ min: 0, max: 130 })).map(([a, n]) => `${a}/${n}`),
    fc.constantFrom(
      '10.0.0.0/08',
      '10.0.0.0/',
      '10.0.0.0/33',
      '::/129',
      '192.0.2.1/24',
      '10.0.0.0/255.0.0.0',
      '::ffff:0:0/95',
      '::ffff:0:0/96',
    ),
  ),
)

const date = (min: number, max: number): Arbitrary<When> => fc.integer({ min, max }).map((ms) => ({ date: T + ms }))

const ttl: Arbitrary<When> = mostly(
  fc.oneof(fc.constantFrom<When>('90s', '5m', '1h', '1h', '1h', '1d', 3600, 60), date(1000, 7_200_000)),
  fc.constantFrom<When>(
    0,
    1,
    1.5,
    -1,
    '7d',
    '8d',
    604_801,
    { date: 0 },
    { date: T - 1 },
    { date: T + 999 },
    { date: -1 },
    { date: 99_999_999_999_999 },
    { date: 100_000_000_000_000 },
  ),
)
const notBefore: Arbitrary<When> = mostly(
  fc.oneof(fc.constantFrom<When>('30s', '1m', 60), date(-600_000, 600_000)),
  fc.constantFrom<When>(0, '7d', '8d', { date: 0 }, { date: -1 }, { date: T }),
)

const media = mostly(
  fc.constantFrom('image/png', 'image/*', 'image/*', 'text/plain', 'Text/Plain', 'text/*', 'a/b+c', 'a/b!#$&^_.+-'),
  fc.oneof(
    fc.constantFrom(
      '*/*',
      'image',
      'image/',
      '/png',
      'a/b;c',
      'a,b/c',
      '\u212aa/b',
      '',
      `a/${'b'.repeat(127)}`,
      `a/${'b'.repeat(128)}`,
    ),
    oddText,
  ),
)
const count = mostly(fc.constantFrom(0, 1, 5, 6, 100, 2 ** 53 - 1), fc.constantFrom(-1, 1.5, 2 ** 53, 1e20))
const upload: Arbitrary<NonNullable<Terms['upload']>> = fc.record(
  { minBytes: count, maxBytes: count, contentTypes: fc.array(media, { maxLength: 3 }) },
  { requiredKeys: [] },
)

const oddHeader = fc.oneof(
  oddText,
  fc.string({
    unit: fc.constantFrom('a', 'B', '1', '-', '=', ',', ';', '/', ' ', '"', '\\', '*', '!', '\t', 'é'),
    maxLength: 10,
  }),
)
const header = (...usual: string[]): Arbitrary<string> => mostly(fc.constantFrom(...usual), oddHeader, 6)
const response: Arbitrary<Record<string, string>> = fc.record(
  {
    cacheControl: header('no-store', 'private, max-age=60', 'a="b c",d'),
    disposition: mostly(fc.constantFrom('inline', 'attachment'), fc.constantFrom('', 'a', 'Inline')),
    contentEncoding: header('gzip', 'gzip, br', 'a,b'),
    contentLanguage: header('de', 'de-CH, en', 'x-1,y'),
    filename: header('q3.pdf', 'é …', '...', 'a"b', '. '),
    contentType: header('application/pdf', 'text/plain; charset=utf-8', 'a/b;c="d e"'),
  },
  { requiredKeys: [] },
)

const boundTo = mostly(fc.constantFrom('session-1', 'session-1', 'session-1', 'é'), oddText)
const permList: Arbitrary<string[]> = mostly(
  fc.subarray([...perms], { minLength: 1 }),
  fc.constantFrom<string[]>([], ['read', 'read'], ['Read'], [''], ['a_b'], ['0']),
)

function withoutUndefined<A extends object>(record: A): A {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as A
}

/** `arbitrary` once in `rarity` times, and nothing otherwise. */
function rare<A>(arbitrary: Arbitrary<A>, rarity: number): Arbitrary<A | undefined> {
  return fc.oneof({ weight: rarity - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

const common = {
  notBefore: rare(notBefore, 5),
  scope: rare(fc.constant('tree' as const), 3),
  addresses: rare(fc.array(network, { maxLength: 3 }), 5),
  httpsOnly: rare(fc.boolean(), 4),
  upload: rare(upload, 5),
}

/** What makes a link managed; without a time and a nonce it is refused, since it would be another link each time. */
const issue: Arbitrary<Terms> = fc
  .record({
    issuedAt: mostly(
      fc.constantFrom(0, -3600, 1, 900).map((shift) => ({ date: T + shift * 1000 })),
      fc.constantFrom({ date: T + 902_000 }, { date: -1 }, { date: 0 }, undefined),
    ),
    nonce: mostly(
      fc.constantFrom('AAECAwQFBgcICQoL', '-_-_-_-_-_-_-_-_'),
      fc.constantFrom('', 'AAECAwQFBgcICQo', 'AAECAwQFBgcICQoLD', 'AAECAwQFBgcICQo=', undefined),
    ),
    policy: rare(mostly(fc.constantFrom('auditors', '-', 'x'.repeat(64)), fc.constantFrom('', 'x'.repeat(65), 'é')), 3),
    uses: rare(mostly(fc.constantFrom(1, 5, 1_000_000), fc.constantFrom(0, 1.5, 1_000_001)), 3),
  })
  .map((terms) => withoutUndefined(terms) as Terms)

const plainTerms: Arbitrary<Terms> = fc
  .record({
    fileId,
    perms: permList,
    ttl,
    ...common,
    response: rare(response, 5),
    ref: rare(mostly(fc.constantFrom('order 7', 'é'), oddText), 5),
    boundTo: rare(boundTo, 5),
    roundExpiry: rare(fc.constantFrom<string | number>('5m', '1s', 7, 60, '1h', 0, 1.5), 6),
  })
  .map((terms) => withoutUndefined(terms) as Terms)

export const signTerms: Arbitrary<Terms> = fc
  .tuple(plainTerms, mostly(fc.constant({}), issue, 6))
  .map(([terms, issued]) => ({ ...terms, ...issued }))

export const narrowTerms: Arbitrary<Terms> = fc
  .record({
    fileId: rare(fileId, 12),
    perms: rare(permList, 4),
    ttl: rare(ttl, 4),
    ...common,
    scope: rare(fc.constant('tree' as const), 8),
    ref: rare(fc.constant('a'), 60),
    uses: rare(fc.constant(1), 60),
  })
  .map((terms) => withoutUndefined(terms) as Terms)

/** A request near what the link is for: the file itself, one below it, another one. */
function requestFor(terms: Terms): Arbitrary<Request> {
  const file = terms.fileId ?? ''
  const usual = terms.scope === 'tree' ? [file, `${file}/b`, `${file}/a/b`, `${file}/`, `${file}b`] : [file]
  const odd = [
    `${file}//`,
    `${file}/a\0`,
    `${file}/\ud800`,
    `${file}/${'x'.repeat(509)}`,
    `${file}/${'x'.repeat(510)}/`,
  ]
  return fc
    .record({
      fileId: fc.oneof(
        { weight: 12, arbitrary: mostly(fc.constantFrom(...usual), fc.constantFrom(...odd), 8) },
        { weight: 1, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fileId },
      ),
      perm: rare(
        fc.constantFrom(...(terms.perms ?? []).filter((perm) => perms.includes(perm)), 'read', 'write', 'a'),
        3,
      ),
      address: mostly(address, fc.constant(undefined), 8),
      secure: fc.constantFrom(undefined, false, true, true, true, true),
      boundTo: mostly(fc.constantFrom(undefined, ...Array<string>(7).fill(terms.boundTo ?? 'session-1')), oddText),
    })
    .map((members) => withoutUndefined(members) as Request)
}

const secrets = ['ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE', 'ZGF5cGFzcy10ZXN0LXZlY3RvcnMtc2Vjb25kLWtleSE'] as const

/** Instants on whole seconds and between them. */
const instant = fc.oneof(
  fc.constantFrom(T - 1, T, T + 1, T + 500, T + 3_600_000),
  fc.integer({ min: T - 2000, max: T + 9_000_000 }),
)

const keys = fc
  .tuple(
    fc.record({ signFrom: rare(instant, 4), signUntil: rare(instant, 8), verifyUntil: rare(instant, 8) }),
    fc.record({ signFrom: rare(instant, 3), signUntil: rare(instant, 8), verifyUntil: rare(instant, 8) }),
  )
  .map((schedules) =>
    schedules.map((schedule, i) => withoutUndefined({ id: `k${i}`, secret: secrets[i] ?? '', ...schedule }) as KeyIn),
  )
  .map((both) => both.filter(inOrder))
  .filter((both) => both.length > 0)

/** Section 9: signFrom < signUntil <= verifyUntil. */
function inOrder(key: KeyIn): boolean {
  const { signFrom = Number.NEGATIVE_INFINITY, verifyUntil = Number.POSITIVE_INFINITY } = key
  const { signUntil = verifyUntil } = key
  return signFrom < signUntil && signUntil <= verifyUntil
}

/** Settings of the signer. */
export const settings: Arbitrary<Settings> = fc.record({
  keys,
  purpose: mostly(fc.constant('links'), fc.constantFrom('uploads', 'a.b-1')),
  maxTtl: mostly(fc.constant(604_800), fc.constantFrom(3599, 3600, 86_400)),
  startLeeway: fc.constantFrom(0, 0, 60, 900),
})

/** Those of a verifier: mostly the signer's, else another life, purpose, or set of keys. */
function verifierFor(signer: Settings): Arbitrary<Settings> {
  return fc.oneof(
    { weight: 30, arbitrary: fc.constant<Settings>(signer) },
    { weight: 3, arbitrary: fc.integer({ min: 60, max: 4000 }).map((maxTtl) => ({ ...signer, maxTtl })) },
    { weight: 1, arbitrary: fc.constant<Settings>({ ...signer, purpose: 'other' }) },
    {
      weight: 1,
      arbitrary: instant.map((t) => ({
        ...signer,
        keys: signer.keys.map(({ id, secret }) => ({ id, secret, verifyUntil: t })),
      })),
    },
    { weight: 1, arbitrary: fc.constant<Settings>({ ...signer, keys: [{ id: 'k1', secret: secrets[0] }] }) },
  )
}

const millisecond = mostly(fc.constant(T), fc.integer({ min: T, max: T + 2000 }), 3)

/** When a link is used: mostly while it lives, and about its ends. */
const use: Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(T, T + 1000, T + 45_000, T + 61_000) },
  { weight: 3, arbitrary: fc.constantFrom(T + 59_999, T + 60_000, T + 90_000, T + 3_599_999, T + 3_600_000) },
  { weight: 2, arbitrary: fc.integer({ min: T - 1_000_000, max: T + 8_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(T - 60_000, T - 900_000, T - 900_001, T - 8 * 86_400_000, 0) },
)

/** A link, what holders do to it, and how it is used. */
export interface Story {
  readonly now: number
  readonly signer: Settings
  readonly terms: Terms
  readonly holders: readonly Terms[]
  readonly uses: readonly { readonly now: number; readonly verifier: Settings; readonly request: Request }[]
}

export const story: Arbitrary<Story> = fc.tuple(settings, signTerms).chain(([signer, terms]) =>
  fc.record({
    now: millisecond,
    signer: fc.constant(signer),
    terms: fc.constant(terms),
    holders: mostly(fc.array(narrowTerms, { maxLength: 3 }), fc.array(narrowTerms, { minLength: 7, maxLength: 9 })),
    uses: fc.array(fc.record({ now: use, verifier: verifierFor(signer), request: requestFor(terms) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
)
