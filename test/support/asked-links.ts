import type { Duration, NarrowOptions, SignOptions, UploadLimits } from 'daypass'
import fc from 'fast-check'
import { type AskedLink, type AskedServer, askedExpiry } from './reference-model.ts'

/** An instant in the middle of nowhere, in seconds. */
export const EPOCH = 1_793_000_000

/** The application's own permission, beside the standard ones. */
export const OWN_PERM = 'annotate'

/** All permissions that the links name. */
export const PERMS = ['read', 'write', 'create', 'delete', 'list', 'annotate'] as const
const TYPES = ['image/*', 'image/png', 'IMAGE/JPEG', 'text/plain', 'text/*', 'imagex/png']
/** What the links are bound to. */
export const BINDINGS: readonly string[] = ['alice', 'Alice', 'é', 'e\u0301']

const segment = fc.constantFrom('a', 'b', 'bb', 'A', 'é', 'a.b', '...', '%2', '%zz', '~', ' ')
const folderId = fc.array(segment, { minLength: 1, maxLength: 3 }).map((all) => all.join('/'))
const oddId = fc.constantFrom(
  '/a',
  'a/',
  'a//b',
  'a/../b',
  '.',
  'a\\b',
  'a%2Fb',
  'a?b',
  '550e8400-e29b-41d4-a716-446655440000',
)

const perms = fc.uniqueArray(fc.constantFrom(...PERMS), { minLength: 1, maxLength: 4 })

const address = fc.oneof(
  fc.tuple(fc.constantFrom(192, 10, 0), fc.nat(255), fc.nat(3), fc.nat(255)).map((octets) => octets.join('.')),
  fc.tuple(fc.nat(3), fc.nat(0xffff)).map(([a, b]) => `2001:db8:${a.toString(16)}::${b.toString(16)}`),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `::ffff:192.0.${a}.${b}`),
  fc.constantFrom('::', '::1', '::192.0.2.1', '64:ff9b::192.0.2.1', '::fffe:c000:201', '2001:DB8:0:0:0:0:0:1'),
)

const network = fc.oneof(
  address,
  fc.tuple(fc.constantFrom(192, 10, 0), fc.nat(255), fc.nat(32)).map(([a, b, prefix]) => ipv4Network(a, b, prefix)),
  fc.nat(32).map((prefix) => `::ffff:${ipv4Network(192, 0, prefix).replace(/\d+$/, String(96 + prefix))}`),
  fc.nat(32).map((prefix) => `2001:db8::/${32 + prefix}`),
  fc.constantFrom('::/0', '0.0.0.0/0', '::/96', '::/80', '::fffe:0:0/95', '2000::/3', '::1/128'),
)

const networks = fc.array(network, { minLength: 1, maxLength: 3 })

const limit = fc.constantFrom(0, 1, 2, 10, 1000, Number.MAX_SAFE_INTEGER)
const types = fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 })

const upload: fc.Arbitrary<UploadLimits> = fc
  .record({ minBytes: limit, maxBytes: limit, contentTypes: types }, { requiredKeys: [] })
  .map(({ minBytes, maxBytes, ...rest }) => ({
    ...rest,
    ...(minBytes !== undefined && { minBytes: Math.min(minBytes, maxBytes ?? minBytes) }),
    ...(maxBytes !== undefined && { maxBytes }),
  }))
  .filter((limits) => Object.keys(limits).length > 0)

/** Options for `narrow` on a link signed at about `EPOCH`. */
export const narrowing: fc.Arbitrary<NarrowOptions> = some({
  perms: fc.oneof(perms, fc.constantFrom(...PERMS)),
  ttl: fc.oneof(fc.constantFrom<Duration>('90s', '15m', '1h'), fc.integer({ min: 1, max: 3000 }), instants(1500, 2500)),
  notBefore: fc.oneof(fc.constantFrom<Duration>('1s', '2m'), fc.integer({ min: 1, max: 600 }), instants(-600, 1499)),
  fileId: fc.oneof(folderId, oddId),
  addresses: networks,
  httpsOnly: fc.boolean(),
  upload,
}).filter(({ httpsOnly, ...rest }) => httpsOnly === true || Object.keys(rest).length > 0)

/** A link with some of all conditions, narrowed up to three times. */
export const askedLink: fc.Arbitrary<AskedLink> = fc
  .record({
    milliseconds: fc.nat(999),
    folder: folderId,
    id: fc.oneof({ weight: 3, arbitrary: folderId }, oddId),
    perms,
    ttl: fc.oneof(
      fc.constantFrom<Duration>('1h', '20m', '900s'),
      fc.integer({ min: 900, max: 3600 }),
      instants(1200, 3600),
    ),
    options: some({
      notBefore: fc.oneof(
        fc.constantFrom<Duration>('90s', '5m'),
        fc.integer({ min: 1, max: 600 }),
        instants(-500, 600),
      ),
      scope: fc.constant('tree' as const),
      addresses: networks,
      httpsOnly: fc.boolean(),
      boundTo: fc.constantFrom(...BINDINGS),
      ref: fc.constantFrom('case 7', 'é'),
      roundExpiry: fc.constantFrom<Duration | number>('5m', 60, '7s', 97),
    }),
    upload: fc.option(upload, { nil: undefined }),
    maxTtl: fc.constantFrom(3700, 86_400),
    keyEnd: fc.oneof(fc.constant(Infinity), fc.nat(500_000)),
    slash: fc.boolean(),
    narrowings: fc.array(
      fc.record({ options: narrowing, later: fc.nat(800_000), where: fc.nat(7), tree: fc.boolean() }),
      { maxLength: 3 },
    ),
  })
  .map(({ milliseconds, folder, id, options: named, upload: limits, keyEnd, slash, narrowings, ...rest }) => {
    const at = EPOCH * 1000 + milliseconds
    const maySend = rest.perms.includes('write') || rest.perms.includes('create')
    const options: SignOptions = { ...named, ...(maySend && limits !== undefined && { upload: limits }) }
    const tree = options.scope === 'tree'
    return {
      ...rest,
      at,
      options,
      fileId: tree ? folder + (slash ? '/' : '') : id,
      verifyUntil: askedExpiry({ at, ttl: rest.ttl, options }) * 1000 + keyEnd,
      narrowings: narrowings.map((step) => ({ at: at + step.later, options: within(step, tree ? folder : id) })),
    }
  })

export const askedServer: fc.Arbitrary<AskedServer> = fc.record({
  maxTtl: fc.constantFrom(60, 1200, 86_400, 86_400),
  startLeeway: fc.constantFrom(0, 0, 1, 900),
})

function instants(min: number, max: number): fc.Arbitrary<Date> {
  const at = fc.tuple(fc.integer({ min, max }), fc.nat(999))
  return at.map(([second, millisecond]) => new Date((EPOCH + second) * 1000 + millisecond))
}

/** Each member present in one of three. */
function some<T extends object>(members: { readonly [N in keyof T]: fc.Arbitrary<T[N]> }): fc.Arbitrary<Partial<T>> {
  const each = Object.entries<fc.Arbitrary<unknown>>(members).map(([name, member]) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: member.map((value) => [[name, value]]) },
    ),
  )
  return fc.tuple(...each).map((found) => Object.fromEntries(found.flat()) as Partial<T>)
}

/** Most of the steps that name a file name the link's own, a folder of it, or one below it. */
function within(step: { options: NarrowOptions; where: number; tree: boolean }, own: string): NarrowOptions {
  const { options, where, tree } = step
  const { fileId: other, ...rest } = options
  if (other === undefined) return options
  const near = [own, own, own, `${own}/x`, `${own}/x/y`, own.slice(0, own.lastIndexOf('/')) || own, `${own}x`][where]
  const fileId = near ?? other
  return { ...rest, fileId, ...(tree && isFolder(fileId) && { scope: 'tree' }) }
}

function isFolder(id: string): boolean {
  return !/\\|%[0-9a-f]{2}/i.test(id) && id.split('/').every((part) => !['', '.', '..'].includes(part))
}

function ipv4Network(first: number, second: number, prefix: number): string {
  const all = BigInt((first << 16) + (second << 8) + 2) << 8n
  const kept = (all >> BigInt(32 - prefix)) << BigInt(32 - prefix)
  return `${dottedOf(kept)}/${prefix}`
}

function dottedOf(all: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (all >> shift) & 255n).join('.')
}
