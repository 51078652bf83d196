import { createKeyring, createLinks } from 'daypass'
import { createManagedLinks, memoryStore, StoreError } from 'daypass/managed'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'
import { CLAIM, codeOf, managedScene, recordingStore, rejectionOf, type StoreCall } from '../../support/managed.ts'
import { runs } from '../../support/runs.ts'

const HOUR = 3_600_000
const VERBS = [
  'deletePolicy',
  'getPolicy',
  'inspect',
  'lease',
  'perms',
  'ready',
  'revoke',
  'setPolicy',
  'sign',
  'signingKeyId',
  'tryVerify',
  'usesOf',
  'verify',
]

afterEach(() => {
  vi.useRealTimers()
})

describe('createManagedLinks', () => {
  it('gives frozen verbs that work detached', async () => {
    const { links } = await managedScene()
    expect([Object.isFrozen(links), Object.keys(links).sort()]).toEqual([true, VERBS])
    const { sign, verify, tryVerify, revoke, usesOf, inspect, setPolicy, getPolicy, deletePolicy, ready } = links
    await ready()
    await setPolicy('p', {})
    const token = sign('a', 'annotate', '1h', { uses: 1, policy: 'p' })
    expect((await verify(token)).linkId).toBe(inspect(token).linkId)
    expect([await usesOf(token), await getPolicy('p')]).toEqual([{ used: 1, max: 1 }, {}])
    await deletePolicy('p')
    await revoke({ all: true })
    expect((await tryVerify(token)).code).toBe('revoked')
    expect(links.perms).toEqual(['annotate', 'create', 'delete', 'list', 'read', 'write'])
  })

  it('asks the store at once, and nothing else', () => {
    const calls: StoreCall[] = []
    createManagedLinks({ keys: [KEY], purpose: 'avatars', store: recordingStore(memoryStore(), calls) })
    expect(calls).toEqual([['read', ['{avatars}:birth']]])
  })

  it('takes a keyring, and the system clock unless it is given another', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
    const keyring = createKeyring([KEY])
    const links = createManagedLinks({ keys: keyring, store: memoryStore() })
    await links.ready()
    vi.setSystemTime(NOW + 5000)
    const token = links.sign('a', 'read', '1h')
    expect(links.inspect(token).issuedAt).toEqual(new Date(NOW + 5000))
    keyring.replace([{ ...KEY, id: 'next' }])
    expect(await codeOf(links, token)).toBe('unknown-key')
  })

  it('leaves createLinks as it was: synchronous, and without any of this', () => {
    const plain = createLinks({ keys: [KEY], clock: () => NOW })
    expect(Object.keys(plain).sort()).toEqual(['perms', 'sign', 'signingKeyId', 'tryVerify', 'verify'])
    expect(plain.sign('a', 'read', '1h')).toBe(plain.sign('a', 'read', '1h'))
    expect(plain.tryVerify(plain.sign('a', 'read', '1h')).ok).toBe(true)
  })
})

describe('ready', () => {
  it('resolves once the store has a birth', async () => {
    const store = memoryStore({ clock: () => NOW })
    const links = createManagedLinks({ keys: [KEY], store, clock: () => NOW })
    await expect(links.ready()).resolves.toBe(undefined)
    expect(await store.read(['{links}:birth'])).toEqual([String((2 * NOW) / 1000)])
  })

  it('rejects if the store does not keep what is written to it', async () => {
    const store = { ...memoryStore(), raise: async () => NOW }
    const links = createManagedLinks({ keys: [KEY], store, clock: () => NOW })
    expect(await rejectionOf(links.ready())).toBeInstanceOf(StoreError)
  })
})

describe('staleness', () => {
  const STALENESS = 60_000

  /** Two servers at one store, whose reads take some time to come back. Time is that of the fake timers. */
  const scene = async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW })
    const memory = memoryStore()
    let delay = 0
    const calls: StoreCall[] = []
    const read = async (keys: readonly string[]) => {
      const texts = await memory.read(keys)
      vi.advanceTimersByTime(delay)
      return texts
    }
    const store = recordingStore({ ...memory, read }, calls)
    const join = async () => {
      const links = createManagedLinks({ keys: [KEY], store, staleness: `${STALENESS / 1000}s` })
      await links.ready()
      return links
    }
    const servers = [await join(), await join()] as const
    vi.advanceTimersByTime(10_000)
    const setDelay = (milliseconds: number): void => {
      delay = milliseconds
    }
    return { servers, calls, setDelay }
  }

  it('lets a server accept for that long what it has read, and not longer', async () => {
    const { servers } = await scene()
    const token = servers[0].sign('a', 'read', '7d')
    expect(await codeOf(servers[1], token)).toBe(undefined)
    await servers[0].revoke({ token })
    vi.advanceTimersByTime(STALENESS - 1)
    expect(await codeOf(servers[1], token)).toBe(undefined)
    vi.advanceTimersByTime(1)
    expect(await codeOf(servers[1], token)).toBe('revoked')
  })

  it('lets no server accept later than that after a revocation, nor after one that accepted before', async () => {
    const subject = fc.constantFrom('token', 'fileId', 'ref', 'policy', 'delete', 'all')
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: STALENESS })),
      delay: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 5000 })),
      server: fc.nat(1),
    })
    const property = fc.asyncProperty(
      subject,
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(step, { minLength: 4, maxLength: 12 }),
      async (by, before, after) => {
        const { servers, setDelay } = await scene()
        await servers[0].setPolicy('p', {})
        const token = servers[0].sign('a', 'read', '7d', { ref: 'r', policy: 'p' })
        const verifyLater = async ({ wait, delay, server }: (typeof before)[number]) => {
          vi.advanceTimersByTime(wait)
          setDelay(delay)
          const startedAt = performance.now()
          const { ok } = await (servers[server] as (typeof servers)[0]).tryVerify(token, { fileId: 'a' })
          setDelay(0)
          return { ok, startedAt }
        }
        for (const one of before) expect((await verifyLater(one)).ok).toBe(true)
        if (by === 'delete') await servers[0].deletePolicy('p')
        else
          await servers[0].revoke(
            {
              token: { token },
              fileId: { fileId: 'a' },
              ref: { ref: 'r' },
              policy: { policy: 'p' },
              all: { all: true as const },
            }[by],
          )
        const revokedAt = performance.now()
        for (const one of after) {
          const { ok, startedAt } = await verifyLater(one)
          if (startedAt >= revokedAt + STALENESS)
            expect([by, startedAt - revokedAt, ok]).toEqual([by, startedAt - revokedAt, false])
        }
      },
    )
    await fc.assert(property, runs(150))
  })

  it('saves a server from asking about what it has just read', async () => {
    const { servers, calls } = await scene()
    const token = servers[0].sign('a', 'read', '1h')
    await servers[0].tryVerify(token)
    calls.length = 0
    for (let i = 0; i < 10; i++) expect(await codeOf(servers[0], token)).toBe(undefined)
    expect(calls).toEqual([])
    vi.advanceTimersByTime(STALENESS)
    await servers[0].tryVerify(token)
    expect(calls.map(([name]) => name)).toEqual(['read'])
  })

  it('is of no matter to uses', async () => {
    const { servers } = await scene()
    const token = servers[0].sign('a', 'read', '1h', { uses: 2 })
    const codes = []
    for (const i of [0, 1, 0, 1] as const) codes.push(await codeOf(servers[i], token))
    expect(codes).toEqual([undefined, undefined, 'used-up', 'used-up'])
    const look = (i: 0 | 1) => codeOf(servers[i], token, { count: false })
    expect([await look(0), await look(1)]).toEqual(['used-up', 'used-up'])
  })

  it('is of no matter to a store that is emptied: uses that were counted are noticed', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW })
    let memory = memoryStore()
    const store = recordingStore(
      {
        read: (...args) => memory.read(...args),
        raise: (...args) => memory.raise(...args),
        write: (...args) => memory.write(...args),
        use: (...args) => memory.use(...args),
      },
      [],
    )
    const links = createManagedLinks({ keys: [KEY], store, staleness: '1h' })
    await links.ready()
    vi.advanceTimersByTime(10_000)
    const [counted, plain] = [links.sign('a', 'read', '4h', { uses: 1 }), links.sign('a', 'read', '4h')]
    expect([await codeOf(links, counted, { claim: CLAIM }), await codeOf(links, plain)]).toEqual([undefined, undefined])
    memory = memoryStore()
    expect(await codeOf(links, counted, { count: false })).toBe('revoked')
    expect(await codeOf(links, counted)).toBe('revoked')
    // What was read under the old birth is not used any more, and the birth is not raised again and again.
    expect(await codeOf(links, plain)).toBe('revoked')
    const birth = await memory.read(['{links}:birth'])
    vi.advanceTimersByTime(HOUR / 2)
    for (let i = 0; i < 3; i++) expect(await codeOf(links, links.sign('b', 'read', '1h'))).toBe(undefined)
    expect(await memory.read(['{links}:birth'])).toEqual(birth)
  })
})
