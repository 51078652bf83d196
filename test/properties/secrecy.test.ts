import { createSecretKey } from 'node:crypto'
import { inspect } from 'node:util'
import { createKey, createKeyring, createLinks, type Key, keysFromEnv, LinkError, narrow } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW, SECRET, SECRET_TEXT, untyped } from '../support/fixtures.ts'
import { expectHidden, formsOf } from '../support/hidden.ts'
import { thrownBy } from '../support/misuse.ts'
import { withMac } from '../support/spec-verifier.ts'

const BINDING = 'patient-4711@example.org'

const links = linksAt()
const token = links.sign('a', 'read', '1h')
const bound = links.sign('a', 'read', '1h', { boundTo: BINDING })
const HIDDEN = [
  ...formsOf(SECRET),
  token.slice(-43, -31),
  token.slice(0, 20),
  bound.slice(-43, -31),
  BINDING,
  Buffer.from(BINDING).toString('base64url'),
  Buffer.from(BINDING).toString('hex'),
]

describe('the test itself', () => {
  it.each([
    ['text', { deep: { secret: SECRET_TEXT } }],
    ['bytes', { secret: SECRET }],
    ['a Buffer', { secret: Buffer.from(SECRET) }],
    ['an error', new Error(`bad secret ${SECRET_TEXT}`)],
    ['a hidden member', Object.defineProperty({}, 'secret', { value: SECRET_TEXT })],
    ['a cause', new Error('x', { cause: { secret: SECRET_TEXT } })],
    ['a token', { token }],
    ['a binding', [BINDING]],
  ])('sees a secret in %s', (_, value) => {
    expect(() => expectHidden(value, HIDDEN)).toThrow('shows')
  })
})

describe('no secret, token or binding is seen', () => {
  it('in links, keyrings, verbs and results', () => {
    const keyring = createKeyring([KEY, { id: 'b', secret: SECRET.map((byte) => byte ^ 1) }])
    const ofRing = createLinks({ keys: keyring })
    const late = linksAt(NOW + 3_600_000)
    for (const value of [
      links,
      ...Object.values(links),
      keyring,
      keyring.replace,
      ofRing,
      links.tryVerify(token),
      links.verify(bound, { boundTo: BINDING }),
      links.tryVerify(bound, { boundTo: `${BINDING}.` }),
      late.tryVerify(token),
      late.tryVerify(bound, { boundTo: BINDING }),
    ])
      expectHidden(value, HIDDEN)
  })

  it('in keys made here, their copies, and what env gives', () => {
    const { secret, ...rest } = createKey('mine')
    const key = createKey('mine')
    const forms = [...formsOf(Buffer.from(key.secret, 'base64url')), key.secret.slice(0, 12)]
    const copies = [
      key,
      { ...key },
      { ...key, signFrom: new Date(NOW) },
      Object.assign({}, key),
      [key],
      { keys: [{ ...key }] },
    ]
    for (const copy of copies) expectHidden(copy, forms)
    expect(inspect(key)).toContain("id: 'mine'")
    expect(inspect({ ...key, signFrom: new Date(NOW) })).toContain('signFrom: 2026-11-24T')
    expect([secret.length, rest.id]).toEqual([43, 'mine'])
    const read = keysFromEnv({ DAYPASS_KEYS: `a:${SECRET_TEXT},b:${key.secret}:1:2:3` })
    for (const value of [
      read,
      ...read,
      ...read.map((one) => ({ ...one })),
      createKeyring(read),
      createLinks({ keys: read }),
    ])
      expectHidden(value, [...HIDDEN, ...forms])
  })

  it('but in the JSON of a key, so that it can be stored', () => {
    const key = createKey('mine')
    expect(JSON.stringify(key)).toBe(`{"id":"mine","secret":"${key.secret}"}`)
    expect(JSON.stringify({ ...key })).toBe(JSON.stringify(key))
    const [read] = keysFromEnv({ DAYPASS_KEYS: `a:${SECRET_TEXT}` })
    expect(JSON.parse(JSON.stringify(read))).toEqual({ id: 'a', secret: SECRET_TEXT })
  })

  it('in a LinkError of any kind', () => {
    const late = linksAt(NOW + 3_600_000)
    const stranger = linksAt(NOW, [createKey('other')])
    const overLong = '1.k.e9999999999.fa.pread'
    const acts = [
      () => links.verify(`${token}x`),
      () => links.verify(`${token.slice(0, -1)}!`),
      () => links.verify(SECRET_TEXT),
      () => stranger.verify(token),
      () => links.verify(bound),
      () => links.verify(bound, { boundTo: `${BINDING}.` }),
      () => late.verify(token),
      () => late.verify(bound, { boundTo: BINDING }),
      () => links.verify(token, { fileId: BINDING }),
      () => links.verify(token, { perm: 'write' }),
      () => links.verify(withMac(overLong)),
      () => narrow(`${token}x`, { perms: 'read' }),
      () => narrow(SECRET_TEXT, { perms: 'read' }),
    ]
    for (const act of acts) {
      const error = thrownBy(act)
      expect(error).toBeInstanceOf(LinkError)
      expectHidden(error, HIDDEN)
    }
  })

  it('in errors of misuse, wherever the secret was put by mistake', () => {
    const wrong: unknown[] = [
      SECRET_TEXT,
      `${SECRET_TEXT}=`,
      ` ${SECRET_TEXT}`,
      SECRET_TEXT.slice(0, -1),
      SECRET,
      Buffer.from(SECRET),
      [SECRET],
      Buffer.from(SECRET).toString('hex'),
      Buffer.from(SECRET).toString('base64'),
      createSecretKey(SECRET),
      { secret: SECRET_TEXT },
      token,
      BINDING,
    ]
    const keyWith = (members: object): Key => untyped({ ...KEY, ...members })
    const acts = wrong.flatMap((value): (() => unknown)[] => [
      () => createLinks(untyped(value)),
      () => createLinks({ keys: untyped(value) }),
      () => createLinks({ keys: untyped([value]) }),
      () => createLinks({ keys: [keyWith({ id: value })] }),
      () => createLinks({ keys: [keyWith({ secret: [value] })] }),
      () => createLinks({ keys: [keyWith({ secret: `${String(value)}.` })] }),
      () => createLinks({ keys: [keyWith({ signFrom: value })] }),
      () => createLinks({ keys: [keyWith({ [String(value)]: 1 })] }),
      () => createLinks(untyped({ keys: [KEY], [String(value)]: 1 })),
      () => createLinks({ keys: [KEY], purpose: `${String(value)}_` }),
      () => createLinks({ keys: [KEY], perms: untyped([value]) }),
      () => createLinks({ keys: [KEY], maxTtl: untyped(value) }),
      () => createLinks({ keys: [KEY], clock: untyped(value) }),
      () => createLinks({ keys: [KEY], clock: () => untyped(value) }).sign('a', 'read', 60),
      () => createKeyring(untyped(value)),
      () => createKeyring([KEY]).replace(untyped([value])),
      () => createKey(untyped(`${String(value)}.`)),
      () => keysFromEnv(untyped({ DAYPASS_KEYS: value })),
      () => keysFromEnv({ DAYPASS_KEYS: `a:${String(value)}:x::` }),
      () => keysFromEnv({ DAYPASS_KEYS: `${SECRET_TEXT}=:${String(value)}` }),
      () => links.sign('a', untyped(value), 60),
      () => links.sign('a', 'read', untyped(value)),
      () => links.sign('a', 'read', 60, untyped(value)),
      () => links.sign('a', 'read', 60, untyped({ [String(value)]: 1 })),
      () => links.sign('a', 'read', 60, { scope: untyped(value) }),
      () => links.sign('a', 'read', 60, { addresses: untyped([value]) }),
      () => links.sign('a', 'read', 60, { notBefore: untyped(value) }),
      () => links.sign('a', 'read', 60, { boundTo: `${String(value)}\0` }),
      () => links.sign('a', 'read', 60, { ref: `${String(value)}\0` }),
      () => links.sign(`${String(value)}\0`, 'read', 60),
      () => links.verify(token, untyped(value)),
      () => links.verify(token, untyped({ [String(value)]: 1 })),
      () => links.verify(token, untyped({ perm: value })),
      () => links.verify(token, untyped({ fileId: [value] })),
      () => links.verify(token, untyped({ boundTo: [value] })),
      () => narrow(token, untyped(value)),
      () => narrow(token, untyped({ [String(value)]: 1 })),
      () => narrow(token, untyped({ perms: [value, 5] })),
    ])
    const kinds = new Set<string>()
    for (const act of acts) {
      const error = thrownBy(act)
      kinds.add(error.constructor.name)
      expectHidden(error, HIDDEN)
    }
    expect([...kinds].sort()).toEqual(['RangeError', 'TypeError'])
  })

  it('in errors about keys that are well-formed but wrong for the time', () => {
    const future = [{ ...KEY, signFrom: new Date(NOW + 1000) }]
    const short = [{ ...KEY, verifyUntil: new Date(NOW + 1000) }]
    expectHidden(
      thrownBy(() => linksAt(NOW, future).sign('a', 'read', 60)),
      HIDDEN,
    )
    expectHidden(
      thrownBy(() => linksAt(NOW, short).sign('a', 'read', 60)),
      HIDDEN,
    )
    expectHidden(
      thrownBy(() => linksAt(NOW, [KEY, KEY])),
      HIDDEN,
    )
  })
})
