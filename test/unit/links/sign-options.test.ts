import { createLinks, type LinksOptions, type SignOptions } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

const DAY = 86_400_000

/** Links whose clock can be set. */
function at(start: number, options: Omit<LinksOptions, 'keys' | 'clock'> = {}) {
  let now = start
  const links = createLinks({ keys: [KEY], clock: () => now, ...options })
  return {
    ...links,
    set: (time: number) => {
      now = time
    },
  }
}

function sign(options: unknown): string {
  return at(NOW).sign('a', ['read', 'write'], '1h', options as SignOptions)
}

describe('a plain link', () => {
  it('is what it is without conditions: a UUID, one permission and an end in 103 characters', () => {
    const token = at(NOW).sign('550e8400-e29b-41d4-a716-446655440000', 'read', '1h')

    expect(token.slice(0, -44)).toBe(`1.k.e${NOW / 1000 + 3600}.f550e8400-e29b-41d4-a716-446655440000.pread`)
    expect(token).toHaveLength(103)
    expect(at(NOW).sign('550e8400-e29b-41d4-a716-446655440000', 'read', '1h', {})).toBe(token)
    expect(at(NOW).sign('550e8400-e29b-41d4-a716-446655440000', 'read', '1h', { httpsOnly: false })).toBe(token)
  })

  const plain = {
    fileId: 'a',
    perms: ['read'],
    expiresAt: new Date(NOW + 3_600_000),
    keyId: 'k',
    depth: 0,
    bound: false,
  }

  it('asks nothing of the request, and gives no more than it says', () => {
    const { sign, verify } = at(NOW)

    for (const request of [{}, { address: undefined, secure: undefined, boundTo: undefined }, { secure: false }]) {
      expect(verify(sign('a', 'read', '1h'), request)).toEqual(plain)
    }
    expect(verify(sign('a', 'read', '1h'), { address: 'no address', boundTo: 'x'.repeat(1000) })).toEqual(plain)
  })

  it('adds to the grant what was asked for, and nothing beside it', () => {
    const { sign, verify } = at(NOW)
    const options = { notBefore: new Date(NOW), ref: 'case 7', response: { filename: 'a.pdf' } }

    expect(verify(sign('a', 'read', '1h', { ...options, httpsOnly: true }), { secure: true })).toEqual({
      ...plain,
      ...options,
    })
  })
})

describe('notBefore', () => {
  it('is the first instant at which the link works, to the millisecond', () => {
    const links = at(NOW)
    const token = links.sign('a', 'read', '1h', { notBefore: new Date(NOW + 60_000) })

    links.set(NOW + 59_999)
    expect(links.tryVerify(token).code).toBe('not-yet-valid')
    links.set(NOW + 60_000)
    expect(links.verify(token).notBefore).toEqual(new Date(NOW + 60_000))
  })

  it('is what a lifetime given as a duration counts from', () => {
    const { sign, tryVerify } = at(NOW)
    const endOf = (ttl: '1h' | Date, notBefore: SignOptions['notBefore'] & {}): Date | undefined =>
      tryVerify(sign('a', 'read', ttl, { notBefore })).refused?.expiresAt

    expect(endOf('1h', '2h')).toEqual(new Date(NOW + 3 * 3_600_000))
    expect(endOf('1h', 7200)).toEqual(new Date(NOW + 3 * 3_600_000))
    expect(endOf('1h', new Date(NOW + 2 * 3_600_000))).toEqual(new Date(NOW + 3 * 3_600_000))
    expect(endOf(new Date(NOW + 4 * 3_600_000), '2h')).toEqual(new Date(NOW + 4 * 3_600_000))
  })

  it('is rounded down to whole seconds, as a given end is', () => {
    const { sign, verify } = at(NOW)

    expect(verify(sign('a', 'read', '1h', { notBefore: new Date(NOW + 999) })).notBefore).toEqual(new Date(NOW))
  })

  it('may lie in the past', () => {
    const { sign, verify } = at(NOW)
    const grant = verify(sign('a', 'read', '2h', { notBefore: new Date(NOW - 3_600_000) }))

    expect(grant.notBefore).toEqual(new Date(NOW - 3_600_000))
    expect(grant.expiresAt).toEqual(new Date(NOW + 3_600_000))
    expect(() => sign('a', 'read', '1h', { notBefore: new Date(NOW - 3_600_000) })).toThrow(RangeError)
  })

  it('lies at most maxTtl ahead, and leaves at most maxTtl of life', () => {
    const { sign } = at(NOW, { maxTtl: '1d' })

    expect(sign('a', 'read', '1d', { notBefore: '1d' })).toMatch(/^1\.k\.b/)
    expect(() => sign('a', 'read', '1h', { notBefore: '86401s' })).toThrow(RangeError)
    expect(() => sign('a', 'read', '1h', { notBefore: new Date(NOW + DAY + 1000) })).toThrow(RangeError)
    expect(() => sign('a', 'read', '86401s', { notBefore: '1h' })).toThrow(RangeError)
    expect(() => sign('a', 'read', new Date(NOW + 86_401_000), { notBefore: new Date(NOW - 1000) })).toThrow(RangeError)
  })

  it('comes before the end', () => {
    const { sign } = at(NOW)

    expect(() => sign('a', 'read', new Date(NOW + 60_000), { notBefore: '1m' })).toThrow(RangeError)
    expect(() => sign('a', 'read', new Date(NOW + 60_000), { notBefore: '2m' })).toThrow(RangeError)
  })

  it.each([
    ['0s', RangeError],
    ['soon', RangeError],
    [0, RangeError],
    [-60, RangeError],
    [1.5, RangeError],
    [Number.NaN, RangeError],
    [Infinity, RangeError],
    [new Date(Number.NaN), RangeError],
    [new Date(-1000), RangeError],
    [null, TypeError],
    [undefined, TypeError],
    [true, TypeError],
    [{}, TypeError],
  ])('refuses %o', (notBefore, error) => {
    expect(() => sign({ notBefore })).toThrow(error)
  })

  it('too far ahead on a server with a smaller maxTtl is too-long-lived', () => {
    const links = at(NOW, { maxTtl: '1h', startLeeway: '15m' })
    const signed = (seconds: number): string =>
      at(NOW, { maxTtl: '1d' }).sign('a', 'read', '1m', { notBefore: seconds })
    // Its start is not reached: the earlier check answers.
    expect(links.tryVerify(signed(3600 + 901)).code).toBe('not-yet-valid')
    const long = at(NOW, { maxTtl: '1d' }).sign('a', 'read', '2h', { notBefore: '10m' })
    expect(links.tryVerify(long).code).toBe('too-long-lived')
  })
})

describe('startLeeway', () => {
  const early = 900_000

  it('lets a link start early, and never end late', () => {
    const links = at(NOW, { startLeeway: '15m' })
    const token = links.sign('a', 'read', '1h', { notBefore: '1h' })

    links.set(NOW + 3_600_000 - early - 1)
    expect(links.tryVerify(token).code).toBe('not-yet-valid')
    links.set(NOW + 3_600_000 - early)
    expect(links.tryVerify(token).ok).toBe(true)
    links.set(NOW + 2 * 3_600_000 - 1)
    expect(links.tryVerify(token).ok).toBe(true)
    links.set(NOW + 2 * 3_600_000)
    expect(links.tryVerify(token).code).toBe('expired')
  })

  it('is 0 if it is left out', () => {
    const token = at(NOW).sign('a', 'read', '1h', { notBefore: '1s' })

    for (const options of [{}, { startLeeway: 0 }]) {
      const links = at(NOW + 999, options)
      expect(links.tryVerify(token).code).toBe('not-yet-valid')
      links.set(NOW + 1000)
      expect(links.tryVerify(token).ok).toBe(true)
    }
  })

  it.each([901, '16m', '1h', -1, 0.5, Number.NaN, Infinity, '-1s'])(
    'is at most 15 minutes, and no %o',
    (startLeeway) => {
      expect(() => at(NOW, { startLeeway: startLeeway as number })).toThrow(RangeError)
    },
  )

  it.each([true, null, undefined, new Date(NOW)])('is not %o', (startLeeway) => {
    expect(() => at(NOW, { startLeeway: startLeeway as unknown as number })).toThrow(TypeError)
  })
})

describe('httpsOnly', () => {
  const { sign: signed, tryVerify } = at(NOW)
  const token = signed('a', 'read', '1h', { httpsOnly: true })

  it('refuses what did not come over https, or came nobody knows how', () => {
    expect(tryVerify(token, { secure: true }).ok).toBe(true)
    for (const request of [undefined, {}, { secure: false }, { secure: undefined }]) {
      expect(tryVerify(token, request).code).toBe('https-required')
    }
  })

  it.each(['true', 1, 'https', null, undefined])('is not %o', (httpsOnly) => {
    expect(() => sign({ httpsOnly })).toThrow(TypeError)
  })

  it.each(['true', 1, 'https', null])('is not answered by %o', (secure) => {
    expect(() => tryVerify(token, { secure: secure as unknown as boolean })).toThrow(TypeError)
  })
})

describe('ref', () => {
  const { verify, sign: signed } = at(NOW)

  it.each(['x', 'case 42/7', '\u{1f600}', '{"tenant":7}', 'é'.repeat(128), 'x'.repeat(256), '\n', '<b>'])(
    'is back in the grant: %s',
    (ref) => {
      expect(verify(signed('a', 'read', '1h', { ref })).ref).toBe(ref)
    },
  )

  it.each(['', 'x'.repeat(257), 'é'.repeat(129), '\ud800', 'a\0b', 'x'.repeat(10_000_000)])(
    'is at most 256 bytes of text',
    (ref) => {
      expect(() => sign({ ref })).toThrow(RangeError)
    },
  )

  it.each([7, null, undefined, ['a'], { a: 1 }])('is not %o', (ref) => {
    expect(() => sign({ ref })).toThrow(TypeError)
  })
})

describe('roundExpiry', () => {
  const minutes = (count: number): Date => new Date(Math.ceil(NOW / 300_000) * 300_000 + count * 60_000)

  function endOf(now: number, ttl: Date | number, roundExpiry: SignOptions['roundExpiry'] & {}, maxTtl = 86_400): Date {
    const { sign, verify } = at(now, { maxTtl: `${maxTtl}s` })
    return verify(sign('a', 'read', ttl, { roundExpiry })).expiresAt
  }

  it('rounds the end up to a multiple of the window', () => {
    expect(endOf(NOW, minutes(61), '5m')).toEqual(minutes(65))
    expect(endOf(NOW, new Date(minutes(60).getTime() + 1000), '5m')).toEqual(minutes(65))
    expect(endOf(NOW, minutes(60), '5m')).toEqual(minutes(60))
    expect(endOf(NOW, minutes(61), 300)).toEqual(minutes(65))
  })

  it('makes links within a window identical, and no others', () => {
    const tokenAt = (now: number): string => at(now).sign('a', 'read', '1h', { roundExpiry: '5m' })
    const window = Math.ceil(NOW / 300_000) * 300_000

    expect(tokenAt(window + 1000)).toBe(tokenAt(window + 300_999))
    expect(tokenAt(window + 1000)).toBe(tokenAt(window + 123_456))
    expect(tokenAt(window)).not.toBe(tokenAt(window + 1000))
    expect(tokenAt(window + 300_999)).not.toBe(tokenAt(window + 301_000))
  })

  it('rounds down if up would pass maxTtl', () => {
    expect(endOf(NOW, minutes(61), '5m', (minutes(65).getTime() - NOW) / 1000)).toEqual(minutes(65))
    expect(endOf(NOW, minutes(61), '5m', (minutes(65).getTime() - NOW) / 1000 - 1)).toEqual(minutes(60))
  })

  it("rounds down if up would pass the key's verifyUntil", () => {
    const endWith = (verifyUntil: Date): Date => {
      const { sign, verify } = createLinks({ keys: [{ ...KEY, verifyUntil }], clock: () => NOW })
      return verify(sign('a', 'read', minutes(61), { roundExpiry: '5m' })).expiresAt
    }

    expect(endWith(minutes(65))).toEqual(minutes(65))
    expect(endWith(new Date(minutes(65).getTime() - 1))).toEqual(minutes(60))
    expect(endWith(minutes(61))).toEqual(minutes(60))
  })

  it('is at most the lifetime', () => {
    expect(endOf(NOW, 300, '5m').getTime()).toBeGreaterThan(NOW)
    expect(() => endOf(NOW, 299, '5m')).toThrow(RangeError)
    const { sign: signed } = at(NOW)
    // A link that has started already has only what is left of its lifetime.
    expect(() => signed('a', 'read', '10m', { notBefore: new Date(NOW - 400_000), roundExpiry: '5m' })).toThrow(
      RangeError,
    )
  })

  it.each([
    [0, RangeError],
    ['0m', RangeError],
    [-300, RangeError],
    [0.5, RangeError],
    [Number.NaN, RangeError],
    [new Date(NOW), TypeError],
    [true, TypeError],
    [null, TypeError],
    [undefined, TypeError],
  ])('is not %o', (roundExpiry, error) => {
    expect(() => sign({ roundExpiry })).toThrow(error)
  })

  it('gives a living link within one window of what was asked, whatever the times', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 1, max: 7200 }),
        fc.integer({ min: 1, max: 7200 }),
        fc.nat(100),
        (offset, ttl, window, spare) => {
          fc.pre(window <= ttl)
          const now = NOW + offset
          const asked = Math.floor(now / 1000) + ttl
          const end = endOf(now, ttl, window, ttl + spare).getTime() / 1000

          expect(end % window).toBe(0)
          expect(Math.abs(end - asked)).toBeLessThan(window)
          expect(end * 1000).toBeGreaterThan(now)
          expect(end).toBeLessThanOrEqual(Math.floor(now / 1000) + ttl + spare)
        },
      ),
      runs(300),
    )
  })
})

describe('all conditions', () => {
  const all = {
    notBefore: new Date(NOW + 60_000),
    scope: 'tree',
    addresses: ['192.0.2.0/24', '2001:db8::/32'],
    httpsOnly: true,
    boundTo: 'session 7',
    response: { filename: 'é.png' },
    upload: { maxBytes: 10 },
    ref: 'case 7',
    roundExpiry: '5m',
  } as const
  const links = at(NOW)
  const token = links.sign('studies/42', ['read', 'write'], '1h', all)
  const request = {
    fileId: 'studies/42/a',
    perm: 'read',
    address: '192.0.2.1',
    secure: true,
    boundTo: 'session 7',
  } as const

  it('stand in one token, each off by default and none in the way of another', () => {
    links.set(NOW + 60_000)

    expect(links.verify(token, request)).toEqual({
      fileId: 'studies/42/a',
      perms: ['read', 'write'],
      expiresAt: expect.any(Date),
      keyId: 'k',
      depth: 0,
      bound: true,
      notBefore: all.notBefore,
      tree: 'studies/42',
      response: { filename: 'é.png' },
      upload: { maxBytes: 10 },
      ref: 'case 7',
    })
  })

  it.each([
    [{ address: undefined }, 'wrong-address'],
    [{ address: '198.51.100.1' }, 'wrong-address'],
    [{ address: '192.0.2.1.' }, 'wrong-address'],
    [{ secure: undefined }, 'https-required'],
    [{ secure: false }, 'https-required'],
    [{ boundTo: undefined }, 'binding-required'],
    [{ boundTo: 'session 8' }, 'bad-signature'],
    [{ fileId: 'studies/43' }, 'wrong-file'],
    [{ perm: 'delete' as const }, 'permission-denied'],
  ])('are each held on their own: %o is %s', (change, code) => {
    links.set(NOW + 60_000)

    expect(links.tryVerify(token, { ...request, ...change }).code).toBe(code)
  })

  it('are held if the request says nothing of them', () => {
    links.set(NOW + 60_000)
    for (const name of ['fileId', 'address', 'secure', 'boundTo'] as const) {
      const { [name]: _, ...less } = request
      expect(links.tryVerify(token, less).ok, name).toBe(false)
    }
  })

  it('are not answered by what a request inherits', () => {
    links.set(NOW + 60_000)
    for (const [name, answer] of Object.entries({ address: '192.0.2.1', secure: true, boundTo: 'session 7' })) {
      const { [name as keyof typeof request]: _, ...less } = request
      const { code } = links.tryVerify(token, less)
      expect(code).toBeDefined()
      Object.defineProperty(Object.prototype, name, { value: answer, configurable: true })
      try {
        expect(links.tryVerify(token, less).code).toBe(code)
      } finally {
        Reflect.deleteProperty(Object.prototype, name)
      }
    }
  })

  it.each(['notbefore', 'expires', 'fileId', 'perms', 'ip', '__proto__', 'constructor'])(
    'have no option %s',
    (name) => {
      const options = Object.defineProperty({}, name, { value: true, enumerable: true })

      expect(() => sign(options)).toThrow(TypeError)
    },
  )

  it('are never taken from what an object inherits', () => {
    const inherited = Object.create({ ref: 'x' })

    expect(() => sign(inherited)).toThrow(TypeError)
    expect(() => sign([])).toThrow(TypeError)
    expect(() => sign(new Map([['ref', 'x']]))).toThrow(TypeError)
    expect(() => sign('ref')).toThrow(TypeError)
    expect(() => sign(null)).toThrow(TypeError)
  })
})

const TREE = 'fileId of a tree must have no leading slash, no empty, "." or ".." segment, no backslash or %XX'
const PAST = 'ttl must end in the future and after notBefore'

// Whoever misuses an option reads what is wanted of it, and never what was given.
describe('what is said of misuse', () => {
  const { sign: signed } = at(NOW, { maxTtl: '1d' })
  const ending = { ...KEY, verifyUntil: new Date(NOW + 60_000) }
  const range = (message: string): Error => new RangeError(message)
  const type = (message: string): Error => new TypeError(message)
  const text = (name: string, bytes: number): string =>
    `${name} must be a string of 1 to ${bytes} UTF-8 bytes, well-formed and without NUL`
  const NETWORKS = 'addresses must be IPv4 or IPv6 addresses, or CIDRs without host bits'
  const MEDIA_TYPES = "upload.contentTypes must be 'type/subtype' or 'type/*'"

  it.each<[unknown, Error]>([
    [{ scope: 1 }, type('scope must be a string')],
    [{ scope: 'file' }, range("scope must be 'tree'")],
    [{ httpsOnly: 1 }, type('httpsOnly must be a boolean')],
    [{ addresses: '192.0.2.1' }, type('addresses must be a list')],
    [{ addresses: [] }, type('addresses must not be empty')],
    [{ addresses: [1] }, type('addresses must be strings')],
    [{ addresses: ['x'] }, range(NETWORKS)],
    [{ upload: 1 }, type('upload must be a plain object')],
    [{ upload: {} }, type('upload must have at least one member')],
    [{ upload: { size: 1 } }, type('upload: unknown name "size"; known are minBytes, maxBytes, contentTypes')],
    [{ upload: { minBytes: -1 } }, range('upload.minBytes must be a whole number of bytes, 0 to 2^53 - 1')],
    [{ upload: { maxBytes: '1' } }, type('upload.maxBytes must be a whole number of bytes, 0 to 2^53 - 1')],
    [{ upload: { contentTypes: 'a/b' } }, type('upload.contentTypes must be a list')],
    [{ upload: { contentTypes: [1] } }, type(MEDIA_TYPES)],
    [{ upload: { contentTypes: ['a'] } }, range(MEDIA_TYPES)],
    [{ upload: { minBytes: 2, maxBytes: 1 } }, range('upload.minBytes must be at most upload.maxBytes')],
    [{ response: 1 }, type('response must be a plain object')],
    [{ response: {} }, type('response must have at least one member')],
    [{ response: { filename: 1 } }, type('response.filename must be a string')],
    [
      { response: { filename: '/' } },
      range(
        'response.filename must not be "." or "..", nor contain "/", "\\", control or bidirectional characters (1 to 255 UTF-8 bytes)',
      ),
    ],
    [{ ref: 1 }, type(text('ref', 256))],
    [{ ref: '' }, range(text('ref', 256))],
    [{ boundTo: 1 }, type(text('boundTo', 256))],
    [{ boundTo: '' }, range(text('boundTo', 256))],
    [
      { notBefore: null },
      type("notBefore must be a duration such as '15m' or '7d', a whole number of seconds from 1 to 86400, or a Date"),
    ],
    [{ notBefore: new Date(-1) }, range('notBefore must be a valid Date, not before 1970')],
    [
      { notBefore: '2d' },
      range('notBefore must be at most 1d ahead; to allow more, raise maxTtl in createLinks({ maxTtl })'),
    ],
    [{ roundExpiry: '2h' }, range('roundExpiry must not be longer than the lifetime of the link')],
    [
      { roundExpiry: 0 },
      range("roundExpiry must be a duration such as '15m' or '7d', or a whole number of seconds from 1 to 86400"),
    ],
  ])('of the options %o', (options, error) => {
    expect(() => signed('a', ['read', 'write'], '1h', options as SignOptions)).toThrow(error)
  })

  it.each<[string, () => unknown, Error]>([
    ['a folder', () => signed('a//b', 'read', '1h', { scope: 'tree' }), range(TREE)],
    [
      'upload without a permission for it',
      () => signed('a', 'read', '1h', { upload: { maxBytes: 1 } }),
      range('upload requires the permission "write" or "create"'),
    ],
    [
      'response without a permission for it',
      () => signed('a', 'write', '1h', { response: { filename: 'a' } }),
      range('response requires the permission "read" or a custom permission'),
    ],
    ['a file id', () => signed('', 'read', '1h'), range(text('fileId', 512))],
    ['an end that is past', () => signed('a', 'read', new Date(NOW)), range(PAST)],
    [
      'an end too far ahead',
      () => signed('a', 'read', '2d'),
      range('ttl must be at most 1d long; to allow more, raise maxTtl in createLinks({ maxTtl })'),
    ],
    [
      'an end that no link can say',
      () => signed('a', 'read', new Date(1e14)),
      range('ttl is too far in the future (latest: 5138-11-16)'),
    ],
    [
      "an end after the key's",
      () => createLinks({ keys: [ending], clock: () => NOW }).sign('a', 'read', '1h'),
      range('ttl must not end after verifyUntil of the signing key "k"'),
    ],
    [
      'a permission that is not declared',
      () => signed('a', 'annotate' as 'read', '1h'),
      range(
        'perms: "annotate" is neither standard (read, write, create, delete, list) nor declared in createLinks({ perms })',
      ),
    ],
    [
      'a permission of another form',
      () => signed('a', 'A' as 'read', '1h'),
      range('perms must be of the form [a-z][a-z0-9-]{0,31}'),
    ],
  ])('of %s', (_, act, error) => {
    expect(act).toThrow(error)
  })
})
