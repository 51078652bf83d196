import { createKey, createKeyring, LinkError } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { afterEach, describe, expect, it } from 'vitest'
import { KEY, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { codeOf, managedScene } from '../../support/managed.ts'
import { expectMisuse, thrownBy } from '../../support/misuse.ts'

const DAY = 86_400_000
const NONCE = 'AAAAAAAAAAAAAAAA'
const { links, store, calls, clock, join } = await managedScene()

afterEach(() => {
  clock.now = NOW
})

describe('signing a managed link', () => {
  it('writes when it was issued, a nonce, the policy and the uses', () => {
    const token = links.sign('a', 'read', '1h', { uses: 1_000_000, policy: 'A_z-9'.padEnd(64, 'x') })
    expect(token).toMatch(new RegExp(`\\.i${NOW_SECONDS}\\.n[\\w-]{16}\\..*\\.sA_z-9x{59}\\.u1000000\\.`))
    expect(links.sign('a', 'read', '1h')).toMatch(/^1\.k\.e\d+\.fa\.i\d+\.n[\w-]{16}\.pread\.[\w-]{43}$/)
  })

  it('asks no store', () => {
    calls.length = 0
    links.sign('a', 'read', '1h', { uses: 1, policy: 'p', ref: 'r' })
    expect(calls).toEqual([])
  })

  it('makes another link of the same contents each time', () => {
    const tokens = Array.from({ length: 100 }, () => links.sign('a', 'read', '1h'))
    expect(new Set(tokens).size).toBe(100)
  })

  it('makes the same link again out of what inspect gives, later and after the keys were rotated', async () => {
    const keyring = createKeyring([KEY])
    const rotated = createManagedLinks({ keys: keyring, store, clock: () => clock.now })
    await rotated.ready()
    const ends = new Date(NOW + DAY)
    const options = { uses: 3, policy: 'p', ref: 'r', boundTo: 'me', httpsOnly: true }
    const token = rotated.sign('a/b', ['read', 'write'], ends, options)
    const { issuedAt, nonce } = rotated.inspect(token, { boundTo: 'me' })
    keyring.replace([{ ...createKey('new'), signFrom: new Date(NOW + 2000) }, KEY])
    clock.now = NOW + DAY / 2
    const again = { issuedAt: issuedAt as Date, nonce: nonce as string }
    expect(rotated.sign('a/b', ['write', 'read'], ends, { ...options, ...again })).toBe(token)
    expect(rotated.sign('a/b', 'read', ends, options)).toMatch(/^1b\.new\./)
  })

  it.each(['uses', 'policy', 'issuedAt', 'nonce'] as const)(
    'refuses %s: undefined, which may be a misspelt variable',
    (name) => {
      expectMisuse(
        () => links.sign('a', 'read', '1h', untyped({ [name]: undefined })),
        TypeError,
        `${name} is undefined`,
      )
    },
  )

  it('refuses options that it does not know, or that are not options', () => {
    expectMisuse(() => links.sign('a', 'read', '1h', untyped({ use: 1 })), TypeError, 'unknown name "use"')
    expectMisuse(() => links.sign('a', 'read', '1h', untyped([])), TypeError, 'options of sign must be a plain object')
  })

  it('checks everything else as sign of plain links does', () => {
    expectMisuse(() => links.sign('', 'read', '1h'), RangeError, 'fileId')
    expectMisuse(() => links.sign('a', untyped('raed'), '1h'), RangeError, 'perm')
    expectMisuse(() => links.sign('a', 'read', '8d'), RangeError, 'ttl must be at most 7d')
    expectMisuse(() => links.sign('a', 'read', '1h', { scope: untyped('folder') }), RangeError, 'scope')
    expectMisuse(() => links.sign('a', 'read', '1h', { ref: untyped(7) }), TypeError, 'ref')
    const addresses = Array.from({ length: 300 }, (_, i) => `192.0.${i >> 8}.${i & 255}`)
    expectMisuse(() => links.sign('a', 'read', '1h', { addresses }), RangeError, 'the link would be longer')
  })

  it.each(['3', 1n, true, null, [1], {}])('takes no uses of the type of %o', (uses) => {
    expectMisuse(
      () => links.sign('a', 'read', '1h', { uses: untyped(uses) }),
      TypeError,
      'uses must be a whole number from 1 to 1000000',
    )
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_001, 2 ** 53])('takes no %d uses', (uses) => {
    expectMisuse(
      () => links.sign('a', 'read', '1h', { uses }),
      RangeError,
      'uses must be a whole number from 1 to 1000000',
    )
  })

  it.each(['', 'x'.repeat(65), 'a b', 'a.b', 'é', 'a~', '__proto__\n'])('takes no policy named %j', (policy) => {
    expectMisuse(
      () => links.sign('a', 'read', '1h', { policy }),
      RangeError,
      'policy must be 1 to 64 of A-Z a-z 0-9 _ -',
    )
  })

  it('takes no policy that is not a string', () => {
    expectMisuse(() => links.sign('a', 'read', '1h', { policy: untyped(['p']) }), TypeError, 'policy must be')
  })
})

describe('a link that is signed again', () => {
  const sign = (more: object, ttl: '1h' | Date = '1h'): string => links.sign('a', 'read', ttl, untyped(more))

  it('needs both, when it was issued and its nonce', () => {
    expectMisuse(() => sign({ nonce: NONCE }), TypeError, 'issuedAt and nonce belong together')
    expectMisuse(() => sign({ issuedAt: new Date(NOW) }), TypeError, 'issuedAt and nonce belong together')
    expectMisuse(() => sign({ issuedAt: NOW, nonce: NONCE }), TypeError, 'issuedAt must be a Date')
    expectMisuse(() => sign({ issuedAt: new Date(NOW).toISOString(), nonce: NONCE }), TypeError, 'must be a Date')
  })

  it.each(['A'.repeat(15), 'A'.repeat(17), `${'A'.repeat(15)}.`, `${'A'.repeat(15)}é`, ''])(
    'has no nonce of %j',
    (nonce) => {
      expectMisuse(() => sign({ issuedAt: new Date(NOW), nonce }), RangeError, 'nonce must be 16 base64url characters')
    },
  )

  it('has a nonce that is a string', () => {
    expectMisuse(() => sign({ issuedAt: new Date(NOW), nonce: 16 }), TypeError, 'nonce must be 16 base64url characters')
  })

  it('was not issued before 1970, beyond the allowance for clocks, or at no time at all', () => {
    for (const time of [-1, NOW + 901_000, Number.NaN]) {
      expectMisuse(() => sign({ issuedAt: new Date(time), nonce: NONCE }), RangeError, 'issuedAt must be a valid Date')
    }
    expect(sign({ issuedAt: new Date(NOW + 900_999), nonce: NONCE })).toContain(`.i${NOW_SECONDS + 900}.`)
  })

  // Otherwise it would be a link that every server refuses, and nobody would know until it is used.
  it('lives no longer after it was issued than any link may', async () => {
    const issuedAt = new Date(NOW - 3 * DAY)
    const lasting = sign({ issuedAt, nonce: NONCE }, new Date(NOW + 4 * DAY))
    expect(await codeOf(await join(), lasting)).toBe('revoked') // older than the store, and no longer than 7 days
    expectMisuse(
      () => sign({ issuedAt, nonce: NONCE }, new Date(NOW + 4 * DAY + 1000)),
      RangeError,
      'at most 7d after issuedAt',
    )
    const notBefore = new Date(NOW + 4 * DAY)
    expect(sign({ issuedAt, nonce: NONCE, notBefore }, new Date(NOW + 11 * DAY))).toContain('.b')
    const late = { issuedAt, nonce: NONCE, notBefore: new Date(NOW + 4 * DAY + 1000) }
    expectMisuse(() => sign(late, new Date(NOW + 5 * DAY)), RangeError, 'notBefore and ttl must be at most 7d')
  })

  it('ends after it was issued', () => {
    const issuedAt = new Date(NOW + 600_000)
    expectMisuse(() => sign({ issuedAt, nonce: NONCE }, issuedAt), RangeError, 'ttl must end after the link is issued')
    expect(sign({ issuedAt, nonce: NONCE }, new Date(NOW + 601_000))).toContain(`.e${NOW_SECONDS + 601}.`)
  })
})

describe('a link whose subject was revoked beyond its end', () => {
  it('is not made: a RangeError says from when on it could be', async () => {
    const ahead = memoryStore({ clock: () => NOW + 2 * DAY })
    const scene = await managedScene({}, ahead)
    await scene.links.revoke({ fileId: 'a' })
    const error = thrownBy(() => scene.links.sign('a', 'read', '1d'))
    expect([error.name, error.message]).toEqual(['RangeError', expect.stringContaining('at 2026-11-26T12:00:03.000Z')])
    expect(scene.links.sign('b', 'read', '1d')).toContain(`.i${NOW_SECONDS}.`)
  })

  it('is never written with a time that the format has no room for', async () => {
    const scene = await managedScene()
    await scene.store.raise('{links}:file:a', 99_999_999_999, Number.POSITIVE_INFINITY)
    await scene.links.revoke({ fileId: 'a' })
    expectMisuse(() => scene.links.sign('a', 'read', '1d'), RangeError, 'ttl must end after the link is issued')
  })
})

describe('keys of managed links', () => {
  it('are named by signingKeyId, and if none can sign nothing is signed', () => {
    const late = createManagedLinks({
      keys: [{ ...KEY, signFrom: new Date(NOW + 1000) }],
      store: memoryStore(),
      clock: () => NOW,
    })
    expect([links.signingKeyId(), late.signingKeyId()]).toEqual(['k', undefined])
    expectMisuse(() => late.sign('a', 'read', '1h'), RangeError, 'no key can sign at this time')
  })

  it('refuse the links of others', async () => {
    const other = createManagedLinks({ keys: [createKey('other')], store, clock: () => NOW })
    expect(await codeOf(links, other.sign('a', 'read', '1h'))).toBe('unknown-key')
    expect(thrownBy(() => links.inspect(other.sign('a', 'read', '1h')))).toBeInstanceOf(LinkError)
  })
})

describe('a link that is signed again with a key that began within the second of its issue', () => {
  it('is signed, with the key that signs now', () => {
    const key = { ...KEY, signFrom: new Date(NOW + 250) }
    const clock = () => NOW + 500
    const links = createManagedLinks({ keys: [key], store: memoryStore({ clock }), clock })
    const token = links.sign('a', 'read', new Date(NOW + 3_600_000))
    const { issuedAt, nonce } = links.inspect(token)
    const again = { issuedAt: issuedAt as Date, nonce: nonce as string }
    expect(links.sign('a', 'read', new Date(NOW + 3_600_000), again)).toBe(token)
  })
})
