import { redisStore } from 'daypass/redis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { untyped } from '../../../support/fixtures.ts'
import { expectMisuse } from '../../../support/misuse.ts'
import { expectArgumentChecks } from '../../../support/stores/argument-checks.ts'
import { NOT_OBJECTS } from '../../../support/wrong-values.ts'

const END = Number.POSITIVE_INFINITY

/** A store whose server gives one reply to everything but INFO. */
const answering = (reply: unknown) => redisStore(async (command) => (command === 'INFO' ? '' : reply))

describe('replies', () => {
  it.each([
    ['text and a number', ['a', null], [1, 2]],
    ['bytes and text', [Buffer.from('a'), null], [Buffer.from('1'), '2']],
    ['an absent text as undefined, and bigints', ['a', undefined], [1n, 2n]],
  ])('are taken as %s', async (_, texts, use) => {
    expect(await answering(texts).read(['k', 'l'])).toEqual(['a', undefined])
    expect(await answering(use).use('k', 'c', 5, 1, END)).toEqual({ admitted: true, used: 2 })
    expect(await answering([0, use[1]]).use('k', 'c', 5, 1, END)).toEqual({ admitted: false, used: 2 })
    expect(await answering(use[1]).raise('k', 1, END)).toBe(2)
  })

  const NONSENSE = [undefined, null, '', 'OK', 'secret-looking text', {}, [], [1], [1, 2, 3], true, 1.5, -1, Number.NaN]
  const refused = expect.objectContaining({ message: expect.stringMatching(/^redisStore: unexpected reply to \w+;/) })

  it.each(NONSENSE)('that no Redis gives are refused, and not shown: %j', async (reply) => {
    const store = answering(reply)
    await expect(store.read(['k', 'l'])).rejects.toEqual(refused)
    await expect(store.raise('k', 1, END)).rejects.toEqual(refused)
    await expect(store.write('k', 'x', END)).rejects.toEqual(refused)
    await expect(store.write('k', undefined, END)).rejects.toEqual(refused)
    await expect(store.use('k', 'c', 5, 1, END)).rejects.toEqual(refused)
  })

  it.each([[[2, 1]], [[1, '99999999999999999999']], [['yes', 1]], [[true, 1]], [[1, null]], [[1, 1.5]]])(
    'of a use must be a bit and a count: %j',
    async (reply) => {
      await expect(answering(reply).use('k', 'c', 5, 1, END)).rejects.toEqual(refused)
    },
  )

  it.each([[['a', 1]], [['a', {}]], [['a', ['b']]], [['a', false]]])('of a read must be texts: %j', async (reply) => {
    await expect(answering(reply).read(['k', 'l'])).rejects.toEqual(refused)
  })

  it('that are errors reject the operation as they are', async () => {
    const down = new Error('READONLY')
    const store = redisStore(() => Promise.reject(down))
    await expect(store.read(['k'])).rejects.toBe(down)
    const thrower = redisStore(() => {
      throw down
    })
    await expect(thrower.raise('k', 1, END)).rejects.toBe(down)
  })
})

describe('the warning of eviction', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** The warnings of a store whose server answers INFO in this way, after three operations. */
  async function warningsFor(info: () => Promise<unknown>): Promise<readonly unknown[][]> {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const store = redisStore(async (command) => (command === 'INFO' ? info() : [null]))
    for (let i = 0; i < 3; i++) await store.read(['k'])
    await new Promise((resolve) => setImmediate(resolve))
    return warn.mock.calls
  }

  it.each(['volatile-lru', 'allkeys-lfu', 'volatile-ttl', 'allkeys-random'])('is given once for %s', async (policy) => {
    for (const info of [
      `maxmemory:0\r\nmaxmemory_policy:${policy}\r\nx:1`,
      Buffer.from(`maxmemory_policy:${policy}\n`),
    ]) {
      const warnings = await warningsFor(async () => info)
      expect(warnings).toEqual([[expect.stringContaining(policy), { code: 'DAYPASS_REDIS_EVICTION' }]])
      vi.restoreAllMocks()
    }
  })

  it.each([
    ['the policy is noeviction', async () => 'maxmemory:0\r\nmaxmemory_policy:noeviction\r\n'],
    ['INFO is refused', () => Promise.reject(new Error('NOPERM'))],
    ['INFO says nothing of it', async () => 'used_memory:1'],
    ['INFO gives something else', async () => ({})],
  ])('is not given if %s', async (_, info) => {
    expect(await warningsFor(info)).toEqual([])
  })

  it('waits for a server that answers, and holds no operation up', async () => {
    const sent: string[] = []
    let isUp = false
    const store = redisStore(async (command) => {
      sent.push(command)
      if (command === 'INFO') return new Promise(() => {})
      if (!isUp) throw new Error('down')
      return [null]
    })
    await expect(store.read(['k'])).rejects.toThrow('down')
    isUp = true
    expect([await store.read(['k']), await store.read(['k'])]).toEqual([[undefined], [undefined]])
    expect(sent).toEqual(['MGET', 'MGET', 'INFO', 'MGET'])
  })
})

describe('what redisStore is given', () => {
  const send = async () => null
  expectArgumentChecks(() => redisStore(send))

  it('is a function, and not a client', () => {
    for (const client of [undefined, null, {}, { sendCommand: send }]) {
      expectMisuse(() => redisStore(untyped(client)), TypeError, 'redisStore: give a function')
    }
  })

  it.each(NOT_OBJECTS)('has no options that are %s', (_, value) => {
    expectMisuse(() => redisStore(send, untyped(value)), TypeError, 'redisStore must be a plain object')
  })

  it('has a prefix that leaves the hash tag of the keys alone', () => {
    for (const prefix of ['', 'app:daypass:', '!~|', 'x'.repeat(100)]) {
      expect(redisStore(send, { prefix })).toBeTypeOf('object')
    }
    for (const prefix of ['{a}', '}', 'a b', '\n', 'é', 'x'.repeat(101)]) {
      expectMisuse(() => redisStore(send, { prefix }), RangeError, 'redisStore: prefix must be at most 100')
    }
    expectMisuse(() => redisStore(send, { prefix: untyped(5) }), TypeError, 'redisStore: prefix must be')
    expectMisuse(() => redisStore(send, untyped({ prefx: 'a' })), TypeError, 'redisStore: unknown name')
  })
})
