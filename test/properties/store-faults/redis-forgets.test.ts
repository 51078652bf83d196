import { createKey } from 'daypass'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SEED } from '../../support/seed.ts'
import { describeServer } from '../../support/servers/describe-server.ts'
import { isRedisThere, type RedisServer, startRedis } from '../../support/servers/redis.ts'
import { type Fleet, startFleet } from './support/fleet.ts'

/** Clocks as far apart as `skew` allows, with something to spare. */
const OFFSETS = [
  [-900, 900],
  [900, -900],
] as const

describeServer('a Redis server that loses its memory under traffic', 'redis-server', isRedisThere, () => {
  let server: RedisServer
  let fleet: Fleet
  beforeEach(async () => {
    server = await startRedis()
  })
  afterEach(async () => {
    await fleet?.stop()
    await server?.stop()
  })
  /** Two processes, each with another client and two instances, whose clocks differ. */
  const start = (isNaive: boolean): void => {
    const shared = { place: server.url, key: createKey('k'), isNaive }
    fleet = startFleet([
      { ...shared, kind: 'ioredis', offsets: OFFSETS[0], seed: SEED },
      { ...shared, kind: 'node-redis', offsets: OFFSETS[1], seed: SEED + 1 },
    ])
  }
  /** New links are spent and revoked, and old ones tried again. */
  const works = () => fleet.until(({ accepted, triedAgain }) => accepted >= 20 && triedAgain >= 50)
  const flush = async (times: number): Promise<void> => {
    const client = new Redis(server.port)
    for (let i = 0; i < times && fleet.faults().length === 0; i++) {
      await client.flushall()
      await works()
    }
    client.disconnect()
  }

  it('accepts nothing again that was spent or revoked before six flushes, and accepts new links after each', async () => {
    start(false)
    await works()
    await flush(6)
    expect(fleet.faults()).toEqual([])
  })

  it('would accept links again if whoever finds no birth set it to now', async () => {
    start(true)
    await works()
    await flush(1000) // ends at the first fault, usually after one or two
    expect(fleet.faults()).toContainEqual(
      expect.stringMatching(/^a link that had been (?:spent|revoked) was accepted$/),
    )
  })

  it('accepts nothing while it is down, and nothing again once it is back and empty', async () => {
    start(false)
    await works()
    for (let round = 0; round < 2; round++) {
      await server.stop()
      await fleet.until(({ unavailable }) => unavailable >= 10)
      server = await startRedis([], server.port)
      await works()
    }
    expect(fleet.faults()).toEqual([])
  })
})
