import { createKey, createKeyring, createLinks, type Key, keysFromEnv, LinkError, narrow } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW, SECRET_TEXT, untyped } from '../support/fixtures.ts'
import { thrownBy } from '../support/misuse.ts'

// What programmers get wrong, and what they read then: complete messages, so that a change of one is a decision. To add a mistake, add
// a line: what was done, the kind of error, and its message.

type Mistake = readonly [
  did: string,
  act: () => unknown,
  kind: typeof TypeError | typeof RangeError | typeof LinkError,
  message: string,
]

const links = linksAt()
const token = links.sign('a', 'read', '1h')
const tree = links.sign('a', 'read', '1h', { scope: 'tree' })
const local = links.sign('a', 'read', '1h', { addresses: ['192.0.2.0/24'] })
const secure = links.sign('a', 'read', '1h', { httpsOnly: true })
const bound = links.sign('a', 'read', '1h', { boundTo: 'me' })
const keyed = (members: object): unknown => createLinks({ keys: [untyped({ ...KEY, ...members })] })
const ended = { ...KEY, signUntil: new Date(NOW - 1000), verifyUntil: new Date(NOW + 60_000) }
const short: Key = { ...KEY, verifyUntil: new Date(NOW + 60_000) }

const DURATION = "a duration such as '15m' or '7d'"
const SECONDS = 'a whole number of seconds from 1 to 86400'
const STANDARD = 'read, write, create, delete, list'
const DECLARED = ', which declares annotate'
const MAKE_ONE = `make one with: node -p "'DAYPASS_KEYS=2026-11:' + require('node:crypto').randomBytes(32).toString('base64url')"`
const ENTRIES =
  '"id:secret,…" or "id:secret:signFrom:signUntil:verifyUntil,…" (times in epoch seconds; empty: no limit)'
const TIME = "a valid Date, or ISO 8601 text in UTC such as '2026-11-24T00:00:00Z'"

const TIMES: readonly Mistake[] = [
  [
    'milliseconds as the lifetime',
    () => links.sign('a', 'read', 300_000),
    RangeError,
    "ttl: 300000 is ambiguous; write '300000s' for seconds or '300s' if you meant milliseconds; for an instant, give a Date",
  ],
  [
    'a week as a number of seconds',
    () => links.sign('a', 'read', 604_800),
    RangeError,
    "ttl: 604800 is ambiguous; write '604800s' for seconds or '605s' if you meant milliseconds; for an instant, give a Date",
  ],
  [
    'milliseconds as maxTtl',
    () => createLinks({ keys: [KEY], maxTtl: 3_600_000 }),
    RangeError,
    "maxTtl: 3600000 is ambiguous; write '3600000s' for seconds or '3600s' if you meant milliseconds",
  ],
  [
    'no lifetime',
    () => links.sign('a', 'read', untyped(undefined)),
    TypeError,
    `ttl must be ${DURATION}, ${SECONDS}, or a Date`,
  ],
  [
    'a lifetime in words',
    () => links.sign('a', 'read', untyped('1 hour')),
    RangeError,
    `ttl must be ${DURATION}, ${SECONDS}, or a Date`,
  ],
  [
    'a lifetime beyond maxTtl',
    () => links.sign('a', 'read', '30d'),
    RangeError,
    'ttl must be at most 7d long; to allow more, raise maxTtl in createLinks({ maxTtl })',
  ],
  [
    'milliseconds with the unit of seconds',
    () => links.sign('a', 'read', `${3_600_000}s`),
    RangeError,
    "ttl must be at most 7d long; to allow more, raise maxTtl in createLinks({ maxTtl }); is 3600000 in milliseconds? Then write '3600s'",
  ],
  [
    'a start beyond maxTtl',
    () => links.sign('a', 'read', '1h', { notBefore: '8d' }),
    RangeError,
    'notBefore must be at most 7d ahead; to allow more, raise maxTtl in createLinks({ maxTtl })',
  ],
  [
    'an end in the past',
    () => links.sign('a', 'read', new Date(NOW - 1000)),
    RangeError,
    'ttl must end in the future and after notBefore',
  ],
  [
    'seconds since the epoch, times a thousand too often',
    () => links.sign('a', 'read', new Date(NOW * 1000)),
    RangeError,
    'ttl is too far in the future (latest: 5138-11-16)',
  ],
  [
    'a window longer than the lifetime',
    () => links.sign('a', 'read', '1h', { roundExpiry: '1d' }),
    RangeError,
    'roundExpiry must not be longer than the lifetime of the link',
  ],
  [
    'too much leeway',
    () => createLinks({ keys: [KEY], startLeeway: '1h' }),
    RangeError,
    'startLeeway must be at most 15m',
  ],
]

const KEYS: readonly Mistake[] = [
  [
    'one key, not in a list',
    () => createLinks({ keys: untyped(KEY) }),
    TypeError,
    'keys must be a list of keys, or what createKeyring returns',
  ],
  ['no keys', () => createLinks({ keys: [] }), TypeError, 'keys must not be empty'],
  ['an id twice', () => createKeyring([KEY, KEY]), RangeError, 'keys: duplicate key id "k"'],
  [
    'a pass phrase as the secret',
    () => keyed({ secret: 'correct horse battery staple' }),
    RangeError,
    `key "k": secret must be 32 to 64 bytes, as text in unpadded base64url and not hex; ${MAKE_ONE}`,
  ],
  ['a time in seconds', () => keyed({ verifyUntil: NOW / 1000 }), TypeError, `key "k": verifyUntil must be ${TIME}`],
  [
    'a time without a zone',
    () => keyed({ signFrom: '2026-11-24T00:00:00' }),
    RangeError,
    `key "k": signFrom must be ${TIME}`,
  ],
  [
    'times in the wrong order',
    () => keyed({ signFrom: new Date(NOW), signUntil: new Date(NOW) }),
    RangeError,
    'key "k": signFrom must be before signUntil, and signUntil not after verifyUntil',
  ],
  [
    'signing when no key can',
    () => linksAt(NOW, [ended]).sign('a', 'read', 60),
    RangeError,
    'no key can sign at this time (keys: "k"); check signFrom and signUntil',
  ],
  [
    'a link that would outlive its key',
    () => linksAt(NOW, [short]).sign('a', 'read', '1h'),
    RangeError,
    'ttl must not end after verifyUntil of the signing key "k"',
  ],
  [
    'the name of the variable',
    () => keysFromEnv(untyped('MY_KEYS')),
    TypeError,
    'keysFromEnv takes an object such as process.env; for another variable: keysFromEnv({ DAYPASS_KEYS: process.env.MY_KEYS })',
  ],
  ['no variable', () => keysFromEnv({}), TypeError, `DAYPASS_KEYS is not set; ${MAKE_ONE}`],
  [
    'a variable in quotes',
    () => keysFromEnv({ DAYPASS_KEYS: `"k:${SECRET_TEXT}"` }),
    RangeError,
    'DAYPASS_KEYS must not be in quotes; files read by docker --env-file, for one, keep them as part of the value',
  ],
  [
    'a variable with the secret alone',
    () => keysFromEnv({ DAYPASS_KEYS: SECRET_TEXT }),
    RangeError,
    `DAYPASS_KEYS must be ${ENTRIES}`,
  ],
  ['an id with a dot', () => createKey('2026.11'), RangeError, 'key id must be 1 to 32 of A-Z a-z 0-9 _ -'],
]

const OPTIONS: readonly Mistake[] = [
  [
    'a misspelt option of createLinks',
    () => createLinks(untyped({ keys: [KEY], ttl: '1h' })),
    TypeError,
    'options of createLinks: unknown name "ttl"; known are keys, purpose, perms, maxTtl, startLeeway, clock',
  ],
  [
    'a misspelt option of sign',
    () => links.sign('a', 'read', '1h', untyped({ ip: '192.0.2.1' })),
    TypeError,
    'options of sign: unknown name "ip"; known are notBefore, scope, addresses, httpsOnly, upload, response, ref, boundTo, roundExpiry',
  ],
  [
    'a misspelt option of narrow',
    () => narrow(token, untyped({ perm: 'read' })),
    TypeError,
    'options of narrow: unknown name "perm"; known are notBefore, scope, addresses, httpsOnly, upload, perms, ttl, fileId',
  ],
  [
    'a misspelt property of a key',
    () => keyed({ kid: 'k' }),
    TypeError,
    'key: unknown name "kid"; known are id, secret, signFrom, signUntil, verifyUntil',
  ],
  [
    'a misspelt header',
    () => links.sign('a', 'read', '1h', { response: untyped({ fileName: 'a' }) }),
    TypeError,
    'response: unknown name "fileName"; known are cacheControl, disposition, contentEncoding, contentLanguage, filename, contentType',
  ],
  [
    'a misspelt limit',
    () => links.sign('a', 'write', '1h', { upload: untyped({ maxSize: 1 }) }),
    TypeError,
    'upload: unknown name "maxSize"; known are minBytes, maxBytes, contentTypes',
  ],
  [
    'a misspelt member of a request',
    () => links.verify(token, untyped({ file: 'a' })),
    TypeError,
    'request: unknown name "file"; known are fileId, perm, address, secure, boundTo',
  ],
  [
    'an option that is undefined',
    () => links.sign('a', 'read', '1h', untyped({ boundTo: undefined })),
    TypeError,
    'options of sign: boundTo is undefined; leave it out instead',
  ],
  [
    'a misspelt route parameter',
    () => links.verify(token, untyped({ fileId: undefined })),
    TypeError,
    "request: fileId must be a string (is the route parameter misspelt?); omit it to accept the link's own file",
  ],
  [
    'a misspelt permission',
    () => links.sign('a', untyped('reed'), '1h'),
    RangeError,
    `perms: "reed" is neither standard (${STANDARD}) nor declared in createLinks({ perms })${DECLARED}`,
  ],
  [
    'a request for a permission that is not declared',
    () => links.verify(token, untyped({ perm: 'download' })),
    RangeError,
    `request: perm "download" is neither standard (${STANDARD}) nor declared in createLinks({ perms })${DECLARED}`,
  ],
  [
    'a path as the file name',
    () => links.sign('a', 'read', '1h', { response: { filename: 'a/b.pdf' } }),
    RangeError,
    'response.filename must not be "." or "..", nor contain "/", "\\", control or bidirectional characters (1 to 255 UTF-8 bytes)',
  ],
  [
    'half a media type',
    () => links.sign('a', 'read', '1h', { response: { contentType: 'pdf' } }),
    RangeError,
    'response.contentType must be a type such as "text/plain; charset=utf-8" (1 to 255 UTF-8 bytes)',
  ],
  [
    'limits on a link to read',
    () => links.sign('a', 'read', '1h', { upload: { maxBytes: 1 } }),
    RangeError,
    'upload requires the permission "write" or "create"',
  ],
  [
    'headers on a link to write',
    () => links.sign('a', 'write', '1h', { response: { filename: 'a' } }),
    RangeError,
    'response requires the permission "read" or a custom permission',
  ],
  [
    'a list of addresses that no link has room for',
    () => links.sign('a', 'read', '1h', { addresses: Array(200_000).fill('192.0.2.1') }),
    RangeError,
    'addresses must have at most 1024 entries',
  ],
  [
    'narrowing to nothing less',
    () => narrow(token, { httpsOnly: false }),
    TypeError,
    'narrow: these options restrict nothing',
  ],
]

const LINKS: readonly Mistake[] = [
  [
    'a URL as the token',
    () => links.verify(`https://example.org/a?token=${token}`),
    LinkError,
    'malformed: this is a URL: give its token',
  ],
  [
    'a path as the token',
    () => links.verify(`/a?token=${token}`),
    LinkError,
    'malformed: this is a URL: give its token',
  ],
  [
    'a URL narrowed',
    () => narrow(`https://example.org/a?token=${token}`, { perms: 'read' }),
    LinkError,
    'malformed: this is a URL: give its token',
  ],
  ['a token twice in a query', () => links.verify([token, token]), LinkError, 'malformed: the token is not a string'],
  ['no token', () => links.verify(undefined), LinkError, 'malformed: the token is not a string'],
  ['half a token', () => links.verify(token.slice(0, 40)), LinkError, 'malformed: the text is not a link'],
  [
    'a key that is missing here',
    () => linksAt(NOW, [createKey('other')]).verify(token),
    LinkError,
    'unknown-key: no active key has this key id',
  ],
  [
    'another purpose',
    () => createLinks({ keys: [KEY], purpose: 'uploads' }).verify(token),
    LinkError,
    'bad-signature: the signature is not valid',
  ],
  [
    'a tree without a file',
    () => links.verify(tree),
    LinkError,
    'wrong-file: the request has no fileId, which a link to a tree requires',
  ],
  ['another file', () => links.verify(tree, { fileId: 'b' }), LinkError, 'wrong-file: the link is for another file'],
  [
    'no address',
    () => links.verify(local),
    LinkError,
    'wrong-address: the request has no address, which this link requires',
  ],
  [
    'another address',
    () => links.verify(local, { address: '198.51.100.1' }),
    LinkError,
    'wrong-address: the link is not for this address',
  ],
  [
    'nothing about https',
    () => links.verify(secure),
    LinkError,
    'https-required: the request has no secure: true, which this link requires',
  ],
  [
    'plain http',
    () => links.verify(secure, { secure: false }),
    LinkError,
    'https-required: the link is for https only',
  ],
  [
    'nobody for a bound link',
    () => links.verify(bound),
    LinkError,
    'binding-required: the link is bound, but the request has no boundTo',
  ],
]

describe.each(Object.entries({ TIMES, KEYS, OPTIONS, LINKS }))('%s', (_, mistakes) => {
  it.each(mistakes)('%s', (_, act, kind, message) => {
    const error = thrownBy(act)
    expect([error.constructor, error.message]).toEqual([kind, message])
  })
})

it('no message shows a secret or a token', () => {
  const all = [TIMES, KEYS, OPTIONS, LINKS].flat()
  const shown = all
    .map(([, act]) => thrownBy(act).message)
    .filter((text) => text.includes(SECRET_TEXT) || text.includes('fa.pread'))
  expect(shown).toEqual([])
})
