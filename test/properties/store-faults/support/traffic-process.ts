// A process with several instances that share a store with other processes: it makes traffic until it is told to stop.

import { createManagedLinks } from 'daypass/managed'
import { randomFrom } from '../../../support/random.ts'
import { openStore } from '../../../support/servers/open-store.ts'
import type { Order, Report, TrafficOptions } from './fleet.ts'
import { withNaiveBirth } from './naive-birth.ts'
import { startTraffic } from './traffic.ts'

const { kind, place, key, offsets, isNaive, seed } = JSON.parse(process.argv[2] as string) as TrafficOptions

const opened = await Promise.all(offsets.map(() => openStore(kind, place)))
const instances = opened.map(({ store }, i) => {
  const clock = (): number => Date.now() + (offsets[i] as number)
  return createManagedLinks({ keys: [key], store: isNaive ? withNaiveBirth(store, clock) : store, clock })
})
const traffic = startTraffic(instances, `p${process.pid}`, randomFrom(seed))

const report = (isLast: boolean): void => {
  const message: Report = { tally: traffic.tally(), dead: traffic.takeDead(), isLast }
  process.send?.(message)
}
const timer = setInterval(report, 20, false)

process.on('message', async (order: Order) => {
  if (order !== 'stop') {
    traffic.addDead(order.dead)
    return
  }
  await traffic.stop()
  clearInterval(timer)
  report(true)
  process.disconnect()
  await Promise.all(opened.map(({ close }) => close()))
})
// A client that reconnects for ever would keep a process alive that nobody waits for.
process.on('disconnect', () => process.exit())
