import { redisStore } from 'daypass/redis'
import { Cluster, Redis } from 'ioredis'
import { createClient, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeServer } from '../../support/servers/describe-server.ts'
import { isRedisThere, type RedisServer, startRedis, startRedisCluster } from '../../support/servers/redis.ts'
import { runContract } from '../../support/stores/run-contract.ts'

const HOUR = 3_600_000

describeServer('redisStore on a Redis server', 'redis-server', isRedisThere, () => {
  let server: RedisServer
  const nodeRedis = (options: object = {}) => createClient({ url: server.url, ...options })
  let client: ReturnType<typeof nodeRedis>
  let ioredis: Redis
  beforeAll(async () => {
    server = await startRedis()
    client = nodeRedis()
    await client.connect()
    ioredis = new Redis(server.port, { lazyConnect: true })
    await ioredis.connect()
  })
  afterAll(async () => {
    client?.destroy()
    ioredis?.disconnect()
    await server?.stop()
  })

  describe('through node-redis', () => {
    runContract(() => redisStore((...args) => client.sendCommand(args)))
  })

  describe('through ioredis', () => {
    runContract(() => redisStore((command, ...args) => ioredis.call(command, ...args)))
  })

  describe('through node-redis with RESP2 and replies as bytes', () => {
    let bytes: ReturnType<typeof nodeRedis>
    beforeAll(async () => {
      bytes = nodeRedis({ RESP: 2 })
      await bytes.connect()
    })
    afterAll(() => bytes?.destroy())
    const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.SIMPLE_STRING]: Buffer }
    runContract(() => redisStore((...args) => bytes.sendCommand(args, { typeMapping })))
  })

  describe('what it sends', () => {
    it('is one command for each operation, and INFO once', async () => {
      const sent: (readonly string[])[] = []
      const store = redisStore((...args) => {
        sent.push(args)
        return client.sendCommand(args)
      })
      const end = Date.now() + HOUR
      await store.use('{p}:n', 'claim', 5, HOUR, end)
      await store.read(['{p}:a', '{p}:b'])
      await store.raise('{p}:m', 1, end)
      await store.write('{p}:t', 'x', end)
      await store.write('{p}:t', undefined, end)
      await store.read([])
      expect(sent.map(([command]) => command)).toEqual(['EVAL', 'INFO', 'MGET', 'EVAL', 'EVAL', 'DEL'])
      expect(sent[0]?.slice(2, 5)).toEqual(['2', 'daypass:{p}:n', 'daypass:{p}:n "claim"'])
      expect(sent[2]).toEqual(['MGET', 'daypass:{p}:a', 'daypass:{p}:b'])
      // EVALSHA fails with NOSCRIPT after a failover.
      expect(sent[0]?.[1]).toContain("redis.call('TIME')")
    })

    it('begins every key with the prefix, and stores of different prefixes are apart', async () => {
      const one = redisStore((...args) => client.sendCommand(args), { prefix: 'one:' })
      const other = redisStore((...args) => client.sendCommand(args), { prefix: '' })
      await one.raise('{p}:m', 5, Date.now() + HOUR)
      expect([await one.read(['{p}:m']), await other.read(['{p}:m', 'one:{p}:m'])]).toEqual([['5'], [undefined, '5']])
    })
  })

  describe('what it leaves behind', () => {
    const ttlOf = async (key: string): Promise<number> => client.pTTL(`daypass:${key}`)
    const store = () => redisStore((...args) => client.sendCommand(args))

    it('expires: a mark, a text, a count at their ends and a claim with its lease', async () => {
      const [time] = await Promise.all([store().raise('{ttl}:m', 1, 0)])
      const end = time + HOUR
      await store().raise('{ttl}:m', 1, end)
      await store().write('{ttl}:t', 'x', end)
      await store().use('{ttl}:n', 'short', 5, 60_000, end)
      await store().use('{ttl}:n', 'long', 5, 2 * HOUR, end)
      for (const key of ['{ttl}:m', '{ttl}:t', '{ttl}:n', '{ttl}:n "long"']) {
        const left = await ttlOf(key)
        expect([key, left > 0 && left < HOUR]).toEqual([key, true])
        expect(await client.sendCommand(['PEXPIRETIME', `daypass:${key}`])).toBe(end - 1)
      }
      const lease = await ttlOf('{ttl}:n "short"')
      expect(lease > 0 && lease < 60_000).toBe(true)
    })

    it('is nothing for an end that has passed, a max of 0, or a use that is refused', async () => {
      await store().raise('{none}:m', 1, 1)
      await store().write('{none}:t', 'x', 1)
      await store().use('{none}:n', 'c', 5, HOUR, 1)
      await store().use('{none}:n', 'c', 0, HOUR, Number.POSITIVE_INFINITY)
      expect(await client.keys('daypass:{none}*')).toEqual([])
    })

    it('has no expiry if it has no end, so that volatile keys alone can be evicted', async () => {
      await store().raise('{endless}:m', 1, Date.now() + HOUR)
      await store().raise('{endless}:m', 0, Number.POSITIVE_INFINITY)
      expect(await ttlOf('{endless}:m')).toBe(-1)
    })

    it('does not grow with the count, but for claims that hold leases', async () => {
      for (let i = 0; i < 50; i++) await store().use('{many}:n', undefined, 1000, HOUR, Date.now() + HOUR)
      await store().use('{many}:n', 'c', 1000, HOUR, Date.now() + HOUR)
      expect((await client.keys('daypass:{many}*')).sort()).toEqual(['daypass:{many}:n', 'daypass:{many}:n "c"'])
    })
  })

  it('has the clock of the server, whatever that of the process says', async () => {
    const store = redisStore((...args) => client.sendCommand(args))
    const real = Date.now
    Date.now = () => 0
    try {
      const { 0: seconds } = (await client.sendCommand(['TIME'])) as [string]
      expect(await store.raise('{clock}:m', 1, 1)).toBeGreaterThanOrEqual(Number(seconds) * 1000)
    } finally {
      Date.now = real
    }
  })

  it("rejects with the server's error, and a value of another kind is not taken for a number", async () => {
    const store = redisStore((...args) => client.sendCommand(args))
    await client.set('daypass:{bad}:n', 'many')
    await client.hSet('daypass:{bad}:h', 'field', 'x')
    for (const key of ['{bad}:n', '{bad}:h']) {
      await expect(store.raise(key, 1, Date.now() + HOUR)).rejects.toThrow(Error)
      await expect(store.use(key, 'c', 5, HOUR, Date.now() + HOUR)).rejects.toThrow(Error)
    }
  })
})

describeServer('redisStore on a cluster', 'redis-server', isRedisThere, () => {
  let server: RedisServer
  let cluster: Cluster
  beforeAll(async () => {
    server = await startRedisCluster()
    cluster = new Cluster([{ host: '127.0.0.1', port: server.port }])
  })
  afterAll(async () => {
    cluster?.disconnect()
    await server?.stop()
  })

  runContract(() => redisStore((command, ...args) => cluster.call(command, ...args)))

  it('refuses keys of different slots in one operation, as any cluster does', async () => {
    const store = redisStore((command, ...args) => cluster.call(command, ...args))
    await expect(store.read(['{a}:m', '{b}:m'])).rejects.toThrow(/slot/i)
  })
})
