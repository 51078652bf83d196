import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadDriver } from '../../../examples/portal/store/database.ts'
import { openStores } from '../../../examples/portal/store/open-stores.ts'
import { MAX_EVENTS, type PortalEvent } from '../../../examples/portal/store/records.ts'
import { DRIVERS } from '../../support/stores/sqlite-drivers.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-stores-'))
})
afterAll(() => rm(folder, { recursive: true }))

const fails: LoadDriver = async () => {
  throw new Error('Cannot find module')
}
const loaders = DRIVERS.map((driver): [string, readonly LoadDriver[]] => [
  driver.name,
  [fails, async () => ({ name: driver.name, open: (path) => driver.open(path) })],
])

describe.each([...loaders, ['memory', [fails, async () => undefined]] as const])('with %s', (name, drivers) => {
  it('links and events are kept, newest first, and a line says where', async () => {
    const path = join(folder, `${name.replace(':', '-')}.db`)
    const { records, line, close } = await openStores({ path, purpose: 'p', drivers })
    expect(line).toContain(name === 'memory' ? 'forgotten when this ends' : `${path} (${name})`)
    const record = { id: 'a', madeAt: 1, label: 'one' } as never
    records.putLink(record)
    records.putLink({ id: 'b', madeAt: 2 } as never)
    records.putLink({ id: 'a', madeAt: 1, label: 'two' } as never)
    expect(records.listLinks().map(({ id }) => id)).toEqual(['b', 'a'])
    expect([records.getLink('a')?.label, records.getLink('c')]).toEqual(['two', undefined])
    const event = (at: number, id: string): PortalEvent => ({ at, id, action: 'read', outcome: 'allowed' })
    for (let at = 0; at < 5; at++) records.addEvent(event(at, at % 2 ? 'a' : 'b'))
    expect(records.listEvents(2).map(({ at }) => at)).toEqual([4, 3])
    expect(records.listEvents(9, 'a').map(({ at }) => at)).toEqual([3, 1])
    await close()
    if (name === 'memory') return
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const again = await openStores({ path, purpose: 'p', drivers })
    expect(again.records.getLink('a')?.label).toBe('two')
    await again.close()
    const other = await openStores({ path, purpose: 'other', drivers })
    expect([other.records.listLinks(), other.records.listEvents(9)]).toEqual([[], []])
    await other.close()
  })
})

it('forgets the oldest of too many events', async () => {
  const { records, close } = await openStores({ path: '', purpose: 'p', drivers: [] })
  for (let at = 0; at <= MAX_EVENTS; at++) records.addEvent({ at, action: 'read', outcome: 'allowed' })
  expect(records.listEvents(MAX_EVENTS + 1)).toHaveLength(MAX_EVENTS)
  await close()
})
