import { createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { createKey, createKeyring, createLinks, type Key } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyIds, secrets } from '../../support/arbitraries.ts'
import { KEY, NOW, SECRET, SECRET_TEXT, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'
import { HUGE, NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const load = (key: unknown) => createLinks({ keys: [untyped(key)], clock: () => NOW })
const loadSecret = (secret: unknown) => load({ id: 'k', secret })

describe('createKey', () => {
  it('makes a frozen plain key with a new secret of 32 bytes and, if none is given, a new id', () => {
    const keys = Array.from({ length: 50 }, () => createKey())
    for (const key of keys) {
      expect(Object.isFrozen(key)).toBe(true)
      expect(Object.keys(key)).toEqual(['id', 'secret'])
      expect(key.secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(Buffer.from(key.secret, 'base64url')).toHaveLength(32)
      expect(load(key).sign('a', 'read', 60)).toContain(`1.${key.id}.`)
    }
    expect(new Set(keys.map((key) => key.secret)).size).toBe(50)
    // An id has 32 random bits: once in three million runs, two of them are the same.
    expect(new Set(keys.map((key) => key.id)).size).toBeGreaterThan(40)
  })

  it('takes an id', () => {
    fc.assert(
      fc.property(keyIds, (id) => {
        expect(createKey(id).id).toBe(id)
      }),
      runs(50),
    )
  })

  it.each(NOT_STRINGS)('of an id that is %s is a TypeError', (_, id) => {
    expectMisuse(() => createKey(untyped(id)), TypeError, 'key id must be 1 to 32 of A-Z a-z 0-9 _ -')
  })

  it.each(['', 'a.b', 'a~b', 'a b', 'a:b', 'a,b', 'é', '🗝', '\ud800', 'a\0', 'a\n', 'k'.repeat(33), HUGE])(
    'of an id of another form is a RangeError (%#)',
    (id) => {
      expectMisuse(() => createKey(id), RangeError, 'key id')
    },
  )

  it('is shown by inspect, and a copy of it too, with a word in the place of the secret', () => {
    for (const key of [createKey('k'), { ...createKey('k') }]) expect(inspect(key)).toContain("secret: '[hidden]'")
  })

  it('comes back from JSON as a key that makes the same links', () => {
    const key = createKey('k')
    const restored = JSON.parse(JSON.stringify(key)) as Key
    expect(restored).toEqual({ id: 'k', secret: key.secret })
    expect(load(restored).sign('a', 'read', 60)).toBe(load(key).sign('a', 'read', 60))
  })
})

describe('a key', () => {
  it.each(NOT_OBJECTS)('that is %s is a TypeError', (_, key) => {
    expectMisuse(() => load(key), TypeError, 'key')
  })

  it.each(['name', 'Id', 'kid', 'secretKey', 'notBefore', 'signfrom', 'expires', '__proto__', 'constructor'])(
    'with the unknown property %s is a TypeError',
    (name) => {
      expectMisuse(() => load({ ...KEY, ...Object.fromEntries([[name, 'x']]), [name]: 'x' }), TypeError, 'key')
      expectMisuse(
        () => load(Object.defineProperty({ ...KEY }, name, { value: 'x', enumerable: true })),
        TypeError,
        `unknown name "${name}"`,
      )
    },
  )

  it.each(['id', 'secret', 'signFrom', 'signUntil', 'verifyUntil'])('whose %s is undefined is a TypeError', (name) => {
    expectMisuse(() => load({ ...KEY, [name]: undefined }), TypeError, name)
  })

  it.each(['id', 'secret'])('without %s is a TypeError', (name) => {
    expectMisuse(
      () => load(Object.fromEntries(Object.entries(KEY).filter(([member]) => member !== name))),
      TypeError,
      name,
    )
  })

  it.each(NOT_STRINGS)('whose id is %s is a TypeError', (_, id) => {
    expectMisuse(() => load({ ...KEY, id }), TypeError, 'key id')
  })

  it.each(['', 'a.b', 'a~b', 'a b', 'é', '\ud800', 'a\0', 'a\n', 'k'.repeat(33), HUGE, SECRET_TEXT])(
    'whose id has another form is a RangeError that does not quote it (%#)',
    (id) => {
      expectMisuse(() => load({ ...KEY, id }), RangeError, 'key id')
    },
  )

  it('is read once per property', () => {
    const reads: string[] = []
    const key = new Proxy(KEY, {
      get: (target, name) => {
        reads.push(String(name))
        return Reflect.get(target, name)
      },
    })
    load(key)
    expect(reads.sort()).toEqual(['id', 'secret'])
  })
})

describe('a secret', () => {
  it('is the same key as text, as bytes and as a KeyObject', () => {
    const property = fc.property(secrets, (bytes) => {
      const text = Buffer.from(bytes).toString('base64url')
      fc.pre(!/^[0-9A-Fa-f]+$/.test(text))
      const forms = [text, bytes, Buffer.from(bytes), createSecretKey(bytes)]
      expect(new Set(forms.map((secret) => loadSecret(secret).sign('a', 'read', 60))).size).toBe(1)
    })
    fc.assert(property, runs(50))
  })

  it('in bytes is copied: what happens to them later changes nothing', () => {
    const bytes = Uint8Array.from(SECRET)
    const links = loadSecret(bytes)
    const keyring = createKeyring([{ id: 'k', secret: bytes }])
    bytes.fill(0)
    expect(links.sign('a', 'read', 60)).toBe(loadSecret(SECRET).sign('a', 'read', 60))
    // The key of a purpose is derived when the purpose comes up, which may be later.
    const late = createLinks({ keys: keyring, clock: () => NOW })
    expect(late.sign('a', 'read', 60)).toBe(loadSecret(SECRET).sign('a', 'read', 60))
  })

  it('in a view is the bytes of the view, and no others of its buffer', () => {
    const whole = Buffer.concat([randomBytes(8), SECRET, randomBytes(8)])
    expect(loadSecret(whole.subarray(8, 40)).sign('a', 'read', 60)).toBe(loadSecret(SECRET).sign('a', 'read', 60))
  })

  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  it.each([
    ['null', null],
    ['a number', 5],
    ['a list of bytes', Array.from(SECRET)],
    ['an ArrayBuffer', Uint8Array.from(SECRET).buffer],
    ['a wider array', Uint16Array.from(SECRET)],
    ['a DataView', new DataView(Uint8Array.from(SECRET).buffer)],
    ['a String object', new String(SECRET_TEXT)],
    ['an object with toString', { toString: () => SECRET_TEXT }],
    ['a JWK', { kty: 'oct', k: SECRET_TEXT }],
    ['a public key', publicKey],
    ['a private key', privateKey],
    ['the public half of a private key', createPublicKey(privateKey)],
    ['what looks like a KeyObject', { type: 'secret', symmetricKeySize: 32, export: () => SECRET }],
    ['a Proxy of bytes', new Proxy(SECRET, {})],
  ])('that is %s is a TypeError with the command that makes a good one', (_, secret) => {
    expectMisuse(() => loadSecret(secret), TypeError, 'secret')
    expectMisuse(
      () => loadSecret(secret),
      TypeError,
      "node -p \"'DAYPASS_KEYS=2026-11:' + require('node:crypto').randomBytes(32).toString('base64url')\"",
    )
  })

  const padded = Buffer.from(SECRET).toString('base64')
  it.each([
    ['empty text', ''],
    ['31 bytes', randomBytes(31)],
    ['31 bytes as text', randomBytes(31).toString('base64url')],
    ['no bytes', new Uint8Array(0)],
    ['65 bytes', randomBytes(65)],
    ['65 bytes as text', randomBytes(65).toString('base64url')],
    ['a KeyObject of 16 bytes', createSecretKey(randomBytes(16))],
    ['a KeyObject of 65 bytes', createSecretKey(randomBytes(65))],
    ['padded base64', padded],
    ['padded base64url', `${SECRET_TEXT}=`],
    ['base64 with "+"', `+${SECRET_TEXT.slice(1)}`],
    ['base64 with "/"', `/${SECRET_TEXT.slice(1)}`],
    ['hex', Buffer.from(SECRET).toString('hex')],
    ['hex in capitals', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['hex of 24 bytes', 'ab'.repeat(24)],
    ['text with spare bits set', `${SECRET_TEXT.slice(0, -1)}${nextCharacter(SECRET_TEXT.slice(-1))}`],
    ['text of a length that base64url has not', `${SECRET_TEXT}AA`],
    ['text with a space', ` ${SECRET_TEXT.slice(1)}`],
    ['text with a line feed behind it', `${SECRET_TEXT}\n`],
    ['a pass phrase', 'correct horse battery staple, and some more of that'],
    ['a PEM key', String(privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['the text of a JWK', JSON.stringify({ kty: 'oct', k: SECRET_TEXT })],
    ['text beyond ASCII', 'é'.repeat(43)],
    ['text with NUL', `${'A'.repeat(42)}\0`],
    ['ten million characters', HUGE],
    ['the word undefined', 'undefined'],
  ])('of %s is a RangeError with the command that makes a good one', (_, secret) => {
    expectMisuse(() => loadSecret(secret), RangeError, 'secret')
    expectMisuse(
      () => loadSecret(secret),
      RangeError,
      "node -p \"'DAYPASS_KEYS=2026-11:' + require('node:crypto').randomBytes(32).toString('base64url')\"",
    )
  })

  it('of 32 to 64 bytes is taken', () => {
    for (const length of [32, 33, 34, 48, 63, 64]) {
      const secret = Buffer.alloc(length, 0xfb)
      expect(loadSecret(secret).sign('a', 'read', 60)).toBe(
        loadSecret(secret.toString('base64url')).sign('a', 'read', 60),
      )
    }
  })

  it('made by the command in the message is taken', () => {
    expect(loadSecret(randomBytes(32).toString('base64url')).tryVerify('x').code).toBe('malformed')
  })
})

describe('the times of a key', () => {
  it.each(['signFrom', 'signUntil', 'verifyUntil'])('%s of a wrong type is a TypeError', (name) => {
    for (const value of [null, NOW, {}, { getTime: () => NOW }, Object.create(Date.prototype)])
      expectMisuse(() => load({ ...KEY, [name]: value }), TypeError, name)
  })

  it('survive JSON: a key that was stored signs and verifies by the same times', () => {
    const at = (ms: number) => new Date(NOW + ms)
    const property = fc.property(
      fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 })),
      ([first, second, third]) => {
        const times = { signFrom: at(first), signUntil: at(first + second), verifyUntil: at(first + second + third) }
        const stored = JSON.parse(JSON.stringify({ ...createKey('k'), ...times })) as Key
        const outcomes = [stored, { ...stored, ...times }].map((key) =>
          [-1, first - 1, first, first + second - 1, first + second, first + second + third].map((ms) => {
            const links = createLinks({ keys: [key], clock: () => NOW + ms })
            try {
              return links.sign('a', 'read', at(first + second + third))
            } catch (error) {
              return (error as Error).message
            }
          }),
        )
        expect(typeof stored.verifyUntil).toBe('string')
        expect(outcomes[0]).toEqual(outcomes[1])
      },
    )
    fc.assert(property, runs(100))
  })

  it.each(['signFrom', 'signUntil', 'verifyUntil'])(
    '%s is ISO 8601 text in UTC, with milliseconds or without',
    (name) => {
      const good = [
        '2026-11-24T12:00:00Z',
        '2026-11-24T12:00:00.000Z',
        '2024-02-29T00:00:00Z',
        new Date(8.6e15).toJSON(),
      ]
      for (const text of good) expect(load({ ...KEY, [name]: text }).tryVerify('x').code).toBe('malformed')
      const bad = [
        '',
        String(NOW),
        '2026-11-24',
        '2026-11-24T12:00Z',
        '2026-11-24T12:00:00',
        '2026-11-24T12:00:00z',
        '2026-11-24 12:00:00Z',
        '2026-11-24T12:00:00.0Z',
        '2026-11-24T12:00:00.000000Z',
        '2026-11-24T12:00:00+00:00',
        '2026-11-24T12:00:00+01:00',
        '2026-02-30T00:00:00Z',
        '2025-02-29T00:00:00Z',
        '2026-11-24T24:00:00Z',
        '2026-11-24T12:00:60Z',
        ' 2026-11-24T12:00:00Z',
        '2026-11-24T12:00:00Z\n',
        'Tue, 24 Nov 2026 12:00:00 GMT',
        new Date(NOW).toString(),
        'tomorrow',
        HUGE,
      ]
      for (const text of bad) {
        expectMisuse(
          () => load({ ...KEY, [name]: text }),
          RangeError,
          `${name} must be a valid Date, or ISO 8601 text in UTC`,
        )
      }
    },
  )

  it.each(['signFrom', 'signUntil', 'verifyUntil'])('%s that is not a valid Date is a RangeError', (name) => {
    expectMisuse(() => load({ ...KEY, [name]: new Date(Number.NaN) }), RangeError, `${name} must be a valid Date`)
  })

  it('must be in order, signFrom < signUntil <= verifyUntil', () => {
    const at = (ms: number) => new Date(NOW + ms)
    const wrong = [
      { signFrom: at(1), signUntil: at(1) },
      { signFrom: at(2), signUntil: at(1) },
      { signUntil: at(2), verifyUntil: at(1) },
      { signFrom: at(1), verifyUntil: at(1) },
      { signFrom: at(2), verifyUntil: at(1) },
      { signFrom: at(0), signUntil: at(2), verifyUntil: at(1) },
    ]
    for (const times of wrong)
      expectMisuse(() => load({ ...KEY, ...times }), RangeError, 'signFrom must be before signUntil')
    const right = [
      { signFrom: at(0), signUntil: at(1) },
      { signUntil: at(1), verifyUntil: at(1) },
      { signFrom: at(0), verifyUntil: at(1) },
    ]
    for (const times of right) expect(load({ ...KEY, ...times }).tryVerify('x').code).toBe('malformed')
  })

  it('are copied: what happens to a Date later changes nothing', () => {
    const verifyUntil = new Date(NOW + 60_000)
    const links = load({ ...KEY, verifyUntil })
    const token = links.sign('a', 'read', 30)
    verifyUntil.setTime(0)
    expect(links.tryVerify(token).ok).toBe(true)
  })

  it('name the key in what they throw', () => {
    expectMisuse(() => load({ ...KEY, id: 'mine-1', signFrom: 5 }), TypeError, '"mine-1"')
  })
})

function nextCharacter(c: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt(alphabet.indexOf(c) + 1)
}
