import { LinkError, type LinkErrorCode, type LinkRequest, narrow } from 'daypass'
import { describe, expect, it, vi } from 'vitest'
import { linksAt, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { HUGE, NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const links = linksAt()
const token = links.sign('a', 'read', '1h')
const ask = (request: unknown) => links.tryVerify(token, untyped(request))

/** Both verbs, with a good token and a bad one: misuse is told before the token is looked at. */
function expectRefused(request: unknown, kind: typeof TypeError | typeof RangeError, name: string): void {
  for (const text of [token, 'x']) {
    expectMisuse(() => links.verify(text, untyped(request)), kind, name)
    expectMisuse(() => links.tryVerify(text, untyped(request)), kind, name)
  }
}

describe('a request', () => {
  it.each(NOT_OBJECTS)('that is %s is a TypeError', (_, request) => {
    expectRefused(request, TypeError, 'request')
  })

  it.each([
    'fileID',
    'file',
    'path',
    'perms',
    'permission',
    'ip',
    'https',
    'boundto',
    '__proto__',
    'constructor',
    'maxTtl',
    'clock',
  ])('with the unknown name %s is a TypeError', (name) => {
    expectRefused(Object.fromEntries([[name, 'x']]), TypeError, `unknown name "${name}"; known are`)
    expectRefused(Object.fromEntries([[name, undefined]]), TypeError, 'unknown name')
  })

  it('that is left out, or empty, asks for nothing but a living link', () => {
    expect([ask(undefined).ok, ask({}).ok, ask(Object.create(null)).ok]).toEqual([true, true, true])
  })

  it.each(['fileId', 'perm'])('whose %s is undefined is a TypeError, and never "any"', (name) => {
    expectRefused({ [name]: undefined }, TypeError, name)
    expectRefused(Object.defineProperty({}, name, { value: undefined }), TypeError, name)
  })

  it.each(['fileId', 'perm'])(
    'whose %s is given by a Proxy that claims not to have it is a TypeError, and never "any"',
    (name) => {
      for (const value of [null, 42, {}, 'b', 'read']) {
        const request = new Proxy({}, { get: (_, key) => (key === name ? value : undefined) })
        expectRefused(request, TypeError, `${name} must be an own property`)
      }
    },
  )

  it.each(['address', 'secure', 'boundTo'])('whose %s is undefined does not know it', (name) => {
    expect(ask({ [name]: undefined }).ok).toBe(true)
  })

  it.each(NOT_STRINGS)('of which a member is %s is a TypeError', (_, value) => {
    for (const name of ['fileId', 'perm', 'address', 'boundTo']) {
      if (name === 'address' && typeof value === 'function') continue // the one member of these that may be a function
      expectRefused({ [name]: value }, TypeError, `${name} must be a string`)
    }
  })

  it.each([null, 'true', 'https', 0, 1, [], {}, new Boolean(true)])('whose secure is %j is a TypeError', (secure) => {
    expectRefused({ secure }, TypeError, 'secure must be a boolean')
  })

  it.each(['undeclared', '', 'READ', 'read ', '__proto__', 'constructor', 'has', '\ud800', HUGE])(
    'for a permission that nobody declared is a RangeError (%#)',
    (perm) => {
      expectRefused({ perm }, RangeError, 'perm')
    },
  )

  it.each(['', '\0', '\ud800', '🗝', '__proto__', 'constructor', HUGE])(
    'for any other file is refused as such (%#)',
    (fileId) => {
      expect(ask({ fileId }).code).toBe('wrong-file')
    },
  )

  it.each(['', '\0', '\ud800', 'me\0', HUGE])('of anybody else is refused as such (%#)', (boundTo) => {
    const bound = links.sign('a', 'read', '1h', { boundTo: 'me' })
    expect(links.tryVerify(bound, { boundTo }).code).toBe('bad-signature')
  })

  it.each(['', '\0', 'localhost', '192.0.2.1 ', '192.0.2.1%25', HUGE])(
    'from anywhere else is refused as such (%#)',
    (address) => {
      const local = links.sign('a', 'read', '1h', { addresses: ['192.0.2.1'] })
      expect(links.tryVerify(local, { address }).code).toBe('wrong-address')
      expect(links.tryVerify(local, { address: '192.0.2.1' }).ok).toBe(true)
    },
  )

  it('is read once per member: an answer that changes does not pass the check and then the comparison', () => {
    const reads: string[] = []
    const seen = (name: string, first: unknown, later: unknown) => () => {
      reads.push(name)
      return reads.filter((read) => read === name).length > 1 ? later : first
    }
    const request = Object.defineProperties({} as LinkRequest<'read'>, {
      fileId: { enumerable: true, get: seen('fileId', 'b', 'a') },
      perm: { enumerable: true, get: seen('perm', 'read', 'write') },
    })
    expect(links.tryVerify(token, request).code).toBe('wrong-file')
    expect(reads.sort()).toEqual(['fileId', 'perm'])
  })

  it('is not changed, so that one object can serve for many links', () => {
    const request = Object.freeze({ fileId: 'a', perm: 'read' } as const)
    expect([ask(request).ok, ask(request).ok]).toEqual([true, true])
  })

  it('whose getter throws tells that very error', () => {
    const error = new Error('mine')
    const request = Object.defineProperty({}, 'fileId', {
      enumerable: true,
      get: () => {
        throw error
      },
    })
    expect(() => ask(request)).toThrow(error)
  })

  it.each([
    ['address', '192.0.2.1', { addresses: ['192.0.2.0/24'] }],
    ['secure', true, { httpsOnly: true }],
    ['boundTo', 'me', { boundTo: 'me' }],
  ])('takes no %s from a polluted Object.prototype', (name, value, condition) => {
    const strict = links.sign('a', 'read', '1h', condition)
    const clean = links.tryVerify(strict, {})
    expect(clean.ok).toBe(false)
    const polluted = Object.prototype as Record<string, unknown>
    polluted[name] = value
    try {
      expect(links.tryVerify(strict, {})).toEqual(clean)
      expect(links.tryVerify(strict)).toEqual(clean)
    } finally {
      delete polluted[name]
    }
    expect(links.tryVerify(strict, { [name]: value }).ok).toBe(true)
  })
})

describe('an address or secure that is a function', () => {
  const addressed = links.sign('a', 'read', '1h', { addresses: ['192.0.2.0/24'] })
  const secured = links.sign('a', 'read', '1h', { httpsOnly: true })
  const both = links.sign('a', 'read', '1h', { addresses: ['192.0.2.0/24'], httpsOnly: true })
  const functions = (address: unknown = '192.0.2.1', secure: unknown = true) => {
    return { address: vi.fn(() => address as string), secure: vi.fn(() => secure as boolean) }
  }
  const calls = ({ address, secure }: ReturnType<typeof functions>) => [
    address.mock.calls.length,
    secure.mock.calls.length,
  ]

  it.each<[string, string, number[]]>([
    ['without conditions', token, [0, 0]],
    ['for addresses', addressed, [1, 0]],
    ['for https', secured, [0, 1]],
    ['for both', both, [1, 1]],
    ['narrowed to an address', narrow(token, { addresses: ['192.0.2.1'] }), [1, 0]],
    ['narrowed to https', narrow(token, { httpsOnly: true }), [0, 1]],
    [
      'whose every block lists addresses',
      narrow(narrow(both, { addresses: ['192.0.2.1'] }), { httpsOnly: true }),
      [1, 1],
    ],
  ])('is called once, and only if the link needs it: a link %s', (_, text, expected) => {
    for (const verb of ['verify', 'tryVerify'] as const) {
      const request = functions()
      expect(links[verb](text, { fileId: 'a', perm: 'read', ...request })).toBeTruthy()
      expect(calls(request)).toEqual(expected)
    }
    expect(links.tryVerify(text, functions()).ok).toBe(true)
  })

  it('is called without this and without arguments', () => {
    const seen: unknown[] = []
    const record = function (this: unknown, ...given: unknown[]): void {
      seen.push(this, given)
    }
    links.tryVerify(addressed, { address: untyped(record) })
    links.tryVerify(secured, { secure: untyped(record) })
    expect(seen).toEqual([undefined, [], undefined, []])
  })

  const bound = links.sign('a', 'read', '1h', { addresses: ['192.0.2.1'], httpsOnly: true, boundTo: 'me' })
  it.each<[LinkErrorCode, string, object]>([
    ['malformed', 'x', {}],
    ['binding-required', bound, {}],
    ['unknown-key', both.replace(/^1\.[^.]+/, '1.other'), {}],
    ['bad-signature', bound, { boundTo: 'you' }],
    ['expired', narrow(both, { ttl: new Date(1000) }), {}],
    ['wrong-file', both, { fileId: 'b' }],
    ['permission-denied', both, { perm: 'write' }],
  ])('is not called if the link is refused before: %s', (code, text, request) => {
    const lazy = functions()
    expect(links.tryVerify(text, { ...request, ...lazy }).code).toBe(code)
    expect(calls(lazy)).toEqual([0, 0])
  })

  it('is asked for the address first: https is not asked for if that is wrong', () => {
    const lazy = functions('198.51.100.1')
    expect(links.tryVerify(both, lazy).code).toBe('wrong-address')
    expect(calls(lazy)).toEqual([1, 0])
  })

  it('decides as its result does', () => {
    for (const text of [token, addressed, secured, both]) {
      for (const address of [undefined, '', '192.0.2.1', '198.51.100.1', '::1']) {
        for (const secure of [undefined, true, false]) {
          const expected = links.tryVerify(text, { address, secure })
          expect(links.tryVerify(text, { address: () => address, secure: () => secure })).toEqual(expected)
        }
      }
    }
  })

  it('is in no grant and in no copy: the request of the caller is not changed, and each verification calls again', () => {
    const request = Object.freeze(functions())
    links.tryVerify(both, request)
    links.tryVerify(both, request)
    expect(calls(request)).toEqual([2, 2])
  })

  it('that does not know is told in the message, as a missing member is', () => {
    for (const [text, name] of [
      [addressed, 'address'],
      [secured, 'secure'],
    ] as const) {
      const messages = [{}, { [name]: undefined }, { [name]: () => undefined }].map((request) => {
        try {
          return links.verify(text, request)
        } catch (error) {
          return error instanceof LinkError && error.message
        }
      })
      expect(messages[0]).toContain(`the request has no ${name}`)
      expect(messages).toEqual([messages[0], messages[0], messages[0]])
    }
  })

  it.each([null, 7, {}, [], Promise.resolve('192.0.2.1'), () => '192.0.2.1'])(
    'whose result has another type is a TypeError, and never "not known": %s',
    (result) => {
      const address = (): string => untyped(result)
      const secure = (): boolean => untyped(result)
      for (const verb of ['verify', 'tryVerify'] as const) {
        expectMisuse(() => links[verb](addressed, { address }), TypeError, 'the function address must return a string')
        expectMisuse(() => links[verb](secured, { secure }), TypeError, 'the function secure must return a boolean')
      }
      expect(links.tryVerify(token, { address, secure }).ok).toBe(true)
    },
  )

  it('that throws stops the verification with that very error', () => {
    const error = new Error('mine')
    const broken = (): never => {
      throw error
    }
    for (const verb of ['verify', 'tryVerify'] as const) {
      expect(() => links[verb](addressed, { address: broken })).toThrow(error)
      expect(() => links[verb](secured, { secure: broken })).toThrow(error)
    }
  })

  it('is not taken from a polluted Object.prototype', () => {
    const polluted = Object.prototype as Record<string, unknown>
    polluted.address = () => '192.0.2.1'
    polluted.secure = () => true
    try {
      expect([links.tryVerify(addressed, {}).code, links.tryVerify(secured, {}).code]).toEqual([
        'wrong-address',
        'https-required',
      ])
    } finally {
      delete polluted.address
      delete polluted.secure
    }
  })
})
