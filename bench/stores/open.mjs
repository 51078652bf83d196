import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import Database from 'libsql'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { memoryStore } from '../../dist/managed.js'
import { postgresStore } from '../../dist/postgres.js'
import { redisStore } from '../../dist/redis.js'
import { sqliteStore } from '../../dist/sqlite.js'

/**
 * Opens every store. Each has `store`, `bytes` (what it takes up now) and `close`; those in Redis also `send`, which sends one command on
 * the connection of the store.
 */
export async function openStores({ redis, postgres }) {
  const nodeRedis = createClient({ url: redis })
  await nodeRedis.connect()
  const ioredis = new Redis(redis)
  const pool = new Pool({ connectionString: postgres, max: 10 })
  const folder = mkdtempSync(join(tmpdir(), 'daypass-bench-'))
  const db = new Database(join(folder, 'links.db'))
  const pragmaOf = (pragma) => Object.values(db.prepare(`PRAGMA ${pragma}`).get())[0]
  return {
    memory: { store: memoryStore(), bytes: async () => usedHeap(), close: () => undefined },
    'node-redis': {
      ...inRedis((...args) => nodeRedis.sendCommand(args)),
      close: () => nodeRedis.close(),
    },
    ioredis: {
      ...inRedis((command, ...args) => ioredis.call(command, ...args)),
      close: () => ioredis.disconnect(),
    },
    postgres: {
      store: postgresStore((text, values) => pool.query(text, values)),
      bytes: async () => Number((await pool.query("SELECT pg_total_relation_size('daypass') AS size")).rows[0].size),
      close: () => pool.end(),
    },
    sqlite: {
      store: sqliteStore(db),
      bytes: async () => pragmaOf('page_count') * pragmaOf('page_size'),
      close: () => {
        db.close()
        rmSync(folder, { recursive: true })
      },
    },
  }
}

function inRedis(send) {
  return {
    send,
    store: redisStore(send),
    bytes: async () => Number(/^used_memory:(\d+)/m.exec(await send('INFO', 'memory'))[1]),
  }
}

function usedHeap() {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
