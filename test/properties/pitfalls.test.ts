import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import * as daypass from 'daypass'
import { createKey, createKeyring, createLinks, type Key, LinkError, narrow } from 'daypass'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { calls, macsOf } from '../support/counted-crypto.ts'
import { KEY, linksAt, NOW, NOW_SECONDS, SECRET, SECRET_TEXT, untyped } from '../support/fixtures.ts'
import { expectMisuse, thrownBy } from '../support/misuse.ts'
import { withMac } from '../support/spec-verifier.ts'
import { HUGE } from '../support/wrong-values.ts'

// What has gone wrong in other libraries and services that sign links or tokens, and what daypass does instead: one test
// for each. Those that concern HTTP alone are in test/unit/http.

vi.mock('node:crypto', async (original) => (await import('../support/counted-crypto.ts')).countCalls(await original()))

const links = linksAt()
const token = links.sign('a', 'read', '1h')
const END = NOW_SECONDS + 3600
const codeOf = (text: string) => links.tryVerify(text).code

afterEach(() => {
  for (const name of ['fileId', 'perm', 'secure', 'boundTo', 'grant', 'ok'])
    Reflect.deleteProperty(Object.prototype, name)
})

// CVE-2022-23540: a token without a signature was accepted, since it named its algorithm.
it('no token chooses its algorithm or version', () => {
  // Another version, and headers as of a JWT, are refused though the MAC over them holds.
  const fields = `e${END}.fa.pread`
  const heads = ['0', '2', 'none', 'HS256', '1a', '1B', '', 'eyJhbGciOiJub25lIn0']
  expect(codeOf(withMac(`1.k.${fields}`))).toBeUndefined()
  expect(heads.map((head) => [head, codeOf(withMac(`${head}.k.${fields}`))])).toEqual(
    heads.map((head) => [head, 'malformed']),
  )
  // The MAC covers the version, so that a plain link is not a bound one.
  expect(links.tryVerify(token.replace('1.', '1b.'), { boundTo: '' }).code).toBe('bad-signature')
  // All 32 bytes are asked for.
  const mac = token.slice(-43)
  for (const bytes of [0, 1, 16, 31]) {
    const short = Buffer.from(mac, 'base64url').subarray(0, bytes).toString('base64url')
    expect(links.tryVerify(token.slice(0, -43) + short).ok).toBe(false)
  }
})

// CVE-2026-44351: an empty key served for a key id for which none was found.
it('no key is empty, short or guessed, and an unknown key id has no key', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----'
  const texts = [
    '',
    'secret',
    'x'.repeat(42),
    'ab'.repeat(32),
    pem,
    `{"kty":"oct","k":"${SECRET_TEXT}"}`,
    `${SECRET_TEXT}=`,
  ]
  for (const secret of [...texts, new Uint8Array(0), new Uint8Array(31), Buffer.alloc(65)])
    expectMisuse(() => createLinks({ keys: [{ id: 'k', secret }] }), RangeError, 'secret')
  for (const secret of [undefined, null, 0, {}, []])
    expectMisuse(() => createLinks({ keys: [{ id: 'k', secret: untyped(secret) }] }), TypeError, 'secret')
  // Keys that a forger would try for an id that nobody has.
  for (const key of [Buffer.alloc(0), Buffer.alloc(32), Buffer.from('undefined'), Buffer.from('null')]) {
    for (const id of ['', 'x', 'undefined', 'null']) {
      const body = `1.${id}.e${END}.fa.pread`
      const derived = createHmac('sha256', key).update('daypass/1/links').digest()
      for (const k of [key, derived]) {
        const forged = `${body}.${createHmac('sha256', k).update(body).digest('base64url')}`
        expect(codeOf(forged)).toBe(id === '' ? 'malformed' : 'unknown-key')
      }
    }
  }
})

it('key ids are not names of properties', () => {
  const ids = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', 'get', 'size']
  for (const id of ids) {
    expect(codeOf(`1.${id}.e${END}.fa.pread.${'A'.repeat(43)}`)).toBe('unknown-key')
    const own = createLinks({ keys: [createKey(id), createKey('other')], clock: () => NOW })
    expect(own.verify(own.sign('a', 'read', 60)).keyId).toBe(id)
  }
})

it('one token has one spelling', () => {
  const mac = Buffer.from(token.slice(-43), 'base64url')
  const head = token.slice(0, -43)
  const spellings = [
    ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((c) => token.slice(0, -1) + c),
    `${token}=`,
    ` ${token}`,
    `${token}\n`,
    head + mac.toString('base64'),
    head + mac.toString('hex'),
    encodeURIComponent(token).replace('.', '%2E'),
    token.toUpperCase(),
    token.toLowerCase(),
    token.normalize('NFKD').replace('1', '\uff11'),
    // A latin1 write drops the high byte: U+0131 would be "1".
    ...[...token].map((c, i) => token.slice(0, i) + String.fromCharCode(c.charCodeAt(0) + 0x100) + token.slice(i + 1)),
    // What the key holder's own MAC cannot make right.
    ...[`e0${END}.fa.pread`, `e${END}.gYQ.pread`, `e${END}.fa.pread_read`, `fa.e${END}.pread`].map((body) =>
      withMac(`1.k.${body}`),
    ),
  ]
  expect(spellings.filter((text) => text !== token && links.tryVerify(text).ok)).toEqual([])
  expect(spellings).toContain(token)
})

it('no two sets of fields have the same MAC', () => {
  const macs = new Set<string>()
  const fileIds = ['img12', 'img1', 'img', 'img/12', 'img/1', 'a.pread', 'a~pread', `a.e${END}`, 'a', 'read', '']
  let count = 0
  for (const fileId of fileIds.filter((id) => id !== '')) {
    for (const perms of [['read'], ['read', 'write']] as const) {
      for (const boundTo of [undefined, 'x', 'x.pread', '_write', `\u00001`.slice(1), 'pread']) {
        for (const ttl of [1, 11, 12, 2]) {
          macs.add(links.sign(fileId, perms, ttl, boundTo === undefined ? {} : { boundTo }).slice(-43))
          count++
        }
      }
    }
  }
  expect(macs.size).toBe(count)
})

// laravel/framework#38111: data of the caller replaced the expiry of a signed URL.
it('nothing that the caller passes on overrides a field of the library', () => {
  for (const name of ['expires', 'exp', 'e', 'expiresAt', 'ttl', 'fileId', 'perms', 'keyId', 'signature', '__proto__'])
    expectMisuse(
      () => links.sign('a', 'read', 60, untyped(Object.fromEntries([[name, 9e9]]))),
      TypeError,
      'unknown name',
    )
  // Inherited members are no options, and no answers to a condition.
  Object.assign(Object.prototype, { boundTo: 'me', secure: true })
  const plain = links.sign('a', 'read', 60, {})
  expect([plain.startsWith('1.'), links.sign('a', 'read', 60)]).toEqual([true, plain])
  Reflect.deleteProperty(Object.prototype, 'boundTo')
  expect(links.tryVerify(links.sign('a', 'read', 60, { httpsOnly: true })).code).toBe('https-required')
  // Read once: the value that was checked is the value that is signed.
  let reads = 0
  const turning = Object.defineProperty({}, 'ref', { enumerable: true, get: () => (reads++ === 0 ? 'good' : '\0') })
  expect(links.verify(links.sign('a', 'read', 60, turning)).ref).toBe('good')
})

it('no lifetime is missing, endless or in a guessed unit', () => {
  for (const ttl of [undefined, null, false, {}, []])
    expectMisuse(() => links.sign('a', 'read', untyped(ttl)), TypeError, 'ttl')
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, 0, -0, -1, 0.5, NOW, NOW + 60_000, 3_600_000]
  for (const ttl of [...numbers, '', '0s', 'never', new Date(Number.NaN), new Date(8.64e15)])
    expectMisuse(() => links.sign('a', 'read', untyped(ttl)), RangeError, 'ttl')
  for (const maxTtl of [Number.NaN, Number.POSITIVE_INFINITY, 0, -1, '20000d'])
    expectMisuse(() => createLinks({ keys: [KEY], maxTtl: untyped(maxTtl) }), RangeError, 'maxTtl')
  // A token without an end, or with a far one, is refused though the MAC holds.
  expect(codeOf(withMac('1.k.fa.pread'))).toBe('malformed')
  expect(codeOf(withMac('1.k.e.fa.pread'))).toBe('malformed')
  expect(codeOf(withMac(`1.k.e${NOW_SECONDS + 7 * 86_400 + 901}.fa.pread`))).toBe('too-long-lived')
  expect(codeOf(withMac(`1.k.e${NOW}.fa.pread`))).toBe('malformed')
})

it('a clock that returns NaN does not disable expiry', () => {
  const late = linksAt(NOW + 3_600_000)
  expect(late.tryVerify(token).code).toBe('expired')
  for (const now of [
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    -1,
    undefined,
    null,
    '',
    new Date(NOW),
    0n,
  ]) {
    const broken = createLinks({ keys: [KEY], clock: () => untyped(now) })
    for (const act of [() => broken.tryVerify(token), () => broken.verify(token), () => broken.sign('a', 'read', 60)])
      expectMisuse(act, RangeError, 'clock')
  }
})

// CVE-2026-44459: times of a wrong type were not checked.
it('a field of a wrong type does not skip its check', () => {
  const fields = ['e', 'eNaN', 'eInfinity', 'e-1', 'e0x1', 'etrue', 'enull', `e${END}_${END}`, `e["${END}"]`]
  expect(fields.map((field) => [field, codeOf(withMac(`1.k.${field}.fa.pread`))])).toEqual(
    fields.map((field) => [field, 'malformed']),
  )
  const starts = ['b', 'bNaN', 'b-1', 'b-Infinity', 'bnull']
  expect(starts.map((field) => codeOf(withMac(`1.k.${field}.e${END}.fa.pread`)))).toEqual(starts.map(() => 'malformed'))
  const flags = ['h0', 'hfalse', 't', 'tfalse', 'a', 'anull', 'm', 'mNaN', 'm-1']
  expect(
    flags.map((field) =>
      codeOf(
        withMac(`1.k.e${END}.fa.pwrite`.replace('.pwrite', field < 'p' ? `.${field}.pwrite` : `.pwrite.${field}x`)),
      ),
    ),
  ).toEqual(flags.map(() => 'malformed'))
})

describe('nothing is decided, and nothing told, before the MAC is checked', () => {
  it('every forged token gets the same answer, whatever it says', () => {
    const bodies = [
      'e1.fa.pread',
      `e${END}.fb.pread`,
      `e${END}.fa.pwrite`,
      'e9999999999.fa.pread',
      `b9999999999.e${END}.fa.pread`,
      'z',
      '',
      `h.e${END}`,
    ]
    const request = { fileId: 'a', perm: 'read' } as const
    const results = bodies.map((body) => links.tryVerify(`1.k.${body}.${'A'.repeat(43)}`, request))
    expect(results).toEqual(bodies.map(() => ({ ok: false, code: 'bad-signature' })))
  })

  it('and "expired" always means authentic, but late', () => {
    const late = linksAt(NOW + 3_600_000)
    expect(late.tryVerify(token)).toMatchObject({ code: 'expired', refused: { fileId: 'a' } })
    expect(late.tryVerify(token.replace('.fa.', '.fb.'))).toEqual({ ok: false, code: 'bad-signature' })
  })
})

it('MACs are compared as a whole, in constant time', () => {
  const tokens = [
    token,
    `${token.slice(0, -43)}_${token.slice(-42)}`,
    `${token.slice(0, -2)}_A`,
    `${token.slice(0, -43)}${'_'.repeat(43)}`,
  ]
  const bound = links.sign('a', 'read', 60, { boundTo: 'me' })
  const narrowed = narrow(token, { perms: 'read' })
  for (const text of [...tokens, bound, narrowed, `${bound.slice(0, -1)}_`, `${narrowed.slice(0, -1)}_`]) {
    macsOf(() => links.tryVerify(text, { boundTo: 'me' }))
    expect(calls.compared).toEqual([[43, 43]])
  }
})

it('one key is tried, so that no error hides another', () => {
  const keys: Key[] = [createKey('a'), createKey('b'), KEY, createKey('z')]
  const many = linksAt(NOW + 3_600_000, keys)
  expect(many.tryVerify(token).code).toBe('expired')
  expect(macsOf(() => many.tryVerify(token))).toBe(1)
  // The id decides, and not which key happens to hold.
  const swapped = linksAt(NOW, [{ ...KEY, id: 'other' }, createKey('k')])
  expect(swapped.tryVerify(token).code).toBe('bad-signature')
  expect(macsOf(() => swapped.tryVerify(token))).toBe(1)
})

it("changing the caller's list of keys changes nothing", () => {
  const bytes = Uint8Array.from(SECRET)
  const key = { id: 'k', secret: bytes as Uint8Array, verifyUntil: new Date(NOW + 7_200_000) }
  const list: Key[] = [key]
  const keyring = createKeyring(list)
  const all = [createLinks({ keys: list, clock: () => NOW }), createLinks({ keys: keyring, clock: () => NOW })]
  bytes.fill(0)
  key.id = 'other'
  key.verifyUntil.setTime(0)
  list.length = 0
  for (const one of all) expect([one.sign('a', 'read', '1h'), one.tryVerify(token).ok]).toEqual([token, true])
  // A purpose that comes later gets its key from the secret as it was, too.
  const [later, fresh] = [keyring, [KEY]].map((keys) => createLinks({ keys, purpose: 'later', clock: () => NOW }))
  expect(later?.sign('a', 'read', '1h')).toBe(fresh?.sign('a', 'read', '1h'))
  // Replaced as a whole or not at all.
  expect(() => keyring.replace([createKey('new'), { id: 'bad', secret: '' }])).toThrow(RangeError)
  expect(all.map((one) => one.sign('a', 'read', '1h'))).toEqual([token, token])
})

// CVE-2025-30204: memory was allocated in proportion to hostile input.
it('no text causes unbounded work', () => {
  const texts = [
    HUGE,
    `${token.slice(0, -44)}${HUGE}.${'A'.repeat(43)}`,
    withMac(`1.k.e${END}.fa.p${'a'.repeat(2048)}`),
  ]
  for (const text of texts) {
    // Neither scanned nor split nor hashed: no method of the text is called.
    const split = vi.spyOn(String.prototype, 'split')
    const indexOf = vi.spyOn(String.prototype, 'indexOf')
    const macs = macsOf(() => expect(codeOf(text)).toBe('malformed'))
    const scans = [split, indexOf].flatMap((spy) =>
      spy.mock.contexts.filter((context) => String(context).length > 2048),
    )
    vi.restoreAllMocks()
    expect([macs, scans.length]).toEqual([0, 0])
  }
  expectMisuse(
    () =>
      links.sign('é'.repeat(256), 'read', 60, {
        ref: 'é'.repeat(128),
        response: { filename: 'é'.repeat(127), contentType: `text/${'x'.repeat(250)}`, cacheControl: 'x'.repeat(250) },
      }),
    RangeError,
    '2048',
  )
})

// CVE-2026-35039: the cache gave back the claims of another token.
it('no result is cached', () => {
  let now = NOW
  const keyring = createKeyring([KEY])
  const moving = createLinks({ keys: keyring, clock: () => now })
  expect(macsOf(() => moving.tryVerify(token))).toBe(1)
  expect(macsOf(() => moving.tryVerify(token))).toBe(1)
  const first = moving.verify(token)
  Object.assign(first, { fileId: 'b', perms: ['write'] })
  first.expiresAt.setTime(0)
  expect(moving.verify(token)).toMatchObject({ fileId: 'a', perms: ['read'] })
  now = END * 1000
  expect(moving.tryVerify(token).code).toBe('expired')
  now = NOW
  keyring.replace([createKey('k')])
  expect(moving.tryVerify(token).code).toBe('bad-signature')
  keyring.replace([createKey('other')])
  expect(moving.tryVerify(token).code).toBe('unknown-key')
})

// CVE-2026-35040, CVE-2026-35041: a sticky pattern rejected every second valid token, and another one hung.
it('nothing is matched by patterns or callbacks', () => {
  const sticky = /a/g
  for (const matcher of [sticky, () => true, ['a'], { test: () => true }, new Set(['a'])]) {
    for (const name of ['fileId', 'perm', 'boundTo'])
      expectMisuse(() => links.tryVerify(token, untyped({ [name]: matcher })), TypeError, name)
    // A function gives an address when the link has networks, and decides nothing by itself.
    const addressed = links.sign('a', 'read', 60, { addresses: ['192.0.2.1'] })
    expectMisuse(() => links.tryVerify(addressed, untyped({ address: matcher })), TypeError, 'address')
  }
  expect(sticky.lastIndex).toBe(0)
  // Signs of patterns mean themselves.
  const patterns = ['.*', '*', 'a|b', '^a', '[a]', '%', '?']
  expect(patterns.map((fileId) => links.tryVerify(token, { fileId }).code)).toEqual(patterns.map(() => 'wrong-file'))
  const starred = links.sign('*', 'read', 60)
  expect([links.tryVerify(starred, { fileId: 'a' }).code, links.tryVerify(starred, { fileId: '*' }).ok]).toEqual([
    'wrong-file',
    true,
  ])
})

it('no error and no inspect() shows a token, a key or the text that was signed', () => {
  const created = createKey('mine')
  const own = createLinks({ keys: [created], clock: () => NOW })
  const made = own.sign('a', 'read', 60, { boundTo: 'somebody' })
  const values: unknown[] = [
    created,
    { ...created },
    own,
    createKeyring([created]),
    own.tryVerify(made),
    own.verify(made, { boundTo: 'somebody' }),
  ]
  values.push(
    ...[
      () => own.verify(made),
      () => own.verify(`${made}x`),
      () => createLinks({ keys: [created, created] }),
      () => createLinks({ keys: [{ id: 'x', secret: `${created.secret}=` }] }),
    ].map(thrownBy),
  )
  const secrets = [created.secret.slice(0, 10), made.slice(-43, -33), 'somebody', made.slice(0, 20)]
  for (const value of values) {
    const shown = inspect(value, { depth: 9, showHidden: true })
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([])
  }
})

it('a token for one purpose is not accepted for another', () => {
  const [one, other] = ['downloads', 'downloads-'].map((purpose) =>
    createLinks({ keys: [KEY], purpose, clock: () => NOW }),
  )
  const made = one?.sign('a', 'read', 60) ?? ''
  expect([one?.tryVerify(made).ok, other?.tryVerify(made).code, links.tryVerify(made).code]).toEqual([
    true,
    'bad-signature',
    'bad-signature',
  ])
})

it('what a proxy or a mailing tool changes in a URL does not break the link', () => {
  // Only unreserved characters (RFC 3986): the token stands in any part of a URL and comes out as it went in.
  const made = links.sign('reports/été 2026/q3+q4 & more.pdf', ['read', 'list'], '4h', { ref: 'a b?c#d' })
  expect([encodeURIComponent(made), encodeURI(made), new URLSearchParams({ t: made }).toString()]).toEqual([
    made,
    made,
    `t=${made}`,
  ])
  const url = new URL(`http://internal.example:8080/files/${made}/?utm_source=x&t=${made}&fbclid=y`)
  expect([url.pathname.split('/')[2], url.searchParams.get('t')].map((text) => links.tryVerify(text ?? '').ok)).toEqual(
    [true, true],
  )
})

it('misspelt options throw', () => {
  const wrong = [
    () => createLinks(untyped({ keys: [KEY], maxTTL: '1h' })),
    () => createLinks({ keys: [untyped({ ...KEY, verifyuntil: new Date(NOW) })] }),
    () => links.sign('a', 'read', 60, untyped({ httpOnly: true })),
    () => links.sign('a', 'read', 60, untyped({ httpsOnly: undefined })),
    () => links.sign('a', 'write', 60, { upload: untyped({ maxbytes: 5 }) }),
    () => links.sign('a', 'read', 60, { response: untyped({ fileName: 'x' }) }),
    () => links.tryVerify(token, untyped({ fileid: 'a' })),
    () => links.verify(token, untyped({ perms: ['read'] })),
    () => narrow(token, untyped({ perm: 'read' })),
  ]
  for (const act of wrong) expect(thrownBy(act)).toBeInstanceOf(TypeError)
})

it('no function reads a link without verifying it', () => {
  const names = Object.entries(daypass)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name)
  expect(names.sort()).toEqual(['LinkError', 'createKey', 'createKeyring', 'createLinks', 'keysFromEnv', 'narrow'])
  // None of them says what a forged token says.
  const forged = `${token.slice(0, -43)}${'A'.repeat(43)}`
  const error = thrownBy(() => links.verify(forged)) as LinkError
  expect([error.refused, links.tryVerify(forged).refused, links.tryVerify(forged).grant]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

it('permissions are compared as a whole', () => {
  const own = createLinks({ keys: [KEY], perms: ['read-only', 'rea', 'thread', 'e', 'overwrite'], clock: () => NOW })
  const made = own.sign('a', ['thread', 'read-only', 'overwrite'], 60)
  for (const perm of ['read', 'write', 'rea', 'e'] as const)
    expect(own.tryVerify(made, { perm }).code).toBe('permission-denied')
  expect(own.tryVerify(made, { perm: 'thread' }).ok).toBe(true)
  for (const perm of ['', '_', 'thread_overwrite', 'length', 'includes'])
    expect(() => own.tryVerify(made, { perm: untyped(perm) })).toThrow(RangeError)
})

it('no link outlives its key, and none dies early without a word', () => {
  const retiring = linksAt(NOW, [{ ...KEY, verifyUntil: new Date(NOW + 60_000) }])
  expectMisuse(() => retiring.sign('a', 'read', '1h'), RangeError, '"k"')
  expectMisuse(() => retiring.sign('a', 'read', 30, { notBefore: 31 }), RangeError, '"k"')
  const { expiresAt } = retiring.verify(retiring.sign('a', 'read', 50, { roundExpiry: 45 }))
  expect(expiresAt.getTime()).toBeLessThanOrEqual(NOW + 60_000)
})

it('a misspelt route parameter does not mean "any file"', () => {
  const params: Record<string, string> = { id: 'a' }
  for (const name of ['fileId', 'perm']) {
    expectMisuse(() => links.tryVerify(token, untyped({ [name]: params.fileID })), TypeError, name)
    expectMisuse(() => links.verify(token, untyped({ [name]: null })), TypeError, name)
    expectMisuse(
      () => links.verify(token, untyped(Object.defineProperty({}, name, { value: undefined }))),
      TypeError,
      name,
    )
  }
})

it('the result of a refused link has no grant', () => {
  const refused = [
    links.tryVerify('x'),
    links.tryVerify(`${token.slice(0, -1)}_`),
    linksAt(END * 1000).tryVerify(token),
    links.tryVerify(token, { fileId: 'b' }),
  ]
  for (const result of refused) {
    const { grant } = result
    expect([grant, 'grant' in result, result.ok]).toEqual([undefined, false, false])
  }
  expect(() => links.verify('x')).toThrow(LinkError)
  expect(links.tryVerify(token).grant?.fileId).toBe('a')
})

it('a forged token costs at most nine MACs', () => {
  const forged = (count: number) => `${token.slice(0, -44)}${'~'.repeat(count)}.${'A'.repeat(43)}`
  const costs = [0, 1, 8, 9, 1900].map((count) => macsOf(() => links.tryVerify(forged(count))))
  expect(costs).toEqual([1, 2, 9, 0, 0])
})

describe('narrowing does not turn a refused link into an accepted one', () => {
  it('an over-long link stays refused, since its signer decides', () => {
    const parent = withMac(`1.k.e${NOW_SECONDS + 30 * 86_400}.fa.pread`)
    const children = [
      narrow(parent, { ttl: new Date(NOW + 60_000) }),
      narrow(parent, { notBefore: new Date(NOW), ttl: 60 }),
    ]
    // By the system clock, a start far ahead in the holder's block.
    const started = withMac(`1.k.e${NOW_SECONDS + 30 * 86_400}.fa.pread~b${NOW_SECONDS}.e${NOW_SECONDS + 60}`)
    expect([parent, ...children, started].map((text) => links.tryVerify(text).ok)).toEqual(Array(4).fill(false))
    expect([codeOf(parent), codeOf(started)]).toEqual(['too-long-lived', 'too-long-lived'])
  })

  it('nothing that was refused is given by a block behind it', () => {
    const far = NOW_SECONDS + 7200
    const blocks = [`e${far}`, 'b0', 'pread', 'pread_write', 'fa', 'fb', `b0.e${far}.fb.pread_write`, 'a0000000000']
    const late = linksAt(END * 1000)
    for (const block of blocks) {
      const child = withMac(`${token.slice(0, -44)}~${block}`)
      expect(late.tryVerify(child, { address: '192.0.2.1' }).ok).toBe(false)
      expect(links.tryVerify(child, { perm: 'write', address: '192.0.2.1' }).ok).toBe(false)
      expect(links.tryVerify(child, { fileId: 'b', address: '192.0.2.1' }).ok).toBe(false)
    }
  })
})
