import { type NarrowOptions, narrow } from 'daypass'
import { StoreError } from 'daypass/managed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EPOCH, narrowing } from '../../support/asked-links.ts'
import { NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { codeOf, managedScene, rejectionOf } from '../../support/managed.ts'
import { runs } from '../../support/runs.ts'
import { NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const HOUR = 3_600_000

describe('a policy', () => {
  it('takes away what narrowing would, with the same codes', async () => {
    const cases: readonly (readonly [NarrowOptions, object, string | undefined])[] = [
      [{ perms: 'read' }, { perm: 'write' }, 'permission-denied'],
      [{ perms: 'read' }, { perm: 'read' }, undefined],
      [{ fileId: 'a/b' }, { fileId: 'a/c' }, 'wrong-file'],
      [{ fileId: 'a/b', scope: 'tree' }, { fileId: 'a/b/c' }, undefined],
      [{ ttl: new Date(NOW - 1000) }, {}, 'expired'],
      [{ notBefore: '1h' }, {}, 'not-yet-valid'],
      [{ httpsOnly: true }, { secure: false }, 'https-required'],
      [{ addresses: ['192.0.2.0/24'] }, { address: '198.51.100.1' }, 'wrong-address'],
      [{ perms: 'delete' }, {}, 'permission-denied'],
      [{}, {}, undefined],
      [{ httpsOnly: false }, {}, undefined],
    ]
    for (const [options, asked, code] of cases) {
      const { links } = await managedScene()
      const token = links.sign('a', ['read', 'write'], '1h', { scope: 'tree', policy: 'p' })
      await links.setPolicy('p', options)
      const request = { fileId: 'a/b', ...asked }
      expect([options, await codeOf(links, token, request)]).toEqual([options, code])
      if (Object.keys(options).length === 0 || options.httpsOnly === false) continue
      // As if a holder had narrowed it.
      const unrestricted = links.sign('a', ['read', 'write'], '1h', { scope: 'tree' })
      expect([
        options,
        await codeOf(
          links,
          narrow(
            unrestricted,
            options.ttl === undefined && options.notBefore === undefined
              ? options
              : untyped(await links.getPolicy('p')),
          ),
          request,
        ),
      ]).toEqual([options, code])
    }
  })

  it('moves the end of links that are out, in both directions, never beyond what was signed', async () => {
    const { links, clock } = await managedScene()
    const token = links.sign('a', 'read', '4h', { policy: 'p' })
    const endsAt = async () => (await links.verify(token)).expiresAt
    await links.setPolicy('p', { ttl: '1h' })
    expect(await endsAt()).toEqual(new Date(NOW + HOUR))
    await links.setPolicy('p', { ttl: '10m' })
    expect(await endsAt()).toEqual(new Date(NOW + HOUR / 6))
    clock.now = NOW + HOUR / 6
    expect(await codeOf(links, token)).toBe('expired')
    await links.setPolicy('p', { ttl: '2h' }) // counted from now
    expect(await endsAt()).toEqual(new Date(NOW + HOUR / 6 + 2 * HOUR))
    for (const options of [{ ttl: '300d' } as const, {}]) {
      await links.setPolicy('p', options)
      expect(await endsAt()).toEqual(new Date(NOW + 4 * HOUR))
    }
    clock.now = NOW + 4 * HOUR
    expect(await codeOf(links, token)).toBe('expired')
  })

  it('gives no file, permission or condition that was not signed', async () => {
    const { links } = await managedScene()
    const token = links.sign('a', 'read', '1h', { policy: 'p', httpsOnly: true, notBefore: '10m' })
    await links.setPolicy('p', { perms: ['read', 'write', 'annotate'], notBefore: new Date(NOW) })
    expect(await codeOf(links, token, { secure: true })).toBe('not-yet-valid')
    const other = links.sign('a', 'read', '1h', { policy: 'p', httpsOnly: true })
    expect(await codeOf(links, other, { perm: 'write', secure: true })).toBe('permission-denied')
    expect(await codeOf(links, other, { perm: 'read', secure: false })).toBe('https-required')
    await links.setPolicy('p', { fileId: 'b' })
    expect(await codeOf(links, other, { fileId: 'b', secure: true })).toBe('wrong-file')
    expect(await codeOf(links, other, { secure: true })).toBe('wrong-file')
  })

  it('that is missing refuses its links until it is set, whatever else is set', async () => {
    const { links } = await managedScene()
    const token = links.sign('a', 'read', '1h', { policy: 'p' })
    await links.setPolicy('P', {})
    expect(await codeOf(links, token)).toBe('revoked')
    await links.setPolicy('p', {})
    expect(await codeOf(links, token)).toBe(undefined)
  })

  it('that is deleted and set again revives no link (as in Azure), and works for new ones', async () => {
    const { links, clock } = await managedScene()
    await links.setPolicy('p', {})
    const token = links.sign('a', 'read', '1h', { policy: 'p' })
    await links.deletePolicy('p')
    expect([await codeOf(links, token), await links.getPolicy('p')]).toEqual(['revoked', undefined])
    await links.setPolicy('p', {})
    expect(await codeOf(links, token)).toBe('revoked')
    expect(await codeOf(links, links.sign('a', 'read', '1h', { policy: 'p' }))).toBe(undefined)
    clock.now = NOW + HOUR - 1000
    expect(await codeOf(links, token)).toBe('revoked')
  })

  it('marks the name before it deletes the text, so that a server that stops in between has taken nothing back half', async () => {
    const { links, calls } = await managedScene()
    await links.deletePolicy('p')
    expect(calls.map(([name, key]) => [name, key])).toEqual([
      ['read', ['{links}:policy:p', '{links}:birth', '{links}:ahead']],
      ['raise', '{links}:policy:p'],
      ['raise', '{links}:ahead'],
      ['write', '{links}:terms:p'],
    ])
  })

  it('is set for good, in one write', async () => {
    const { links, calls } = await managedScene()
    await links.setPolicy('p', { perms: ['write', 'read'], ttl: '1h' })
    expect(calls).toEqual([
      ['write', '{links}:terms:p', `e${NOW_SECONDS + 3600}.pread_write`, Number.POSITIVE_INFINITY],
    ])
  })

  it('stays when its links are revoked', async () => {
    const { links } = await managedScene()
    await links.setPolicy('p', { perms: 'read' })
    const token = links.sign('a', 'read', '1h', { policy: 'p' })
    await links.revoke({ policy: 'p' })
    expect([await codeOf(links, token), await links.getPolicy('p')]).toEqual(['revoked', { perms: ['read'] }])
    expect(await codeOf(links, links.sign('a', 'read', '1h', { policy: 'p' }))).toBe(undefined)
  })

  it('is asked for by narrowed links, too', async () => {
    const { links } = await managedScene()
    await links.setPolicy('p', { perms: 'read' })
    const child = narrow(links.sign('a', ['read', 'write'], '1h', { policy: 'p' }), { ttl: '10m', perms: 'write' })
    expect(await codeOf(links, child)).toMatch(/permission-denied|expired/)
  })
})

describe('getPolicy', () => {
  it('gives the options as they were set, with instants', async () => {
    const { links } = await managedScene()
    const options = {
      perms: ['read'],
      fileId: 'a/é',
      scope: 'tree',
      addresses: ['192.0.2.0/24', '198.51.100.1'],
      httpsOnly: true,
      upload: { minBytes: 1, maxBytes: 9, contentTypes: ['image/*'] },
    } as const
    await links.setPolicy('p', { ...options, ttl: '1h', notBefore: '1m' })
    expect(await links.getPolicy('p')).toEqual({
      ...options,
      notBefore: new Date(NOW + 60_000),
      ttl: new Date(NOW + 60_000 + HOUR),
    })
    await links.setPolicy('p', {})
    expect(await links.getPolicy('p')).toEqual({})
    expect(await links.getPolicy('q')).toBe(undefined)
  })

  it('gives, for any policy, what sets the same policy again', async () => {
    const { links, store, clock } = await managedScene()
    clock.now = EPOCH * 1000
    const stored = async () => (await store.read(['{links}:terms:p']))[0]
    const property = fc.asyncProperty(narrowing, async (options) => {
      await links.setPolicy('p', options)
      const text = await stored()
      const given = await links.getPolicy('p')
      await links.setPolicy('p', given as NarrowOptions)
      expect([options, await stored()]).toEqual([options, text])
    })
    await fc.assert(property, runs(300))
  })
})

describe('policies refuse', () => {
  it('names and options that are wrong, and store nothing', async () => {
    const { links, calls } = await managedScene()
    const names = [
      ...NOT_STRINGS.map(([, value]) => [value, 'TypeError'] as const),
      ['', 'RangeError'],
      ['a b', 'RangeError'],
      ['x'.repeat(65), 'RangeError'],
      ['a:b', 'RangeError'],
    ] as const
    for (const [name, kind] of names) {
      for (const call of [
        links.setPolicy(untyped(name), {}),
        links.getPolicy(untyped(name)),
        links.deletePolicy(untyped(name)),
      ]) {
        const error = await rejectionOf(call)
        expect([error.name, error.message]).toEqual([kind, 'policy must be 1 to 64 of A-Z a-z 0-9 _ -'])
      }
    }
    const options: readonly (readonly [unknown, string, string])[] = [
      ...NOT_OBJECTS.map(([, value]) => [value, 'TypeError', 'options of setPolicy must be a plain object'] as const),
      [{ perm: 'read' }, 'TypeError', 'options of setPolicy: unknown name "perm"'],
      [{ ref: 'r' }, 'TypeError', 'unknown name "ref"'],
      [{ uses: 1 }, 'TypeError', 'unknown name "uses"'],
      [{ ttl: undefined }, 'TypeError', 'ttl is undefined'],
      [{ scope: 'tree' }, 'TypeError', 'scope requires a fileId'],
      [{ ttl: 0 }, 'RangeError', 'ttl'],
      [{ ttl: new Date(NOW), notBefore: new Date(NOW) }, 'RangeError', 'ttl must end after notBefore'],
      [
        { addresses: Array.from({ length: 300 }, (_, i) => `192.0.${i >> 8}.${i & 255}`) },
        'RangeError',
        'longer than 2048 characters',
      ],
    ]
    for (const [value, kind, message] of options) {
      const error = await rejectionOf(links.setPolicy('p', untyped(value)))
      expect([error.name, error.message]).toEqual([kind, expect.stringContaining(message)])
    }
    expect(calls).toEqual([])
  })

  it.each([
    'x',
    'pread.e1',
    'e1..pread',
    '.pread',
    'pread.',
    'e01',
    `i${NOW_SECONDS}.nAAAAAAAAAAAAAAAA`,
    'u5',
    'rcg',
    'Di',
    'pread~e1',
    ' ',
    'pr\u0131',
  ])('what is stored as "%s": a StoreError, and no policy without terms', async (text) => {
    const { links, store } = await managedScene()
    const token = links.sign('a', 'read', '1h', { policy: 'p', uses: 1 })
    await store.write('{links}:terms:p', text, Number.POSITIVE_INFINITY)
    for (const call of [links.verify(token), links.getPolicy('p')]) {
      const error = await rejectionOf(call)
      expect([error instanceof StoreError, error.message]).toEqual([
        true,
        expect.not.stringContaining(text.trim() || 'x y'),
      ])
    }
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
  })
})
