import { createKey } from 'daypass'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SEED } from '../../support/seed.ts'
import { describeServer } from '../../support/servers/describe-server.ts'
import { isPostgresThere, type PostgresServer, startPostgres } from '../../support/servers/postgres.ts'
import { type Fleet, startFleet } from './support/fleet.ts'

describeServer('a PostgreSQL server that fails under traffic', 'postgresql', isPostgresThere, () => {
  let server: PostgresServer
  let fleet: Fleet
  beforeEach(async () => {
    server = await startPostgres(['max_connections=120'])
    const shared = { kind: 'postgres', place: server.url, key: createKey('k'), isNaive: false } as const
    fleet = startFleet([
      { ...shared, offsets: [-900, 900], seed: SEED },
      { ...shared, offsets: [900, -900], seed: SEED + 1 },
    ])
    await works()
  })
  afterEach(async () => {
    await fleet?.stop()
    await server?.stop()
  })
  /** New links are spent and revoked, and old ones tried again. */
  const works = () => fleet.until(({ accepted, triedAgain }) => accepted >= 20 && triedAgain >= 50)

  it('allows no use too many while its connections are terminated, and goes on afterwards', async () => {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    let isEnough = false
    const enough = fleet
      .until(({ accepted, unavailable }) => accepted >= 20 && unavailable >= 20)
      .then(() => {
        isEnough = true
      })
    while (!isEnough) {
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid != pg_backend_pid()",
      )
      await Promise.race([enough, new Promise((resolve) => setTimeout(resolve, 100))])
    }
    await client.end()
    await works()
    expect(fleet.faults()).toEqual([])
  })

  it('allows no use too many when it is ended at once and started again, and goes on afterwards', async () => {
    for (let round = 0; round < 2; round++) {
      await server.end()
      await fleet.until(({ unavailable }) => unavailable >= 10)
      await server.start()
      await works()
    }
    expect(fleet.faults()).toEqual([])
  })
})
