import { createLinks, narrow } from 'daypass'
import { memoryStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { codeOf, managedScene } from '../../support/managed.ts'

const SKEW = 2
const DAY = 86_400_000
const NEVER = Number.POSITIVE_INFINITY

describe('a mark refuses', () => {
  /** What is revoked, and links with what is asked of them: those that it refuses, and those that it does not. */
  const CASES: readonly (readonly [
    object,
    readonly (readonly [string, object, string?])[],
    readonly (readonly [string, object, string?])[],
  ])[] = [
    [
      { fileId: 'a/b' },
      [
        ['a/b', {}],
        ['a/b/', {}],
        ['a/b', { scope: 'tree' }, 'a/b/c'],
        ['a', { scope: 'tree' }, 'a/b'],
        ['a', { scope: 'tree' }, 'a/b/'],
      ],
      [
        ['a/b/c', {}],
        ['a', { scope: 'tree' }, 'a/b/c'],
        ['a', {}],
        ['a/bb', {}],
        ['A/b', {}],
      ],
    ],
    [
      { fileId: 'a/b/' },
      [
        ['a/b', {}],
        ['a/b/', {}],
      ],
      [
        ['a/b//', {}],
        ['a/b/c', {}],
      ],
    ],
    [
      { fileId: 'a/b', scope: 'tree' },
      [
        ['a/b', {}],
        ['a/b/', {}],
        ['a/b/c', {}],
        ['a/b/c/d', {}],
        ['a/b//c', {}],
        ['a', { scope: 'tree' }, 'a/b'],
        ['a', { scope: 'tree' }, 'a/b/c'],
        ['a/b', { scope: 'tree' }, 'a/b/c'],
        ['a/b/c', { scope: 'tree' }, 'a/b/c/d'],
      ],
      [
        ['a', {}],
        ['a/bc', {}],
        ['a/c', {}],
        ['a', { scope: 'tree' }, 'a/bc'],
        ['b', {}],
        ['x/a/b', {}],
      ],
    ],
    [
      { fileId: 'a', scope: 'tree' },
      [
        ['a//b', {}],
        ['a/../b', {}],
      ],
      [
        ['/a/b', {}],
        ['b', {}],
      ],
    ],
    [
      { ref: 'é'.repeat(100) },
      [['a', { ref: 'é'.repeat(100) }]],
      [
        ['a', {}],
        ['a', { ref: 'e' }],
        ['é'.repeat(100), {}],
      ],
    ],
    [{ ref: '#x' }, [['a', { ref: '#x' }]], [['a', { ref: 'x' }]]],
    [
      { policy: 'p' },
      [['a', { policy: 'p' }]],
      [
        ['a', { policy: 'P' }],
        ['p', {}],
        ['a', { ref: 'p' }],
      ],
    ],
    [
      { all: true },
      [
        ['a', {}],
        ['b/c', { scope: 'tree' }, 'b/c/d'],
        ['a', { ref: 'r', uses: 1 }],
      ],
      [],
    ],
  ]

  it.each(CASES)('what it is about: %o', async (subject, refused, others) => {
    const { links } = await managedScene()
    await links.setPolicy('p', {})
    await links.setPolicy('P', {})
    const sign = ([fileId, options, asked = fileId]: readonly [string, object, string?]) =>
      [links.sign(fileId, 'read', '1h', options), asked] as const
    const [dead, alive] = [refused.map(sign), others.map(sign)]
    for (const [token, fileId] of [...dead, ...alive]) expect(await codeOf(links, token, { fileId })).toBe(undefined)
    const alsoAlive = others.map(sign)
    await links.revoke(subject as { all: true })
    for (const [token, fileId] of dead)
      expect([fileId, await codeOf(links, token, { fileId })]).toEqual([fileId, 'revoked'])
    for (const [token, fileId] of alsoAlive)
      expect([fileId, await codeOf(links, token, { fileId })]).toEqual([fileId, undefined])
  })

  it.each(CASES.filter(([subject]) => !('policy' in subject)))(
    'plain links, too: %o',
    async (subject, refused, others) => {
      const { links } = await managedScene()
      const plain = linksAt()
      const sign = ([fileId, { uses: _, ...options }, asked = fileId]: readonly [string, { uses?: number }, string?]) =>
        [plain.sign(fileId, 'read', '1h', options), asked] as const
      await links.revoke(subject as { all: true })
      for (const [token, fileId] of refused.map(sign))
        expect([fileId, await codeOf(links, token, { fileId })]).toEqual([fileId, 'revoked'])
      for (const [token, fileId] of others.filter(([, options]) => !('policy' in options)).map(sign))
        expect([fileId, await codeOf(links, token, { fileId })]).toEqual([fileId, undefined])
    },
  )

  it('a link and all that was narrowed from it, and neither its parent nor its siblings', async () => {
    const { links } = await managedScene()
    for (const root of [links.sign('a', ['read', 'write'], '1h'), linksAt().sign('a', ['read', 'write'], '1h')]) {
      const child = narrow(root, { perms: 'read' })
      const grandchild = narrow(child, { ttl: '10m' })
      const sibling = narrow(root, { perms: 'write' })
      const late = new Date(NOW + 1000)
      expect(await links.revoke({ token: child })).toEqual({ until: new Date(NOW) })
      const codes = async () => [await codeOf(links, root), await codeOf(links, child), await codeOf(links, sibling)]
      expect(await codes()).toEqual([undefined, 'revoked', undefined])
      expect([
        await codeOf(links, narrow(child, { ttl: late })),
        await codeOf(links, narrow(child, { ttl: '10m' })),
      ]).toEqual(['revoked', 'revoked'])
      expect(await codeOf(links, grandchild)).toMatch(/revoked|expired/)
      await links.revoke({ linkId: links.inspect(root).linkId })
      expect(await codes()).toEqual(['revoked', 'revoked', 'revoked'])
    }
  })

  it('a bound link by its value, and by the identity of any ancestor', async () => {
    const { links } = await managedScene()
    const root = links.sign('a', 'read', '1h', { boundTo: 'me' })
    const child = narrow(root, { perms: 'read' })
    const boundTo = 'me'
    await links.revoke({ token: child, boundTo })
    expect([await codeOf(links, child, { boundTo }), await codeOf(links, root, { boundTo })]).toEqual([
      'revoked',
      undefined,
    ])
    const { linkId } = await links.verify(root, { boundTo })
    await links.revoke({ linkId })
    expect(await codeOf(links, root, { boundTo })).toBe('revoked')
  })

  it('what was issued at its second, and nothing that was issued after it', async () => {
    const { links, store, clock, join } = await managedScene()
    const other = await join()
    const issued = [1, 2, 3].map((seconds) => {
      clock.now = NOW + seconds * 1000
      return other.sign('a', 'read', '1h')
    })
    await store.raise('{links}:file:a', NOW_SECONDS + 2, NEVER)
    expect(await Promise.all(issued.map((token) => codeOf(links, token)))).toEqual(['revoked', 'revoked', undefined])
    expect(await codeOf(links, linksAt(clock.now).sign('a', 'read', '1h'))).toBe('revoked')
  })

  it('plain links even at second 0', async () => {
    const { links, store } = await managedScene()
    const plain = createLinks({ keys: [KEY], clock: () => NOW }).sign('a', 'read', '1h')
    await store.raise('{links}:all', 0, NEVER)
    expect([await codeOf(links, plain), await codeOf(links, links.sign('a', 'read', '1h'))]).toEqual([
      'revoked',
      undefined,
    ])
  })

  it('nothing of another purpose', async () => {
    const { links, join } = await managedScene()
    const other = await join({ purpose: 'avatars' })
    const token = other.sign('a', 'read', '1h')
    await links.revoke({ all: true })
    expect(await codeOf(other, token)).toBe(undefined)
  })
})

describe('a mark', () => {
  it('is skew ahead of our clock, or of the clock of the store if that is later', async () => {
    for (const [storeClock, expected] of [
      [NOW - DAY, NOW_SECONDS + 1 + SKEW],
      [NOW + 1, NOW_SECONDS + 1 + SKEW],
      [NOW + 60_001, NOW_SECONDS + 61 + SKEW],
    ] as const) {
      const { links, store, clock } = await managedScene({}, memoryStore({ clock: () => storeClock }))
      clock.now = NOW + 1
      expect(await links.revoke({ fileId: 'a' })).toEqual({ until: new Date((expected + 1) * 1000) })
      expect(await store.read(['{links}:file:a'])).toEqual([String(expected)])
    }
  })

  it('goes beyond one that is there and higher, and is never above what the format can say', async () => {
    const { links, store } = await managedScene()
    await store.raise('{links}:file:a', NOW_SECONDS + 5000, NEVER)
    expect(await links.revoke({ fileId: 'a' })).toEqual({ until: new Date(NOW + 5002_000) })
    await store.raise('{links}:file:b', 99_999_999_999, NEVER)
    await links.revoke({ fileId: 'b' })
    expect(await store.read(['{links}:file:a', '{links}:file:b'])).toEqual([String(NOW_SECONDS + 5001), '99999999999'])
  })

  it('outlives every link that it refuses, for any start and lifetime', async () => {
    const { links, calls } = await managedScene({ maxTtl: '30d' })
    await links.revoke({ fileId: 'a' })
    const mark = NOW_SECONDS + SKEW
    expect(calls.find(([name]) => name === 'raise')).toEqual([
      'raise',
      '{links}:file:a',
      mark,
      (mark + 2 * (30 * 86_400 + 900)) * 1000,
    ])
    calls.length = 0
    const token = links.sign('b', 'read', '2d', { notBefore: '3d' })
    await links.revoke({ token })
    const raise = ['raise', `{links}:link:${links.inspect(token).linkId}`, 99_999_999_999, NOW + 5 * DAY + 900_000]
    expect(calls).toEqual([raise])
    calls.length = 0
    await links.revoke({ linkId: links.inspect(token).linkId })
    expect(calls).toEqual([[...raise.slice(0, 3), (mark + 2 * (30 * 86_400 + 900) + 900) * 1000]])
  })

  it('is still there in the last second in which a link that it refuses would work', async () => {
    const { links, clock, join } = await managedScene({ maxTtl: '1d' })
    const other = await join({ maxTtl: '2d' })
    clock.now = NOW + 2000 // issued at the mark
    const [token] = [other.sign('a', 'read', '87300s', { notBefore: '87300s' })]
    clock.now = NOW
    await links.revoke({ fileId: 'a' })
    clock.now = NOW + 2000 + 2 * 87_300_000 - 1
    expect(await codeOf(links, token)).toBe('revoked')
  })

  it('of an older revocation that arrives later changes nothing', async () => {
    const { links, clock, store, join } = await managedScene()
    const other = await join()
    clock.now = NOW + 10_000
    const token = other.sign('a', 'read', '1h')
    await links.revoke({ fileId: 'a' })
    await store.raise('{links}:file:a', NOW_SECONDS, NOW + 1)
    expect(await codeOf(links, token)).toBe('revoked')
  })
})

describe('sharing again', () => {
  it('works at once, for the server that took it back, and refuses what was shared before', async () => {
    for (const skew of ['0s', '2s', '5m'] as const) {
      for (const [subject, options] of [
        [{ fileId: 'a' }, {}],
        [{ fileId: 'a', scope: 'tree' }, {}],
        [{ ref: 'r' }, { ref: 'r' }],
        [{ policy: 'p' }, { policy: 'p' }],
        [{ all: true }, {}],
      ] as const) {
        const { links } = await managedScene({ skew })
        await links.setPolicy('p', {})
        const codes = async (...tokens: string[]) => [
          skew,
          subject,
          ...(await Promise.all(tokens.map((one) => codeOf(links, one)))),
        ]
        const before = links.sign('a', 'read', '1h', options)
        await links.revoke(subject)
        const after = links.sign('a', 'read', '1h', options)
        expect(await codes(before, after)).toEqual([skew, subject, 'revoked', undefined])
        // Unshare, share, unshare within one second.
        await links.revoke(subject)
        expect(await codes(after)).toEqual([skew, subject, 'revoked'])
      }
    }
  })

  it('works at once for many subjects within one second', async () => {
    const { links } = await managedScene()
    for (let i = 0; i < 50; i++) {
      await links.revoke({ fileId: `folder/${i}` })
      expect([i, await codeOf(links, links.sign(`folder/${i}`, 'read', '1h'))]).toEqual([i, undefined])
    }
  })

  it('is taken back again within the same second by any other subject of the link', async () => {
    for (const again of [
      { fileId: 'a/b' },
      { fileId: 'a/b/' },
      { fileId: 'a/b', scope: 'tree' },
      { fileId: 'a' },
      { ref: 'r' },
      { policy: 'p' },
      { all: true },
    ]) {
      const { links } = await managedScene()
      await links.setPolicy('p', {})
      await links.revoke({ fileId: 'a', scope: 'tree' })
      const token = links.sign('a', 'read', '1h', { scope: 'tree', ref: 'r', policy: 'p' })
      const fileId = 'fileId' in again && again.fileId === 'a' ? 'a' : 'a/b'
      expect([again, await codeOf(links, token, { fileId })]).toEqual([again, undefined])
      await links.revoke(again as { all: true })
      expect([again, await codeOf(links, token, { fileId })]).toEqual([again, 'revoked'])
    }
  })

  it('works many times within one second, each time from a second later on', async () => {
    const { links, clock } = await managedScene()
    let last = ''
    for (let i = 0; i < 10; i++) {
      await links.revoke({ fileId: 'a' })
      if (last !== '')
        expect([i, await codeOf(links, last)]).toEqual([i, expect.stringMatching(/revoked|not-yet-valid/)])
      last = links.sign('a', 'read', '1h')
    }
    expect(await codeOf(links, last)).toBe('not-yet-valid')
    clock.now = NOW + 10_000
    expect(await codeOf(links, last)).toBe(undefined)
  })

  it('works for other servers from `until` on, and not before', async () => {
    const { links, clock, join } = await managedScene()
    const other = await join()
    const { until } = await links.revoke({ fileId: 'a' })
    expect(until).toEqual(new Date(NOW + 3000))
    clock.now = until.getTime() - 1
    const early = other.sign('a', 'read', '1h')
    clock.now = until.getTime()
    const late = other.sign('a', 'read', '1h')
    expect([await codeOf(links, early), await codeOf(links, late)]).toEqual(['revoked', undefined])
    clock.now += 60_000
    expect(await codeOf(other, early)).toBe('revoked')
  })

  it('does not get around the mark of another server that is ahead of this one', async () => {
    const { links, clock, join } = await managedScene()
    const ahead = await join({ clock: () => clock.now + 2000 })
    const token = ahead.sign('a', 'read', '1h')
    await links.revoke({ fileId: 'a' })
    expect([await codeOf(links, token), await codeOf(ahead, token)]).toEqual(['revoked', 'revoked'])
  })

  it('leaves other subjects alone', async () => {
    const { links } = await managedScene()
    await links.revoke({ fileId: 'a' })
    expect([
      links.inspect(links.sign('b', 'read', '1h')).issuedAt,
      links.inspect(links.sign('a', 'read', '1h')).issuedAt,
    ]).toEqual([new Date(NOW), new Date(NOW + 3000)])
  })
})
