import { createKey, createKeyring, createLinks, LinkError, narrow } from 'daypass'
import { createManagedLinks, type LinkStore, memoryStore, StoreError } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'
import { CLAIM, codeOf, managedScene, rejectionOf } from '../../support/managed.ts'

const HOUR = 3_600_000
const OTHER_CLAIM = 'claim-of-someone-else-0123456789'

describe('a link that is refused without state', () => {
  const REFUSED = async () => {
    const scene = await managedScene()
    const { links, clock, join } = scene
    const longer = await join({ maxTtl: '30d' })
    const stranger = await join({ keys: [createKey('x')] })
    const good = links.sign('a', 'read', '1h', { uses: 1 })
    const signedAhead = (milliseconds: number): string => {
      clock.now = NOW + milliseconds
      const token = links.sign('a', 'read', '1h')
      clock.now = NOW
      return token
    }
    const refused: readonly (readonly [string, unknown, object?])[] = [
      ['malformed', 'x'],
      ['malformed', undefined],
      ['malformed', appendBlock(good, `i${NOW_SECONDS}.nAAAAAAAAAAAAAAAA`)],
      ['malformed', appendBlock(good, 'u9')],
      ['unknown-key', stranger.sign('a', 'read', '1h')],
      ['bad-signature', `${good.slice(0, -1)}${good.endsWith('A') ? 'E' : 'A'}`],
      ['bad-signature', links.sign('a', 'read', '1h', { boundTo: 'me' }), { boundTo: 'you' }],
      ['binding-required', links.sign('a', 'read', '1h', { boundTo: 'me' })],
      ['not-yet-valid', links.sign('a', 'read', '1h', { notBefore: '1h' })],
      ['not-yet-valid', signedAhead(7000)],
      ['expired', signedAhead(-HOUR)],
      ['too-long-lived', longer.sign('a', 'read', '8d')],
      ['wrong-file', good, { fileId: 'b' }],
      ['wrong-file', links.sign('a', 'read', '1h', { scope: 'tree' })],
      ['permission-denied', good, { perm: 'write' }],
      ['wrong-address', links.sign('a', 'read', '1h', { addresses: ['192.0.2.1'] }), { address: '192.0.2.2' }],
      ['https-required', links.sign('a', 'read', '1h', { httpsOnly: true }), { secure: false }],
    ]
    return { ...scene, refused, good }
  }

  it('is refused for that alone, and the store is not asked', async () => {
    const { links, calls, refused, good } = await REFUSED()
    // All of it is revoked, so that nothing but the order tells the reasons apart.
    await links.revoke({ all: true })
    calls.length = 0
    for (const [code, token, request] of refused) {
      expect([code, await codeOf(links, token, request)]).toEqual([code, code])
      const error = (await rejectionOf(links.verify(token, request))) as LinkError
      expect([error.code, error instanceof LinkError]).toEqual([code, true])
    }
    expect(calls).toEqual([])
    expect(await codeOf(links, good)).toBe('revoked')
    expect(await links.usesOf(good)).toEqual({ used: 0, max: 1 })
  })

  it('shows its grant only if its signature is valid', async () => {
    const { links, refused } = await REFUSED()
    for (const [code, token, request] of refused) {
      const { refused: grant } = await links.tryVerify(token, request)
      const isProven = !['malformed', 'unknown-key', 'bad-signature', 'binding-required'].includes(code)
      expect([code, grant?.linkId]).toEqual([code, isProven ? links.inspect(token).linkId : undefined])
    }
  })

  it('is not even a managed link for links without a store', async () => {
    const { good } = await REFUSED()
    const { code, refused } = linksAt().tryVerify(good, { fileId: 'b' })
    expect([code, refused?.fileId]).toEqual(['state-required', 'a'])
  })
})

describe('what a link was issued at', () => {
  it.each([
    ['0s', 2],
    ['2s', 6],
    ['5m', 602],
  ] as const)('with a skew of %s is at most %d s ahead', async (skew, ahead) => {
    const { links, clock } = await managedScene({ skew })
    const token = links.sign('a', 'read', '1h')
    clock.now = NOW - ahead * 1000
    expect(await codeOf(links, token)).toBe(undefined)
    clock.now -= 1
    expect(await codeOf(links, token)).toBe('not-yet-valid')
  })

  it('lets a link live no longer than maxTtl and 15 minutes from then on, whenever it is asked about', async () => {
    const { links, clock, join } = await managedScene({ maxTtl: '1h' })
    const generous = await join({ maxTtl: '30d' })
    const [short, long] = ['4500s', '4501s'].map((ttl) => generous.sign('a', 'read', ttl as '4500s')) as [
      string,
      string,
    ]
    const late = generous.sign('a', 'read', '1s', { notBefore: '4500s' })
    const tooLate = generous.sign('a', 'read', '1s', { notBefore: '4501s' })
    const codes = async () => [await codeOf(links, short), await codeOf(links, long)]
    expect(await codes()).toEqual([undefined, 'too-long-lived'])
    clock.now = NOW + HOUR // its remaining life would do
    expect(await codes()).toEqual([undefined, 'too-long-lived'])
    clock.now = NOW + 4500_000
    expect(await codeOf(links, late)).toBe(undefined)
    clock.now = NOW + 4501_000
    expect(await codeOf(links, tooLate)).toBe('too-long-lived')
  })
})

describe('the store', () => {
  /** A store whose answers wait until `answer` is called: once for each round trip. */
  function heldStore() {
    const memory = memoryStore({ clock: () => NOW })
    let isHeld = false
    let waiting: { readonly name: string; readonly answer: () => void }[] = []
    const held = <T>(name: string, act: () => Promise<T>): Promise<T> => {
      if (!isHeld) return act()
      return new Promise((resolve) => {
        waiting.push({ name, answer: () => resolve(act()) })
      })
    }
    const store: LinkStore = {
      read: (...args) => held('read', () => memory.read(...args)),
      raise: (...args) => held('raise', () => memory.raise(...args)),
      write: (...args) => held('write', () => memory.write(...args)),
      use: (...args) => held('use', () => memory.use(...args)),
    }
    /** The calls of each round trip of a verification. */
    const roundTrips = async (verification: () => Promise<unknown>) => {
      const trips: string[][] = []
      isHeld = true
      const done = verification().finally(() => {
        isHeld = false
      })
      for (await new Promise(setImmediate); isHeld; await new Promise(setImmediate)) {
        const now = waiting
        waiting = []
        trips.push(now.map(({ name }) => name).sort())
        for (const { answer } of now) answer()
      }
      await done
      return trips
    }
    return { store, roundTrips }
  }

  it('is asked once about a link without a count, and twice about one with', async () => {
    const { store, roundTrips } = heldStore()
    const { links } = await managedScene({}, store)
    await links.setPolicy('p', { perms: 'read' })
    const plain = links.sign('a/b', 'read', '1h', { policy: 'p', ref: 'r' })
    const counted = narrow(links.sign('a', 'read', '1h', { uses: 9 }), { perms: 'read' })
    expect(await roundTrips(() => links.verify(plain, { fileId: 'a/b' }))).toEqual([['read']])
    expect(await roundTrips(() => links.verify(linksAt().sign('a', 'read', '1h')))).toEqual([['read']])
    expect(await roundTrips(() => links.verify(counted))).toEqual([['read'], ['read', 'use']])
    expect(await roundTrips(() => links.verify(counted, { claim: CLAIM }))).toEqual([['read'], ['read', 'use']])
    expect(await roundTrips(() => links.verify(counted, { count: false }))).toEqual([['read'], ['read']])
    const look = { count: false, claim: CLAIM }
    expect(await roundTrips(() => links.verify(counted, look))).toEqual([['read'], ['read', 'use']])
  })

  it('is not asked for a use if a mark or a policy refuses', async () => {
    const { links, calls } = await managedScene()
    await links.setPolicy('p', { perms: 'write' })
    const token = links.sign('a', 'read', '1h', { uses: 1, policy: 'p' })
    const revoked = links.sign('a', 'read', '1h', { uses: 1 })
    await links.revoke({ token: revoked })
    calls.length = 0
    expect([await codeOf(links, token), await codeOf(links, revoked)]).toEqual(['permission-denied', 'revoked'])
    expect(calls.map(([name]) => name)).toEqual(['read', 'read'])
  })

  it('may take its time: a link that has expired meanwhile is refused', async () => {
    const memory = memoryStore({ clock: () => NOW })
    const clock = { now: NOW }
    let delay = 0
    const read: LinkStore['read'] = async (keys) => {
      clock.now += delay
      return memory.read(keys)
    }
    const links = createManagedLinks({ keys: [KEY], store: { ...memory, read }, clock: () => clock.now })
    await links.ready()
    clock.now += 5000
    const token = links.sign('a', 'read', 2, { uses: 1 })
    delay = 2000
    expect(await codeOf(links, token)).toBe('expired')
    delay = 0
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
  })

  it('makes no difference to how often the functions of a request are called', async () => {
    const { links } = await managedScene()
    await links.setPolicy('p', {}) // so that the link is judged twice
    const token = links.sign('a', 'read', '1h', { httpsOnly: true, addresses: ['192.0.2.1'], uses: 1, policy: 'p' })
    let called = 0
    const address = () => {
      called++
      return '192.0.2.1'
    }
    await links.verify(token, { address, secure: () => called++ < 2 })
    expect(called).toBe(2)
  })
})

describe('the order of refusals', () => {
  it('is state-free checks, marks, policy, use', async () => {
    const { links, clock } = await managedScene()
    await links.setPolicy('p', { perms: 'read', ttl: '30m' })
    const token = links.sign('a', ['read', 'write'], '1h', { uses: 1, policy: 'p', ref: 'r' })
    expect(await codeOf(links, token, { perm: 'read' })).toBe(undefined)
    expect(await codeOf(links, token, { perm: 'read' })).toBe('used-up')
    expect(await codeOf(links, token, { perm: 'write' })).toBe('permission-denied')
    await links.revoke({ ref: 'r' })
    expect(await codeOf(links, token, { perm: 'write' })).toBe('revoked')
    expect(await codeOf(links, token, { perm: 'delete' })).toBe('permission-denied')
    clock.now = NOW + HOUR
    expect(await codeOf(links, token, { perm: 'write' })).toBe('expired')
  })

  it('gives the same answer for a mark of the link, of an ancestor, a lost birth, and a missing policy', async () => {
    const { links, store } = await managedScene()
    const parent = links.sign('a', 'read', '1h', { policy: 'p' })
    const child = narrow(parent, { perms: 'read' })
    const answers = [await links.tryVerify(child)]
    await links.setPolicy('p', {})
    await links.revoke({ token: child })
    answers.push(await links.tryVerify(child))
    await links.revoke({ token: parent })
    answers.push(await links.tryVerify(child))
    await store.raise('{links}:birth', 2 * (NOW_SECONDS + 1) + 1, Number.POSITIVE_INFINITY)
    answers.push(await links.tryVerify(child))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.code).toBe('revoked')
  })
})

describe('a grant of managed links', () => {
  it('has what is known of the link', async () => {
    const { links } = await managedScene()
    await links.setPolicy('p', { perms: 'read', ttl: '10m' })
    const token = links.sign('a', ['read', 'write'], '1h', { uses: 3, policy: 'p' })
    const grant = await links.verify(token, { claim: CLAIM })
    expect(grant).toMatchObject({
      fileId: 'a',
      perms: ['read'],
      expiresAt: new Date(NOW + 600_000),
      issuedAt: new Date(NOW),
      policy: 'p',
      uses: { used: 1, max: 3, claimed: true },
      linkId: links.inspect(token).linkId,
      depth: 0,
    })
    const { uses } = await links.verify(token)
    expect(uses).toEqual({ used: 2, max: 3, claimed: false })
  })

  it('of a plain link has its identity, and nothing else', async () => {
    const { links } = await managedScene()
    const token = linksAt().sign('a', 'read', '1h', { ref: 'r' })
    const { linkId, issuedAt, policy, uses, ...grant } = await links.verify(token)
    expect([issuedAt, policy, uses]).toEqual([undefined, undefined, undefined])
    expect(linkId).toMatch(/^[\w-]{43}$/)
    expect(grant).toEqual(linksAt().verify(token))
  })

  it('is not there, but `refused` is, if the link is refused by state', async () => {
    const { links } = await managedScene()
    const token = links.sign('a', 'read', '1h', { uses: 1 })
    await links.verify(token)
    const result = await links.tryVerify(token)
    expect(result).toMatchObject({ ok: false, code: 'used-up', refused: { uses: { used: 1, max: 1, claimed: false } } })
    expect([Object.getPrototypeOf(result), 'grant' in result]).toEqual([null, false])
    const error = (await rejectionOf(links.verify(token))) as LinkError
    expect([error.code, error.refused?.fileId]).toEqual(['used-up', 'a'])
  })
})

describe('uses', () => {
  it('are as many as the link has, however many ask at once', async () => {
    const { links } = await managedScene()
    for (const uses of [1, 5]) {
      const token = links.sign('a', 'read', '1h', { uses })
      const results = await Promise.all(Array.from({ length: 40 }, () => links.tryVerify(token)))
      expect(results.filter(({ ok }) => ok).length).toBe(uses)
      expect(new Set(results.map(({ code }) => code))).toEqual(new Set([undefined, 'used-up']))
      expect(await links.usesOf(token)).toEqual({ used: uses, max: uses })
    }
  })

  it('are one under the same claim within its lease, which does not slide', async () => {
    const { links, clock } = await managedScene({ lease: '30m' })
    const token = links.sign('a', 'read', '4h', { uses: 2 })
    const use = async (claim: string) => (await links.tryVerify(token, { claim })).grant?.uses?.used
    expect(await Promise.all(Array.from({ length: 40 }, () => use(CLAIM)))).toEqual(Array(40).fill(1))
    clock.now = NOW + 29 * 60_000
    expect(await use(CLAIM)).toBe(1)
    clock.now = NOW + 30 * 60_000 - 1
    expect(await use(CLAIM)).toBe(1)
    clock.now = NOW + 30 * 60_000
    expect(await use(CLAIM)).toBe(2)
    expect(await use(OTHER_CLAIM)).toBe(undefined)
    expect(await use(CLAIM)).toBe(2)
    clock.now = NOW + HOUR
    expect(await use(CLAIM)).toBe(undefined)
  })

  it('have a lease of an hour by default', async () => {
    const { links, calls } = await managedScene()
    await links.verify(links.sign('a', 'read', '4h', { uses: 2 }), { claim: CLAIM })
    expect(calls.find(([name]) => name === 'use')?.[4]).toBe(HOUR)
  })

  it('are looked at, and not counted, with `count: false`', async () => {
    const { links, calls, clock } = await managedScene()
    const token = links.sign('a', 'read', '4h', { uses: 1 })
    const look = async (claim?: string) => {
      const { ok, code, grant, refused } = await links.tryVerify(token, { count: false, ...(claim && { claim }) })
      return [ok, code, (grant ?? refused)?.uses]
    }
    const fresh = { used: 0, max: 1, claimed: false }
    expect([await look(), await look(CLAIM), await look()]).toEqual(Array(3).fill([true, undefined, fresh]))
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
    await links.verify(token, { claim: CLAIM })
    // Used up for everyone but the one whose claim holds a lease.
    expect(await look(CLAIM)).toEqual([true, undefined, { used: 1, max: 1, claimed: true }])
    expect(await look()).toEqual([false, 'used-up', { used: 1, max: 1, claimed: false }])
    expect(await look(OTHER_CLAIM)).toEqual([false, 'used-up', { used: 1, max: 1, claimed: false }])
    clock.now = NOW + HOUR
    expect(await look(CLAIM)).toEqual([false, 'used-up', { used: 1, max: 1, claimed: false }])
    expect(calls.filter(([name, , , max]) => name === 'use' && max !== 0).length).toBe(1)
  })

  // On one connection the second is then done after the first: a store that lost its memory in between shows another birth.
  it.each([true, false])('are asked about before the birth is read again, with `count: %j`', async (count) => {
    const { links, calls } = await managedScene()
    await links.tryVerify(links.sign('a', 'read', '4h', { uses: 1 }), { claim: CLAIM, count })
    expect(calls.map(([name]) => name)).toEqual(['read', 'use', 'read'])
  })

  it('are those of the signed link, however it is narrowed, and under its policy', async () => {
    const { links, calls } = await managedScene()
    await links.setPolicy('p', { ttl: '10m' })
    const token = links.sign('a', ['read', 'write'], '4h', { uses: 3, policy: 'p' })
    const child = narrow(token, { perms: 'read' })
    const grandchild = narrow(child, { ttl: new Date(NOW + HOUR) })
    calls.length = 0
    for (const one of [child, grandchild, token]) expect(await codeOf(links, one)).toBe(undefined)
    for (const one of [child, grandchild, token, narrow(token, { perms: 'read' })])
      expect(await codeOf(links, one)).toBe('used-up')
    expect(await links.usesOf(grandchild)).toEqual({ used: 3, max: 3 })
    const counters = calls.filter(([name]) => name === 'use').map(([, key, , , , end]) => [key, end])
    // Until after the end that was signed: moving an end must not refill the count.
    const expected = [`{links}:uses:${links.inspect(token).linkId}`, NOW + 4 * HOUR + 900_000]
    expect(counters).toEqual(counters.map(() => expected))
  })

  it('of links with the same contents are apart', async () => {
    const { links } = await managedScene()
    const [one, two] = [links.sign('a', 'read', '1h', { uses: 1 }), links.sign('a', 'read', '1h', { uses: 1 })]
    expect([await codeOf(links, one), await codeOf(links, one), await codeOf(links, two)]).toEqual([
      undefined,
      'used-up',
      undefined,
    ])
  })

  it('can be counted up to the largest number', async () => {
    const { links, store } = await managedScene()
    const token = links.sign('a', 'read', '1h', { uses: 1_000_000 })
    const key = `{links}:uses:${links.inspect(token).linkId}`
    await store.raise(key, 999_999, Number.POSITIVE_INFINITY)
    expect([await codeOf(links, token), await codeOf(links, token)]).toEqual([undefined, 'used-up'])
  })

  it('are not admitted by a store for which their end has passed', async () => {
    const ahead = memoryStore({ clock: () => NOW + 2 * HOUR })
    const { links } = await managedScene({}, ahead)
    expect(await codeOf(links, links.sign('a', 'read', '1h', { uses: 1 }))).toBe('used-up')
  })

  it('of a link without a count are not counted', async () => {
    const { links, calls } = await managedScene()
    await links.verify(links.sign('a', 'read', '1h'), { claim: CLAIM })
    expect(calls.map(([name]) => name)).toEqual(['read'])
  })

  it('are refused if the store admits without having counted', async () => {
    const use: LinkStore['use'] = async () => ({ admitted: true, used: 0 })
    const { links } = await managedScene({}, { ...memoryStore({ clock: () => NOW }), use })
    expect(await rejectionOf(links.tryVerify(links.sign('a', 'read', '1h', { uses: 1 })))).toBeInstanceOf(StoreError)
  })
})

describe('verify of managed links', () => {
  it('rejects misuse, and never throws at once', async () => {
    const { links, calls } = await managedScene()
    for (const act of [links.verify, links.tryVerify]) {
      const error = await rejectionOf(act('x', untyped({ perm: 'raed' })))
      expect([error.name, error.message]).toEqual(['RangeError', expect.stringContaining('perm')])
    }
    expect(calls).toEqual([])
  })

  it('judges links of createLinks as createLinks does, if nothing is revoked', async () => {
    const { links, clock } = await managedScene()
    const plain = createLinks({ keys: [KEY], clock: () => clock.now })
    const tokens = [
      plain.sign('a', 'read', '1h'),
      plain.sign('a', 'read', '1h', { notBefore: '1m' }),
      plain.sign('a/b', 'read', '1h', { scope: 'tree' }),
      plain.sign('a', 'write', '1h', { boundTo: 'me' }),
      narrow(plain.sign('a', 'read', '1h'), { httpsOnly: true }),
    ]
    for (const token of tokens) {
      for (const request of [
        {},
        { fileId: 'a' },
        { fileId: 'a/b/c', perm: 'read' as const },
        { boundTo: 'me', secure: true },
      ]) {
        const { ok, code } = plain.tryVerify(token, request)
        const managed = await links.tryVerify(token, request)
        expect([managed.ok, managed.code]).toEqual([ok, code])
      }
    }
  })
})

describe('a store that takes its time, or has another', () => {
  it('does not make a link work that has expired meanwhile', async () => {
    let now = NOW
    const memory = memoryStore({ clock: () => now })
    const slow = {
      ...memory,
      use: async (...args: Parameters<LinkStore['use']>) => {
        now = NOW + 60_000
        return memory.use(...args)
      },
    }
    const links = createManagedLinks({ keys: [KEY], store: slow, clock: () => now })
    const token = links.sign('f', 'read', '60s', { uses: 1 })
    expect((await links.tryVerify(token)).code).toBe('expired')
  })

  it('does not take a revocation that it forgets at once', async () => {
    const store = memoryStore({ clock: () => NOW + 7_200_000 })
    const links = createManagedLinks({ keys: [KEY], store, clock: () => NOW })
    await expect(links.revoke({ token: links.sign('f', 'read', '1h') })).rejects.toThrow(StoreError)
  })

  it('does not put the birth beyond all times', async () => {
    const store = memoryStore({ clock: () => NOW })
    await store.raise('{links}:birth', Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY)
    const links = createManagedLinks({ keys: [KEY], store, clock: () => NOW })
    await expect(links.ready()).rejects.toThrow('the store gave a birth beyond all times')
    expect(links.sign('f', 'read', '1h')).toContain('.i')
  })
})

describe('a key that ends', () => {
  const END = NOW + 60_500 // within a second
  const ending = { ...KEY, signUntil: new Date(NOW + 30_000), verifyUntil: new Date(END) }

  /** Links at a store of which one operation takes until the key has ended. */
  const slowAt = (slow: keyof LinkStore | undefined, now: { time: number }) => {
    const memory = memoryStore({ clock: () => now.time })
    const pass =
      <Args extends unknown[], T>(name: keyof LinkStore, act: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        const answer = await act(...args)
        if (name === slow && now.time > NOW) now.time = END
        return answer
      }
    const store: LinkStore = {
      read: pass('read', memory.read),
      raise: memory.raise,
      write: memory.write,
      use: pass('use', memory.use),
    }
    return createManagedLinks({ keys: [ending], store, clock: () => now.time })
  }

  it('does not end a use before its own instant, although the grant ends with the second', async () => {
    const now = { time: NOW }
    const store = memoryStore({ clock: () => now.time })
    const clock = () => now.time
    const [signer, links] = [KEY, ending].map((key) => createManagedLinks({ keys: [key], store, clock }))
    await links?.ready()
    const token = signer?.sign('a', 'read', '1h', { uses: 2 })
    now.time = END - 1
    expect((await links?.tryVerify(token))?.ok).toBe(true)
    now.time = END
    expect((await links?.tryVerify(token))?.code).toBe('unknown-key')
  })

  it.each(['read', 'use'] as const)('is noticed if the store takes until then to %s', async (operation) => {
    const now = { time: NOW }
    const links = slowAt(operation, now)
    await links.ready()
    const token = links.sign('a', 'read', '60s', operation === 'use' ? { uses: 1 } : {})
    now.time = NOW + 1
    expect((await links.tryVerify(token)).code).toBe('unknown-key')
  })
})

describe('keys that are replaced while the store takes its time', () => {
  it.each(['read', 'use'] as const)('count behind %s: a key that is gone verifies nothing more', async (slow) => {
    for (const [isKept, code] of [
      [false, 'unknown-key'],
      [true, undefined],
    ] as const) {
      const keyring = createKeyring([KEY])
      const memory = memoryStore({ clock: () => NOW })
      let isSlow = false
      const replaceAfter =
        <Args extends unknown[], T>(name: string, act: (...args: Args) => Promise<T>) =>
        async (...args: Args): Promise<T> => {
          const answer = await act(...args)
          if (isSlow && name === slow) keyring.replace(isKept ? [createKey('next'), KEY] : [createKey('next')])
          return answer
        }
      const store = { ...memory, read: replaceAfter('read', memory.read), use: replaceAfter('use', memory.use) }
      const links = createManagedLinks({ keys: keyring, store, clock: () => NOW })
      await links.ready()
      const token = links.sign('a', 'read', '1h', { uses: 1 })
      isSlow = true
      const result = await links.tryVerify(token)
      expect([isKept, result.ok, result.code]).toEqual([isKept, isKept, code])
    }
  })
})
