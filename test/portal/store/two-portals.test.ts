import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey } from 'daypass'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryRecords } from '../../../examples/portal/store/memory-records.ts'
import { openSharedStore, type SharedStore } from '../../../examples/portal/store/shared-store.ts'
import { describeServer } from '../../support/servers/describe-server.ts'
import { isPostgresThere, startPostgres } from '../../support/servers/postgres.ts'
import { isRedisThere, startRedis } from '../../support/servers/redis.ts'
import { addressOf, send, share, stateOf } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

const SERVERS = [
  ['Redis', 'redis-server', isRedisThere, startRedis],
  ['PostgreSQL', 'postgres', isPostgresThere, startPostgres],
] as const

for (const [name, program, isThere, startServer] of SERVERS) {
  describeServer(`two portals on one ${name}`, program, isThere, () => {
    let root: string
    let server: { readonly url: string; readonly stop: () => Promise<void> }
    let stores: SharedStore[]
    let portals: Running[]
    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'daypass-two-'))
      await writeFile(join(root, 'a.txt'), 'shared')
      server = await startServer()
      const keys = [createKey()]
      stores = [await openSharedStore(server.url), await openSharedStore(server.url)]
      portals = await Promise.all(
        stores.map(({ store }) => startPortal({ root, keys, store, records: memoryRecords() })),
      )
    })
    afterAll(async () => {
      for (const portal of portals) await portal.close()
      for (const { close } of stores) await close()
      await server.stop()
      await rm(root, { recursive: true })
    })

    /** The same link at the other portal. */
    const atOther = (url: string): string => url.replace(portals[0]?.origin as string, portals[1]?.origin as string)
    const [one, other] = [(): Running => portals[0] as Running, (): Running => portals[1] as Running]

    it('what one has revoked, the other refuses', async () => {
      const id = await share(one(), 'a.txt')
      const url = atOther(await addressOf(one(), id))
      expect(await (await fetch(`${url}/download`)).text()).toBe('shared')
      await send(one(), `/links/${id}/revoke`, {})
      expect([(await fetch(url)).status, (await fetch(`${url}/download`)).status]).toEqual([410, 410])
    })

    it('a use at one is a use at the other, and an end that one moves is moved at both', async () => {
      const id = await share(one(), 'a.txt', { often: 'some', uses: '1' })
      const url = await addressOf(one(), id)
      await fetch(`${atOther(url)}/download`, { headers: { 'Idempotency-Key': 'x'.repeat(16) } })
      expect([await stateOf(one(), id), (await fetch(`${url}/download`)).status]).toEqual(['used-up', 410])
      const moved = await share(one(), 'a.txt')
      const movedUrl = atOther(await addressOf(one(), moved))
      await send(one(), `/links/${moved}/end`, { end: '2020-01-01T00:00' })
      expect((await fetch(movedUrl)).status).toBe(410)
    })

    it('one checks the password of a link that the other has made', async () => {
      const url = atOther(await addressOf(one(), await share(one(), 'a.txt', { password: 'heron' })))
      const body = new URLSearchParams({ password: 'heron' })
      const unlocked = await fetch(`${url}/unlock`, { method: 'POST', body, redirect: 'manual' })
      const Cookie = unlocked.headers.get('set-cookie')?.split(';')[0] as string
      expect(await (await fetch(`${url}/download`, { headers: { Cookie } })).text()).toBe('shared')
      expect(other().records.listLinks()).toEqual([])
    })
  })
}
