import { createHmac, hash as realHash } from 'node:crypto'
import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deriveKey, equalMacs, macBlock, macText, verifyPlainMac } from '../../src/mac.ts'
import { secrets } from '../support/arbitraries.ts'
import { KEY, NOW, SECRET } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'

// RFC 4231, section 4: test cases 1 to 7 for HMAC-SHA-256. Case 5 shows 128 bits only.
const RFC_4231: readonly [number, Buffer, Buffer, string][] = [
  [
    1,
    Buffer.alloc(20, 0x0b),
    Buffer.from('Hi There'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    2,
    Buffer.from('Jefe'),
    Buffer.from('what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    3,
    Buffer.alloc(20, 0xaa),
    Buffer.alloc(50, 0xdd),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  ],
  [
    4,
    Buffer.from(Array.from({ length: 25 }, (_, i) => i + 1)),
    Buffer.alloc(50, 0xcd),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
  [5, Buffer.alloc(20, 0x0c), Buffer.from('Test With Truncation'), 'a3b6167473100ee06e0c796c2955552b'],
  [
    6,
    Buffer.alloc(131, 0xaa),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    7,
    Buffer.alloc(131, 0xaa),
    Buffer.from(
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
]
const isAscii = (bytes: Buffer): boolean => bytes.every((byte) => byte < 0x80)
const KEY_AS_TEXT = RFC_4231.filter(([, key, data]) => isAscii(key) && isAscii(data))

describe('HMAC-SHA256 by RFC 4231', () => {
  it.each(RFC_4231)('holds for createHmac, the oracle of these tests: case %i', (_, key, data, expected) => {
    expect(createHmac('sha256', key).update(data).digest('hex').startsWith(expected)).toBe(true)
  })

  it.each(KEY_AS_TEXT)('holds for both ways to a MAC, if key and data are text: case %i', (_, key, data, expected) => {
    for (const oneShot of [true, false]) {
      // A key is filled up with zeros to a block (RFC 2104, section 2), so that this is the same key in 43 characters.
      const mac = macBlock(key.toString().padEnd(43, '\0'), data.toString(), oneShot)
      expect(Buffer.from(mac, 'base64url').toString('hex').startsWith(expected)).toBe(true)
    }
  })

  it('has cases of that kind', () => {
    expect(KEY_AS_TEXT.map(([number]) => number)).toEqual([1, 2, 5])
  })
})

/** The format's key derivation and MAC, by createHmac alone. */
function hmacText(secret: Uint8Array, purpose: string, text: string): string {
  const key = createHmac('sha256', secret).update(`daypass/1/${purpose}`).digest()
  return createHmac('sha256', key).update(text).digest('base64url')
}

// Lengths around the blocks of SHA-256, and characters of one to four bytes.
const messages = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '\u0131', '日', '🗝', '\0'), maxLength: 768 }),
  fc.integer({ min: 0, max: 300 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 2000, max: 2305 }).map((length) => '~'.repeat(length)),
)

describe('the MAC', () => {
  it('is that of createHmac, for any key and text', () => {
    const property = fc.property(
      secrets,
      fc.stringMatching(/^[a-z0-9.-]{1,64}$/),
      fc.array(messages, { minLength: 1, maxLength: 4 }),
      (secret, purpose, texts) => {
        const key = deriveKey(secret, purpose)
        // Several texts under one key, long and short in turn: nothing of one may stay for the next.
        for (const text of texts) expect(macText(key, text)).toBe(hmacText(secret, purpose, text))
      },
    )
    fc.assert(property, runs(500))
  })

  it('of a narrowing block is that of createHmac under the text of its parent, both ways', () => {
    const parents = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'))
    const property = fc.property(parents, messages, (parent, block) => {
      const expected = createHmac('sha256', parent).update(block).digest('base64url')
      expect([macBlock(parent, block), macBlock(parent, block, true)]).toEqual([expected, expected])
    })
    fc.assert(property, runs(500))
  })

  it('takes UTF-8 and not latin1: characters with the same low byte differ', () => {
    const key = deriveKey(SECRET, 'links')
    const texts = ['1', '\u0131', '\u0231', '\uff31', 'Q']
    expect(new Set(texts.map((text) => macText(key, text))).size).toBe(texts.length)
  })

  it('takes the longest text that a token and a binding can make', () => {
    const key = deriveKey(SECRET, 'links')
    const text = `${'x'.repeat(2048 - 44)}\0${'é'.repeat(128)}`
    expect(macText(key, text)).toBe(hmacText(SECRET, 'links', text))
  })

  it('is of all of a text or of nothing: one that would not fit is refused', () => {
    const key = deriveKey(SECRET, 'links')
    for (const character of ['x', '日']) {
      const longest = character.repeat(2048 + 1 + 256)
      expect(macText(key, longest)).toBe(hmacText(SECRET, 'links', longest))
      expect(() => macText(key, `${longest}x`)).toThrow(new RangeError('text is too long to MAC'))
    }
  })
})

describe('verifyPlainMac', () => {
  const key = deriveKey(SECRET, 'links')
  const signed = (text: string) => `${text}.${hmacText(SECRET, 'links', text)}`

  it('holds for a text, a dot and the MAC of the text, whatever the length', () => {
    for (let length = 1; length <= 2004; length += length < 300 ? 1 : 71) {
      const token = signed('x'.repeat(length))
      expect(verifyPlainMac(key, token)).toBe(true)
      expect(verifyPlainMac(key, `y${token.slice(1)}`)).toBe(false)
    }
  })

  it('never holds for what is not ASCII, even if the MAC is right', () => {
    for (const text of ['é', 'a\u0131b', '日本', '🗝', '\ud800']) expect(verifyPlainMac(key, signed(text))).toBe(false)
    expect(verifyPlainMac(key, signed('1').replace('1', '\u0131'))).toBe(false)
  })
})

describe('equalMacs', () => {
  const mac = macText(deriveKey(SECRET, 'links'), 'a')

  it('is true for equal texts only', () => {
    expect(equalMacs(mac, mac)).toBe(true)
    const others = [...mac].map((c, i) => mac.slice(0, i) + (c === 'A' ? 'B' : 'A') + mac.slice(i + 1))
    expect(others.map((other) => equalMacs(mac, other))).toEqual(others.map(() => false))
  })

  it('is false for any text that is not 43 ASCII characters, whatever was compared before', () => {
    const low = (shift: number) => [...mac].map((c) => String.fromCharCode(c.charCodeAt(0) + shift)).join('')
    const texts = [
      '',
      mac.slice(1),
      mac.slice(0, -1),
      `${mac}A`,
      `${mac}é`,
      `${mac}😀`,
      ` ${mac.slice(1)}`,
      low(0x100),
      low(0xfee0),
      `${mac.slice(0, 42)}é`,
      '\u0080'.repeat(43),
    ]
    for (const text of texts) {
      expect(equalMacs(mac, mac)).toBe(true)
      expect([text, equalMacs(mac, text)]).toEqual([text, false])
    }
    // Not even for itself: its bytes are not those of its characters.
    for (const c of ['\u0080', 'é']) expect(equalMacs(c.repeat(43), c.repeat(43))).toBe(false)
    for (const c of ['\u0131', 'é', '日', '\ud800']) {
      for (let i = 0; i < mac.length; i++) expect(equalMacs(mac, mac.slice(0, i) + c + mac.slice(i + 1))).toBe(false)
    }
  })
})

describe('the text of a MAC that a holder narrows with', () => {
  it('is the one spelling of 32 bytes, or the token is malformed', () => {
    const token = createLinks({ keys: [KEY], clock: () => NOW }).sign('a', 'read', '1h')
    const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map(
      (c) => token.slice(0, -1) + c,
    )
    const isWhole = (twin: string) =>
      Buffer.from(twin.slice(-43), 'base64url').toString('base64url') === twin.slice(-43)
    const others = ['+', '/', '=', '.', '~', '\n', '\u0131'].map((c) => `${token.slice(0, -2)}${c}A`)
    for (const twin of [...twins, ...others]) {
      if (isWhole(twin)) expect(narrow(twin, { perms: 'read' })).toContain('~pread.')
      else expect(() => narrow(twin, { perms: 'read' })).toThrow('malformed')
    }
    expect(twins.filter(isWhole)).toHaveLength(16)
  })
})

describe('if crypto.hash cannot be relied on', () => {
  afterEach(() => {
    vi.doUnmock('node:crypto')
    vi.resetModules()
  })

  /** The library over a `node:crypto` whose `hash` is replaced, and the number of calls to `createHmac`. */
  async function libraryWith(hash: unknown) {
    const real = await vi.importActual<typeof import('node:crypto')>('node:crypto')
    const counted = vi.fn(real.createHmac)
    const changed = { ...real, hash, createHmac: counted }
    vi.resetModules()
    vi.doMock('node:crypto', () => ({ ...changed, default: changed }))
    return { ...(await import('daypass')), counted }
  }

  async function libraryAsItIs() {
    const real = await vi.importActual<typeof import('node:crypto')>('node:crypto')
    return libraryWith(real.hash)
  }

  function linksOf(library: Pick<typeof import('daypass'), 'createLinks'>) {
    return library.createLinks({ keys: [KEY], clock: () => NOW })
  }

  const grants = [
    ['a', undefined],
    ['reports/é 日本 🗝.pdf', undefined],
    ['a', 'user-7'],
    ['x'.repeat(500), 'é'.repeat(128)],
  ] as const

  async function tokens() {
    const library = await libraryAsItIs()
    const usual = linksOf(library)
    return grants.map(([fileId, boundTo]) => {
      const token = usual.sign(fileId, ['read', 'list'], '1h', boundTo ? { boundTo } : {})
      return [library.narrow(token, { perms: 'read' }), token, fileId, boundTo] as const
    })
  }

  const broken: [string, unknown][] = [
    ['is missing', undefined],
    [
      'throws',
      () => {
        throw new Error('not supported')
      },
    ],
    [
      'is wrong for keys of 43 bytes alone',
      (a: string, data: Uint8Array, e: BufferEncoding) =>
        realHash(a, data[43] === 0x36 && data[42] !== 0x36 ? data.subarray(1) : data, e as 'hex'),
    ],
    [
      'gives wrong digests',
      (_: string, __: unknown, encoding: BufferEncoding) => Buffer.alloc(32, 7).toString(encoding),
    ],
    [
      'hashes something else',
      (a: string, data: Uint8Array, e: BufferEncoding) => realHash(a, Buffer.concat([data, data]), e as 'hex'),
    ],
    ['ignores the encoding', (a: string, data: Uint8Array) => realHash(a, data, 'hex')],
    [
      // One block for the key, and 32 bytes more for the outer hash: the pads are right, and texts are not.
      'hashes nothing but keys',
      (a: string, data: Uint8Array, e: BufferEncoding) =>
        realHash(a, data.length === 64 || data.length === 96 ? data : data.subarray(1), e as 'hex'),
    ],
    [
      'gives digests cut short',
      (a: string, data: Uint8Array, e: BufferEncoding) => realHash(a, data, e as 'hex').slice(1),
    ],
  ]

  it.each(broken)('because it %s, createHmac serves: the tokens are the same, and verify works', async (_, hash) => {
    const expected = await tokens()
    const library = await libraryWith(hash)
    const fallback = linksOf(library)
    for (const [narrowed, token, fileId, boundTo] of expected) {
      const made = fallback.sign(fileId, ['read', 'list'], '1h', boundTo ? { boundTo } : {})
      expect(made).toBe(token)
      expect(library.narrow(made, { perms: 'read' })).toBe(narrowed)
      const request = boundTo ? { boundTo } : {}
      expect(fallback.tryVerify(token, request)).toMatchObject({ ok: true, grant: { fileId } })
      expect(fallback.tryVerify(narrowed, request)).toMatchObject({ ok: true, grant: { perms: ['read'], depth: 1 } })
      expect(fallback.tryVerify(`${token.slice(0, -1)}!`, request).code).toBe('bad-signature')
    }
    library.counted.mockClear()
    fallback.tryVerify(expected[0]?.[1] ?? '')
    expect(library.counted).toHaveBeenCalledTimes(1)
  })

  it('and only there: if it works, a verification makes no Hmac object', async () => {
    const library = await libraryAsItIs()
    const usual = linksOf(library)
    const token = usual.sign('a', 'read', '1h')
    const narrowed = library.narrow(token, { perms: 'read' })
    library.counted.mockClear()
    expect(usual.tryVerify(token).ok).toBe(true)
    expect(usual.tryVerify(narrowed)).toMatchObject({ ok: true, grant: { depth: 1 } })
    expect(library.counted).not.toHaveBeenCalled()
  })
})
