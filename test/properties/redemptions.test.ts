import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeServer } from '../support/servers/describe-server.ts'
import type { StoreKind } from '../support/servers/open-store.ts'
import { isPostgresThere, startPostgres } from '../support/servers/postgres.ts'
import { isRedisThere, startRedis } from '../support/servers/redis.ts'
import { type Redeemers, startRedeemers } from '../support/stores/redeemers.ts'

const PROCESSES = 4
const CALLS = 1000

interface Place {
  readonly place: string
  readonly stop: () => Promise<unknown>
}

function redeemIn(kind: StoreKind, start: () => Promise<Place>): void {
  let place: Place
  let redeemers: Redeemers
  beforeAll(async () => {
    place = await start()
    redeemers = await startRedeemers(PROCESSES, kind, place.place)
  })
  afterAll(async () => {
    await redeemers?.stop()
    await place?.stop()
  })
  const redeem = (key: string, max: number, claim: string): Promise<readonly number[]> => {
    return redeemers.redeem({ key, max, calls: CALLS / PROCESSES, ...(claim === '' ? {} : { claim }) })
  }

  // The first of these also creates what the store needs, in all processes at once.
  it.each([1, 5])('admit exactly %i if that is the max', async (max) => {
    const admitted = await redeem(`{p}:n${max}`, max, '')
    expect([...admitted].sort()).toEqual(Array.from({ length: max }, (_, i) => i + 1))
  })

  it('are all admitted under one claim, and counted once', async () => {
    const admitted = await redeem('{p}:claimed', 1, 'claim')
    expect([admitted.length, new Set(admitted)]).toEqual([CALLS, new Set([1])])
  })

  it('are all counted if there are uses for all', async () => {
    const admitted = await redeem('{p}:many', 1_000_000, '')
    expect([...admitted].sort((a, b) => a - b)).toEqual(Array.from({ length: CALLS }, (_, i) => i + 1))
  })
}

describe('a thousand redemptions at once, by four processes', () => {
  describeServer('with Redis', 'redis-server', isRedisThere, () => {
    redeemIn('ioredis', async () => {
      const { url, stop } = await startRedis()
      return { place: url, stop }
    })
  })

  describeServer('with PostgreSQL', 'postgresql', isPostgresThere, () => {
    redeemIn('postgres', async () => {
      const { url, stop } = await startPostgres(['max_connections=150'])
      return { place: url, stop }
    })
  })

  describe('with SQLite', () => {
    redeemIn('sqlite', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'daypass-redemptions-'))
      return { place: join(folder, 'links.db'), stop: () => rm(folder, { recursive: true }) }
    })
  })
})
