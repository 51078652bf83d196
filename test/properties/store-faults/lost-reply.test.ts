import { createKey } from 'daypass'
import { createManagedLinks, type ManagedLinks, type ManagedResult, StoreError } from 'daypass/managed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeServer } from '../../support/servers/describe-server.ts'
import { type OpenStore, openStore, type StoreKind } from '../../support/servers/open-store.ts'
import { isPostgresThere, startPostgres } from '../../support/servers/postgres.ts'
import { isRedisThere, startRedis } from '../../support/servers/redis.ts'
import { type CuttingProxy, startCuttingProxy } from './support/cutting-proxy.ts'

const CLAIM = 'the-claim-of-a-visitor'
const OTHER = 'the-claim-of-another-one'

interface Server {
  readonly port: number
  readonly url: string
  readonly stop: () => Promise<void>
}

/** @param command text of the command that counts a use, and of no other */
function loseReplies(kind: StoreKind, command: string, startServer: () => Promise<Server>): void {
  let server: Server
  let proxy: CuttingProxy
  let opened: OpenStore
  let links: ManagedLinks
  beforeAll(async () => {
    server = await startServer()
    proxy = await startCuttingProxy(server.port)
    opened = await openStore(kind, server.url.replace(`:${server.port}`, `:${proxy.port}`))
    // Long enough for a client that connects again on a busy machine.
    links = createManagedLinks({ keys: [createKey('k')], store: opened.store, timeout: '30s' })
    await links.ready()
  })
  afterAll(async () => {
    await opened?.close()
    await proxy?.stop()
    await server?.stop()
  })

  /** Again until the store answers: the client may take some time to connect. */
  const verify = async (token: string, claim: string): Promise<ManagedResult> => {
    for (;;) {
      try {
        return await links.tryVerify(token, { claim })
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
      }
    }
  }

  it.each(['sent', 'replied'] as const)(
    'the same claim again is the same use, if the reply is lost once it is %s',
    async (when) => {
      const token = links.sign('q3.pdf', 'read', '1h', { uses: 1 })
      const cuts = proxy.cuts()
      proxy.cutAt(command, when)
      expect((await verify(token, CLAIM)).grant?.uses).toEqual({ used: 1, max: 1, claimed: true })
      expect(proxy.cuts()).toBe(cuts + 1)
      expect((await verify(token, CLAIM)).grant?.uses).toEqual({ used: 1, max: 1, claimed: true })
      expect((await verify(token, OTHER)).code).toBe('used-up')
      expect(await links.usesOf(token)).toEqual({ used: 1, max: 1 })
    },
  )

  it('calls without a claim are never admitted more often than the link allows', async () => {
    const token = links.sign('q3.pdf', 'read', '1h', { uses: 3 })
    const enough = proxy.cuts() + 2
    let accepted = 0
    let code: string | undefined
    while (code !== 'used-up') {
      // The first two commands that reach the server get no reply.
      if (proxy.cuts() < enough) proxy.cutAt(command, 'replied')
      const result = await links.tryVerify(token).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error
      })
      code = result?.code
      if (result?.ok) accepted++
    }
    expect(proxy.cuts()).toBe(enough)
    expect(accepted).toBeLessThanOrEqual(3)
    expect(await links.usesOf(token)).toEqual({ used: 3, max: 3 })
  })
}

describe('a connection that drops between a command and its reply', () => {
  describeServer('to Redis', 'redis-server', isRedisThere, () => {
    describe.each(['ioredis', 'node-redis'] as const)('through %s', (kind) => {
      loseReplies(kind, 'local used', () => startRedis())
    })
  })

  describeServer('to PostgreSQL', 'postgresql', isPostgresThere, () => {
    loseReplies('postgres', 'admitted::text', () => startPostgres())
  })
})
