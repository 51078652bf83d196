import { createKey } from 'daypass'
import { createManagedLinks, type LinkStore, type ManagedLinks, StoreError } from 'daypass/managed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeServer } from '../../support/servers/describe-server.ts'
import { type OpenStore, openStore } from '../../support/servers/open-store.ts'
import { isRedisThere, type RedisServer, startRedis } from '../../support/servers/redis.ts'

const CLAIM = 'the-claim-of-a-visitor'
const TIMEOUT = 1000
/** A server that is paused never answers. Whatever comes before this comes of the time-out, however much else the machine has to do. */
const GENEROUS = 60 * TIMEOUT

describeServer('a Redis server that is paused', 'redis-server', isRedisThere, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

  describe.each(['ioredis', 'node-redis'] as const)('through %s', (kind) => {
    let opened: OpenStore
    let links: ManagedLinks
    /** The same for tests in which the time-out is not the point: on a busy machine a server that is not paused may take long, too. */
    let patient: ManagedLinks
    const keys = [createKey('k')]
    beforeAll(async () => {
      opened = await openStore(kind, server.url)
      links = createManagedLinks({ keys, store: opened.store, timeout: TIMEOUT / 1000 })
      patient = createManagedLinks({ keys, store: opened.store, timeout: '1m' })
      await patient.ready()
    })
    afterAll(() => opened?.close())

    /** Runs `act` while the server is paused. */
    const whilePaused = async (act: () => Promise<unknown>): Promise<void> => {
      process.kill(server.pid, 'SIGSTOP')
      try {
        await act()
      } finally {
        process.kill(server.pid, 'SIGCONT')
      }
    }

    it('makes every operation reject with a StoreError, soon after the time-out', async () => {
      const plain = patient.sign('q3.pdf', 'read', '1h')
      const counted = patient.sign('q3.pdf', 'read', '1h', { uses: 1 })
      await whilePaused(async () => {
        const start = performance.now()
        const results = await Promise.allSettled([
          links.verify(plain),
          links.verify(counted, { claim: CLAIM }),
          links.tryVerify(plain),
          links.tryVerify(counted, { count: false }),
          links.revoke({ ref: 'order-7' }),
          links.setPolicy('auditors', {}),
          links.getPolicy('auditors'),
          links.usesOf(counted),
          links.ready(),
        ])
        const took = performance.now() - start
        const errors = results.map((result) => (result.status === 'rejected' ? result.reason : result.value))
        expect(errors.filter((error) => !(error instanceof StoreError))).toEqual([])
        // The clock of timers and this one may differ by a millisecond.
        expect(took).toBeGreaterThan(TIMEOUT - 10)
        expect(took).toBeLessThan(GENEROUS)
      })
      expect((await patient.verify(plain)).fileId).toBe('q3.pdf')
      expect((await patient.verify(counted, { claim: CLAIM })).uses).toEqual({ used: 1, max: 1, claimed: true })
    })

    it('refuses a link without asking, if the signature or a condition refuses it', async () => {
      const token = links.sign('q3.pdf', 'read', '1h')
      await whilePaused(async () => {
        expect((await links.tryVerify('not a link')).code).toBe('malformed')
        expect((await links.tryVerify(token, { perm: 'write' })).code).toBe('permission-denied')
      })
    })

    it('counts the same claim once, if its use is carried out after the time-out', async () => {
      let isSent = false
      const pausing: LinkStore = {
        ...opened.store,
        use: (...args) => {
          isSent = true
          process.kill(server.pid, 'SIGSTOP')
          return opened.store.use(...args)
        },
      }
      const paused = createManagedLinks({ keys, store: pausing, timeout: TIMEOUT / 1000 })
      const token = patient.sign('q3.pdf', 'read', '1h', { uses: 2 })
      try {
        // Again if the busy machine exceeds the time-out before the use is sent.
        while (!isSent) await expect(paused.verify(token, { claim: CLAIM })).rejects.toBeInstanceOf(StoreError)
      } finally {
        process.kill(server.pid, 'SIGCONT')
      }
      // Its connection is the same: whatever was sent before is carried out before.
      expect(await patient.usesOf(token)).toEqual({ used: 1, max: 2 })
      expect((await patient.verify(token, { claim: CLAIM })).uses).toEqual({ used: 1, max: 2, claimed: true })
    })
  })
})
