// Read by the compiler only (api.test.ts). What stands below a comment `@ts-expect-error` must not compile; all else must.
import { createSecretKey, type KeyObject } from 'node:crypto'
import {
  createKey,
  createKeyring,
  createLinks,
  type Duration,
  type Grant,
  type Key,
  keysFromEnv,
  LinkError,
  type LinkErrorCode,
  type LinkRequest,
  type Links,
  type LinksOptions,
  type NarrowOptions,
  narrow,
  type SignOptions,
  STANDARD_PERMS,
  type StandardPerm,
} from 'daypass'
import {
  createGuard,
  type GuardAnswer,
  type GuardedGrant,
  type GuardLinks,
  type GuardRequest,
  type TokenSource,
} from 'daypass/http'
import { createManagedLinks, memoryStore } from 'daypass/managed'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function holds<_Claim extends true>(): void {}
function knowsOwn(_links: Links<'annotate'>): void {}

const keys = [createKey('k')]
const links = createLinks({ keys })
const own = createLinks({ keys, perms: ['annotate', 'review'] })
const managed = createManagedLinks({ keys, perms: ['annotate'], store: memoryStore() })
declare const text: string
declare const anyPerm: StandardPerm
declare const date: Date
declare const seconds: number

// Permissions of `sign`: the standard ones and those declared, as a name or a list of any kind.
links.sign('a', 'read', '4h')
links.sign('a', ['read', 'write', 'create', 'delete', 'list'], '4h')
links.sign('a', STANDARD_PERMS, '4h')
links.sign('a', [anyPerm], '4h')
own.sign('a', 'annotate', '4h')
own.sign('a', ['annotate', 'read'] as const, '4h')
// @ts-expect-error: not a permission
links.sign('a', 'reads', '4h')
// @ts-expect-error: names are in lower case
links.sign('a', 'READ', '4h')
// @ts-expect-error: not declared by this application
links.sign('a', 'annotate', '4h')
// @ts-expect-error: one of the list is not declared
links.sign('a', ['read', 'annotate'], '4h')
// @ts-expect-error: declared are two others
own.sign('a', 'comment', '4h')
// @ts-expect-error: any text is too much
links.sign('a', text, '4h')
// @ts-expect-error: permissions are required
links.sign('a', undefined, '4h')
// @ts-expect-error: a Set is not a list
links.sign('a', new Set(['read'] as const), '4h')
// @ts-expect-error: file ids are strings
links.sign(7, 'read', '4h')
// @ts-expect-error: a file id that may be missing is none
links.sign(text as string | undefined, 'read', '4h')

// Lifetimes: required, and of these forms alone.
links.sign('a', 'read', 90)
links.sign('a', 'read', '90s')
links.sign('a', 'read', '15m')
links.sign('a', 'read', '7d')
links.sign('a', 'read', date)
// @ts-expect-error: there is no default
links.sign('a', 'read')
// @ts-expect-error: a lifetime that may be missing is none
links.sign('a', 'read', undefined)
// @ts-expect-error: no links that last for ever
links.sign('a', 'read', null)
// @ts-expect-error: a number without a unit is not text
links.sign('a', 'read', '90')
// @ts-expect-error: no such unit
links.sign('a', 'read', '2w')
// @ts-expect-error: units are in lower case
links.sign('a', 'read', '4H')
// @ts-expect-error: not a number
links.sign('a', 'read', 'foreverd')
// @ts-expect-error: any text is too much
links.sign('a', 'read', text)
// @ts-expect-error: numbers are seconds, and no bigint
links.sign('a', 'read', 90n)
holds<'4h' extends Duration ? true : false>()
holds<'4' extends Duration ? false : true>()
holds<'4x' extends Duration ? false : true>()

// Options of `sign`.
links.sign('a', 'read', '4h', {})
links.sign('a', 'read', '4h', { notBefore: '5m', scope: 'tree', addresses: ['::1'], httpsOnly: true, ref: 'r' })
links.sign('a', 'read', '4h', { response: { filename: 'a', disposition: 'inline' }, boundTo: 'u', roundExpiry: 60 })
links.sign('a', 'write', '4h', { upload: { maxBytes: 5, contentTypes: ['image/*'] } })
// @ts-expect-error: no such option
links.sign('a', 'read', '4h', { expires: date })
// @ts-expect-error: misspelt
links.sign('a', 'read', '4h', { boundto: 'u' })
// @ts-expect-error: leave it out instead
links.sign('a', 'read', '4h', { notBefore: undefined })
// @ts-expect-error: a binding that may be missing would make an unbound link
links.sign('a', 'read', '4h', { boundTo: text as string | undefined })
// @ts-expect-error: one scope there is
links.sign('a', 'read', '4h', { scope: 'folder' })
// @ts-expect-error: a list of addresses
links.sign('a', 'read', '4h', { addresses: '::1' })
// @ts-expect-error: a boolean
links.sign('a', 'read', '4h', { httpsOnly: 'yes' })
// @ts-expect-error: two dispositions there are
links.sign('a', 'read', '4h', { response: { disposition: 'inlined' } })
// @ts-expect-error: no such header
links.sign('a', 'read', '4h', { response: { location: '/' } })
// @ts-expect-error: bytes are numbers
links.sign('a', 'write', '4h', { upload: { maxBytes: '5MB' } })
// @ts-expect-error: no such limit
links.sign('a', 'write', '4h', { upload: { maxSize: 5 } })

// Requests of `verify` and `tryVerify`.
links.verify('t')
links.verify('t', {})
links.verify('t', { fileId: 'a', perm: 'read', address: undefined, secure: undefined, boundTo: undefined })
links.verify('t', { address: () => undefined, secure: () => true })
links.verify('t', { address: () => text as string | undefined, secure: () => undefined })
own.tryVerify('t', { perm: 'review' })
// @ts-expect-error: an address is not a promise
links.verify('t', { address: async () => text })
// @ts-expect-error: a boolean
links.tryVerify('t', { secure: () => 'https' })
// @ts-expect-error: a file id is not a function
links.tryVerify('t', { fileId: () => 'a' })
// @ts-expect-error: a route parameter that may be missing must not mean any file
links.verify('t', { fileId: text as string | undefined })
// @ts-expect-error: nor any permission
links.verify('t', { perm: undefined })
// @ts-expect-error: not a permission
links.tryVerify('t', { perm: 'reads' })
// @ts-expect-error: not declared by this application
links.tryVerify('t', { perm: 'annotate' })
// @ts-expect-error: misspelt
links.verify('t', { fileID: 'a' })
// @ts-expect-error: a boolean
links.verify('t', { secure: 'https' })
// @ts-expect-error: a token is required
links.verify()
// A number of seconds of any size, with its unit; times of a key out of JSON.
links.sign('a', 'read', `${seconds}s`, { notBefore: `${seconds}s` })
createKeyring([{ id: 'k', secret: 's', signFrom: '2026-11-24T00:00:00Z', verifyUntil: new Date() }])
// @ts-expect-error: not a unit
links.sign('a', 'read', `${seconds}w`)
// A token is whatever the client sent: what is not a string is refused as malformed.
links.verify(text as string | undefined)
links.verify([text])
links.tryVerify({} as unknown)

// A result narrows by `ok`, by `grant`, and by `code`.
const result = links.tryVerify('t')
// @ts-expect-error: a grant is there on success alone
result.grant.fileId
// @ts-expect-error: no code is there on success
result.code.length
if (result.ok) {
  holds<Equal<typeof result.grant, Grant>>()
  holds<Equal<typeof result.code, undefined>>()
  holds<Equal<typeof result.refused, undefined>>()
} else {
  holds<Equal<typeof result.code, LinkErrorCode>>()
  holds<Equal<typeof result.grant, undefined>>()
  // @ts-expect-error: not every refusal has one
  result.refused.fileId
}
if (result.grant) holds<Equal<typeof result.code, undefined>>()
const { ok, grant, code, refused } = links.tryVerify('t')
if (ok) holds<Equal<typeof grant, Grant>>()
if (grant) holds<Equal<typeof grant, Grant>>()
if (code) holds<Equal<typeof code, LinkErrorCode>>()
// @ts-expect-error: destructuring makes it no safer
grant.perms
// @ts-expect-error: nor this
refused.perms
// @ts-expect-error: not a code
if (code === 'forgotten') grant

// Codes are a closed union, which a switch can exhaust.
holds<
  Equal<
    LinkErrorCode,
    | 'malformed'
    | 'unknown-key'
    | 'bad-signature'
    | 'binding-required'
    | 'not-yet-valid'
    | 'expired'
    | 'too-long-lived'
    | 'wrong-file'
    | 'permission-denied'
    | 'wrong-address'
    | 'https-required'
    | 'state-required'
    | 'revoked'
    | 'used-up'
  >
>()
const error = new LinkError('expired')
holds<Equal<typeof error.code, LinkErrorCode>>()
// @ts-expect-error: not a code
new LinkError('gone')
// @ts-expect-error: read-only
error.code = 'malformed'

// What is returned is for reading.
const given = links.verify('t')
holds<Equal<Grant['perms'], readonly string[]>>()
holds<Equal<Grant['expiresAt'], Date>>()
// @ts-expect-error: read-only
given.fileId = 'b'
// @ts-expect-error: a list for reading
given.perms.push('write')
// @ts-expect-error: nor is an entry replaced
given.perms[0] = 'write'
// @ts-expect-error: few links have a start
given.notBefore.getTime()
// @ts-expect-error: read-only
links.verify = own.verify
// @ts-expect-error: the list of standard permissions too
STANDARD_PERMS.push('annotate')
// @ts-expect-error: a list for reading
links.perms.push('annotate')
holds<Equal<typeof own.perms, readonly string[]>>()
holds<Equal<ReturnType<typeof links.signingKeyId>, string | undefined>>()
const { sign, verify, tryVerify } = links
sign('a', 'read', '4h')
verify('t')
tryVerify('t')

// Keys.
const secret: KeyObject = createSecretKey(Buffer.alloc(32))
createLinks({ keys: [{ id: 'k', secret }] })
createLinks({ keys: [{ id: 'k', secret: new Uint8Array(32), signFrom: date, signUntil: date, verifyUntil: date }] })
createLinks({ keys: [{ id: 'k', secret: Buffer.alloc(32) }] as const })
createLinks({ keys: createKeyring(keys) })
createLinks({ keys: keysFromEnv() })
createLinks({ keys: keysFromEnv({ DAYPASS_KEYS: text }) })
holds<Equal<ReturnType<typeof createKey>, Readonly<{ id: string; secret: string }>>>()
declare const key: Key
// @ts-expect-error: read-only
key.secret = 'x'
// @ts-expect-error: read-only
key.verifyUntil = date
// @ts-expect-error: one key is not a list
createLinks({ keys: createKey() })
// @ts-expect-error: a secret alone is not a key
createLinks({ keys: [text] })
// @ts-expect-error: a secret is required
createLinks({ keys: [{ id: 'k' }] })
// @ts-expect-error: no such property
createLinks({ keys: [{ id: 'k', secret: text, algorithm: 'none' }] })
// @ts-expect-error: a date, and no number whose unit is not known
createLinks({ keys: [{ id: 'k', secret: text, verifyUntil: 1_800_000_000 }] })
// @ts-expect-error: leave it out instead
createLinks({ keys: [{ id: 'k', secret: text, verifyUntil: undefined }] })
// @ts-expect-error: an ArrayBuffer is not a Uint8Array
createLinks({ keys: [{ id: 'k', secret: new ArrayBuffer(32) }] })
// @ts-expect-error: a set for replacing has no keys to read
createKeyring(keys).keys

// Options of `createLinks`.
createLinks({ keys, purpose: 'downloads', maxTtl: '30d', startLeeway: 5, clock: () => Date.now() })
// @ts-expect-error: keys are required
createLinks({})
// @ts-expect-error: no such option
createLinks({ keys, algorithm: 'sha512' })
// @ts-expect-error: never infinite
createLinks({ keys, maxTtl: null })
// @ts-expect-error: a clock gives milliseconds, and no date
createLinks({ keys, clock: () => date })
// @ts-expect-error: a list of names
createLinks({ keys, perms: 'annotate' })
holds<Equal<typeof links, Links<never>>>()
holds<Equal<typeof own, Links<'annotate' | 'review'>>>()
// @ts-expect-error: a server that knows fewer permissions is another type
knowsOwn(links)
const options: LinksOptions<'annotate'> = { keys, perms: ['annotate'] }
createLinks(options).sign('a', 'annotate', 60)
const request: LinkRequest<'read'> = { perm: 'read' }
links.verify('t', request)

// `narrow`: less than a signer can say, and permissions of any application.
narrow('t', { perms: 'read', ttl: '5m', fileId: 'a', scope: 'tree', addresses: ['::1'], httpsOnly: true })
narrow('t', { perms: ['annotate'], notBefore: date, upload: { maxBytes: 1 } })
// @ts-expect-error: options are required
narrow('t')
// @ts-expect-error: only a signer binds
narrow('t', { boundTo: 'u' })
// @ts-expect-error: only a signer fixes headers
narrow('t', { response: { filename: 'a' } })
// @ts-expect-error: only a signer has a ref
narrow('t', { ref: 'r' })
// @ts-expect-error: no unit
narrow('t', { ttl: '5' })
// @ts-expect-error: leave it out instead
narrow('t', { fileId: undefined })
holds<'boundTo' extends keyof NarrowOptions ? false : true>()
holds<Equal<keyof SignOptions & keyof NarrowOptions, 'notBefore' | 'scope' | 'addresses' | 'httpsOnly' | 'upload'>>()

// The guard.
const describe = (req: GuardRequest): GuardRequest => req
const guard = createGuard(links, { fileId: (req) => req.url }, describe)
createGuard(own, { fileId: () => 'a', perm: 'annotate', tokenFrom: ['query', { cookie: 'link' }] }, describe)
// @ts-expect-error: which file is required
createGuard(links, {}, describe)
// @ts-expect-error: a file that may be missing is none
createGuard(links, { fileId: () => text as string | undefined }, describe)
// @ts-expect-error: not declared by this application
createGuard(links, { fileId: () => 'a', perm: 'annotate' }, describe)
createGuard(managed, { fileId: () => 'a', perm: 'annotate', confirm: false }, describe)
// @ts-expect-error: not a permission of these managed links
createGuard(managed, { fileId: () => 'a', perm: 'review' }, describe)
// @ts-expect-error: no such option
createGuard(links, { fileId: () => 'a', permission: 'read' }, describe)
// @ts-expect-error: not a token source
createGuard(links, { fileId: () => 'a', tokenFrom: ['header'] }, describe)
holds<Equal<keyof GuardLinks, 'tryVerify' | 'signingKeyId' | 'perms'>>()
const sources: readonly TokenSource[] = ['query', 'bearer', { query: 'q' }, { param: 'p' }, { cookie: 'c' }]
createGuard(links, { fileId: () => 'a', tokenFrom: sources }, describe)
declare const answer: GuardAnswer
holds<Equal<ReturnType<typeof guard>, Promise<GuardAnswer>>>()
// @ts-expect-error: a grant is there on success alone
answer.grant.fileId
if (answer.ok) holds<Equal<typeof answer.grant, GuardedGrant>>()
else holds<Equal<typeof answer.status, number>>()
