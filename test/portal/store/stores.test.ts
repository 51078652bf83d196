import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
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

describe.each(loaders)('with %s', (name, drivers) => {
  it('the events of one folder do not push out those of another', async () => {
    const path = join(folder, `trim-${name.replace(':', '-')}.db`)
    const quiet = await openStores({ path, purpose: 'quiet', drivers })
    quiet.records.addEvent({ at: 1, action: 'read', outcome: 'allowed' })
    const busy = await openStores({ path, purpose: 'busy', drivers })
    for (let at = 0; at <= MAX_EVENTS + 100; at++) busy.records.addEvent({ at, action: 'read', outcome: 'allowed' })
    expect(quiet.records.listEvents(9)).toHaveLength(1)
    const kept = busy.records.listEvents(2 * MAX_EVENTS).length
    expect(kept).toBeGreaterThanOrEqual(MAX_EVENTS)
    expect(kept).toBeLessThanOrEqual(MAX_EVENTS + 100)
    await Promise.all([quiet.close(), busy.close()])
  })

  it('files that are there get the mode 600, and one through a symbolic link is refused', async () => {
    const path = join(folder, `open-${name.replace(':', '-')}.db`)
    const files = [path, `${path}-wal`, `${path}-shm`]
    for (const file of files) {
      await writeFile(file, '')
      await chmod(file, 0o644)
    }
    const { close } = await openStores({ path, purpose: 'p', drivers })
    for (const file of files) expect((await stat(file)).mode & 0o777, file).toBe(0o600)
    await close()
    for (const end of ['', '-wal', '-shm']) {
      const [link, target] = [`${path}.link${end.slice(1)}`, `${path}.target${end.slice(1)}`]
      await symlink(target, `${link}${end}`)
      await expect(openStores({ path: link, purpose: 'p', drivers })).rejects.toThrow(/symbolic link/)
      await expect(stat(target)).rejects.toMatchObject({ code: 'ENOENT' })
    }
  })
})

it('forgets the oldest of too many events', async () => {
  const { records, close } = await openStores({ path: '', purpose: 'p', drivers: [] })
  for (let at = 0; at <= MAX_EVENTS; at++) records.addEvent({ at, action: 'read', outcome: 'allowed' })
  expect(records.listEvents(MAX_EVENTS + 1)).toHaveLength(MAX_EVENTS)
  await close()
})
