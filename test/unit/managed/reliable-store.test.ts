import { inspect } from 'node:util'
import { createManagedLinks, type LinkStore, memoryStore, StoreError } from 'daypass/managed'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { reliableStore } from '../../../src/managed/reliable-store.ts'
import { KEY, NOW, untyped } from '../../support/fixtures.ts'
import { CLAIM, managedScene, rejectionOf } from '../../support/managed.ts'

const TIMEOUT = 3000
const HOLE = new Array(1)

/** A call of each operation. */
const CALLS: readonly (readonly [keyof LinkStore, (store: LinkStore) => Promise<unknown>])[] = [
  ['read', (store) => store.read(['k'])],
  ['raise', (store) => store.raise('k', 1, NOW)],
  ['write', (store) => store.write('k', 'x', NOW)],
  ['use', (store) => store.use('k', 'c', 1, 1, NOW)],
]

/** A store whose operations all do the same. */
function storeThat(act: () => unknown): LinkStore {
  return { read: untyped(act), raise: untyped(act), write: untyped(act), use: untyped(act) }
}

const reliable = (act: () => unknown): LinkStore => reliableStore(storeThat(act), TIMEOUT)

/** An answer that is a list and a use, until a member of it is looked at. */
const explosive = (): object =>
  new Proxy(Object.assign(['x'], { admitted: true, used: 1 }), {
    get: (_, name) => {
      // A promise looks whether it is one itself.
      if (name === 'then') return undefined
      throw new Error('looked at')
    },
  })

const WRONG_ANSWERS: Readonly<Record<'read' | 'raise' | 'use', readonly unknown[]>> = {
  read: [
    undefined,
    null,
    'x',
    {},
    { 0: 'x', length: 1 },
    [],
    ['x', 'y'],
    [null],
    [5],
    HOLE,
    ['x', undefined],
    new Map(),
  ],
  raise: [undefined, null, '5', 5n, Number.NaN, Number.POSITIVE_INFINITY, -1, {}, [5], new Date(5)],
  use: [
    undefined,
    null,
    true,
    1,
    [],
    {},
    { admitted: true },
    { used: 1 },
    { admitted: 1, used: 1 },
    { admitted: 'true', used: 1 },
    { admitted: true, used: 0 },
    { admitted: true, used: '1' },
    { admitted: true, used: 1.5 },
    { admitted: true, used: 2 ** 53 },
    { admitted: false, used: -1 },
    { admitted: false, used: Number.NaN },
    { admitted: undefined, used: 1 },
    Object.create({ admitted: true, used: 1 }),
  ],
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a reliable store', () => {
  it('passes arguments and answers on', async () => {
    const store = reliableStore(memoryStore({ clock: () => NOW }), TIMEOUT)
    expect(await store.raise('m', 5, NOW + 1)).toBe(NOW)
    await store.write('t', 'text', NOW + 1)
    expect(await store.use('u', CLAIM, 2, 1000, NOW + 1)).toEqual({ admitted: true, used: 1 })
    expect(await store.use('u', CLAIM, 2, 1000, NOW + 1)).toEqual({ admitted: true, used: 1 })
    expect(await store.use('u', undefined, 1, 1000, NOW + 1)).toEqual({ admitted: false, used: 1 })
    expect(await store.read(['m', 't', 'u', 'x'])).toEqual(['5', 'text', '1', undefined])
    await store.write('t', undefined, NOW + 1)
    expect(await store.read(['t'])).toEqual([undefined])
  })

  it.each(CALLS)('turns whatever %s throws or rejects with into a StoreError with its cause', async (_, call) => {
    for (const cause of [new Error('down'), new RangeError('wrong'), 'text', undefined]) {
      for (const act of [
        () => Promise.reject(cause),
        () => {
          throw cause
        },
      ]) {
        const error = (await rejectionOf(call(reliable(act)))) as StoreError
        expect([error instanceof StoreError, error.code, error.cause]).toEqual([true, 'unavailable', cause])
        expect(error.message).toMatch(/^the store failed to /)
      }
    }
  })

  it.each(CALLS)('gives up %s when the timeout has passed, and not before', async (_, call) => {
    vi.useFakeTimers()
    const ended = vi.fn()
    const answer = call(reliable(() => new Promise(() => undefined))).catch(ended)
    await vi.advanceTimersByTimeAsync(TIMEOUT - 1)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await answer
    expect(ended).toHaveBeenCalledExactlyOnceWith(expect.any(StoreError))
    expect(inspect(ended.mock.calls[0])).toContain('within 3000 ms')
  })

  it.each(CALLS)('leaves no timer behind %s, whether it succeeds or fails', async (_, call) => {
    vi.useFakeTimers()
    await call(reliableStore(memoryStore(), TIMEOUT)).catch(() => undefined)
    await rejectionOf(call(reliable(() => Promise.reject(new Error('down')))))
    await rejectionOf(
      call(
        reliable(() => {
          throw new Error('down')
        }),
      ),
    )
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(CALLS.filter(([name]) => name !== 'write'))(
    'takes no answer of %s that makes no sense',
    async (name, call) => {
      for (const answer of WRONG_ANSWERS[name as 'read']) {
        const error = await rejectionOf(call(reliable(async () => answer)))
        expect([answer, error]).toEqual([answer, expect.any(StoreError)])
        expect(error.message).toMatch(/^the store gave no valid answer/)
      }
    },
  )

  // The call would never settle, and a rejection that nobody handles would end the process.
  it.each(CALLS.filter(([name]) => name === 'read' || name === 'use'))(
    'survives an answer of %s that throws when it is looked at',
    async (_, call) => {
      const error = (await rejectionOf(call(reliable(async () => explosive())))) as StoreError
      expect([error instanceof StoreError, error.cause]).toEqual([true, new Error('looked at')])
    },
  )

  it('does not ask what a write gave', async () => {
    for (const answer of [undefined, null, 'OK', 1]) {
      await expect(reliable(async () => answer).write('k', 'x', NOW)).resolves.not.toThrow()
    }
  })
})

describe('managed links on a store that fails', () => {
  const FAILURES: readonly (readonly [string, () => unknown])[] = [
    [
      'throws',
      () => {
        throw new Error('down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['answers nonsense', async () => ({ ok: true })],
    ['gives no promise', () => undefined],
  ]

  /** Every verb that asks a store, once the store fails. */
  const verbsOf = async (fail: () => unknown) => {
    let isDown = false
    const memory = memoryStore({ clock: () => NOW })
    const now = (): LinkStore => (isDown ? storeThat(fail) : memory)
    const store: LinkStore = {
      read: (...args) => now().read(...args),
      raise: (...args) => now().raise(...args),
      write: (...args) => now().write(...args),
      use: (...args) => now().use(...args),
    }
    const { links } = await managedScene({}, store)
    const plain = links.sign('a', 'read', '1h')
    const counted = links.sign('a', 'read', '1h', { uses: 3 })
    expect([(await links.tryVerify(plain)).ok, (await links.tryVerify(counted)).ok]).toEqual([true, true])
    isDown = true
    return [
      () => links.verify(plain),
      () => links.tryVerify(plain),
      () => links.tryVerify(counted, { claim: CLAIM }),
      () => links.tryVerify(counted, { claim: CLAIM, count: false }),
      () => links.revoke({ token: plain }),
      () => links.revoke({ all: true }),
      () => links.deletePolicy('p'),
      () => links.getPolicy('p'),
      () => links.usesOf(counted),
      () => links.ready(),
    ]
  }

  it.each(FAILURES)('reject with a StoreError if it %s, and accept nothing', async (_, fail) => {
    for (const verb of await verbsOf(fail)) {
      const error = (await rejectionOf(verb())) as StoreError
      expect([verb.toString(), error.name, error.code]).toEqual([verb.toString(), 'StoreError', 'unavailable'])
    }
  })

  it.each(FAILURES.filter(([how]) => how !== 'answers nonsense'))('set no policy if it %s', async (_, fail) => {
    const { links } = await managedScene({}, { ...memoryStore({ clock: () => NOW }), write: untyped(fail) })
    expect(await rejectionOf(links.setPolicy('p', {}))).toBeInstanceOf(StoreError)
  })

  it('reject within the timeout of each operation if it hangs', async () => {
    const verbs = await verbsOf(() => new Promise(() => undefined))
    vi.useFakeTimers()
    for (const verb of verbs) {
      const settled = vi.fn()
      const call = verb().then(() => settled('accepted'), settled)
      await vi.advanceTimersByTimeAsync(1000)
      expect([verb.toString(), settled.mock.calls]).toEqual([verb.toString(), [[expect.any(StoreError)]]])
      await call
    }
  })

  it('reject if the use alone fails, with the link still counted as before', async () => {
    const memory = memoryStore({ clock: () => NOW })
    let fails = true
    const use: LinkStore['use'] = (...args) => (fails ? Promise.reject(new Error('down')) : memory.use(...args))
    const { links } = await managedScene({}, { ...memory, use })
    const token = links.sign('a', 'read', '1h', { uses: 1 })
    expect(await rejectionOf(links.tryVerify(token))).toBeInstanceOf(StoreError)
    fails = false
    expect((await links.tryVerify(token)).ok).toBe(true)
  })

  it('refuse what needs no store all the same', async () => {
    const { links } = await managedScene({}, memoryStore({ clock: () => NOW }))
    const broken = storeThat(() => Promise.reject(new Error('down')))
    const down = createManagedLinks({ keys: [KEY], store: broken, clock: () => NOW })
    expect((await down.tryVerify(links.sign('a', 'read', '1h'), { fileId: 'b' })).code).toBe('wrong-file')
  })

  it('reject what a mark, a count, a birth or a policy cannot be', async () => {
    for (const text of ['x', '', '-1', '01', '1.5', ' 1', '1e3', '9007199254740993', 'true']) {
      for (const key of ['{links}:all', '{links}:file:a', '{links}:policy:p', '{links}:birth']) {
        const { links, store } = await managedScene()
        await links.setPolicy('p', {})
        const token = links.sign('a', 'read', '1h', { policy: 'p' })
        await store.write(key, text, Number.POSITIVE_INFINITY)
        expect([key, text, await rejectionOf(links.tryVerify(token))]).toEqual([key, text, expect.any(StoreError)])
      }
    }
  })
})

describe('an answer in disguise', () => {
  /** A promise of another kind, that answers at once with whatever it is given. */
  const answering = (value: object): object =>
    Object.fromEntries([['then', (resolve: (answer: object) => void) => resolve(value)]])

  it('is copied: a promise in it is not waited for, and a member that changes is read once', async () => {
    const endless = Object.fromEntries([['then', () => undefined]])
    const use = { admitted: true, used: 1, ...endless }
    expect(await reliable(() => answering(use)).use('k', 'c', 1, 1, NOW)).toEqual({ admitted: true, used: 1 })
    await expect(reliable(() => answering(endless)).write('k', 'x', NOW)).resolves.toBeUndefined()
    let looks = 0
    const changing = Object.defineProperty(['1'], 0, { get: () => (looks++ === 0 ? '1' : undefined) })
    expect(await reliable(async () => changing).read(['k'])).toEqual(['1'])
  })
})
