// A process that redeems links: it takes orders from the one that forked it, and tells what came of them.

import type { LinkStore } from 'daypass/managed'
import { postgresStore } from 'daypass/postgres'
import { redisStore } from 'daypass/redis'
import { sqliteStore } from 'daypass/sqlite'
import { Redis } from 'ioredis'
import Database from 'libsql'
import { Pool } from 'pg'
import type { Kind, Order, Report } from './redeemers.ts'

const [kind, place = ''] = process.argv.slice(2) as [Kind, string]
const { store, close } = open()

function open(): { readonly store: LinkStore; readonly close: () => unknown } {
  if (kind === 'sqlite') {
    const db = new Database(place)
    return { store: sqliteStore(db), close: () => db.close() }
  }
  if (kind === 'postgres') {
    const pool = new Pool({ connectionString: place, max: 20 })
    return { store: postgresStore((text, values) => pool.query(text, values)), close: () => pool.end() }
  }
  const client = new Redis(place)
  return { store: redisStore((command, ...args) => client.call(command, ...args)), close: () => client.disconnect() }
}

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
