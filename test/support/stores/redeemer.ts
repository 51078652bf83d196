// A process that redeems links: it takes orders from the one that forked it, and tells what came of them.

import { openStore, type StoreKind } from '../servers/open-store.ts'
import type { Order, Report } from './redeemers.ts'

const [kind, place = ''] = process.argv.slice(2) as [StoreKind, string]
const { store, close } = await openStore(kind, place)

async function redeem({ key, claim, max, calls }: Order): Promise<Report> {
  const end = Number.POSITIVE_INFINITY
  const answers = await Promise.all(Array.from({ length: calls }, () => store.use(key, claim, max, 3_600_000, end)))
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
