// A process that redeems links: it takes orders from the one that forked it, and tells what came of them.

import type { StoreUse } from 'daypass/managed'
import { openStore, type StoreKind } from '../servers/open-store.ts'
import type { Order, Report } from './redeemers.ts'

const [kind, place = ''] = process.argv.slice(2) as [StoreKind, string]
const { store, close } = await openStore(kind, place)

async function use({ key, claim, max }: Order): Promise<StoreUse> {
  for (;;) {
    try {
      return await store.use(key, claim, max, 3_600_000, Number.POSITIVE_INFINITY)
    } catch (error) {
      // After five seconds, in which a busy machine may not write what all others have to. Nothing was counted.
      if (!(error instanceof Error && error.message.endsWith('database is locked'))) throw error
    }
  }
}

async function redeem(order: Order): Promise<Report> {
  const answers = await Promise.all(Array.from({ length: order.calls }, () => use(order)))
  return { admitted: answers.filter((answer) => answer.admitted).map(({ used }) => used) }
}

process.on('message', async (order: Order | 'stop') => {
  if (order === 'stop') {
    await close()
    process.disconnect()
    return
  }
  const failed = (error: Error): Report => ({ error: error.message })
  process.send?.(await redeem(order).catch(failed))
})
process.send?.('ready')
