// The server under load, in a process of its own. Tells its parent where it listens, and how much processor time it has used.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks } from '../../dist/index.js'
import { createManagedLinks } from '../../dist/managed.js'
import { redisStore } from '../../dist/redis.js'
import { FRAMEWORKS } from './frameworks.mjs'

const ID = '0198c4f2-7d3e-7a41-9c55-3f1e8b2a6d07'

const root = mkdtempSync(join(tmpdir(), 'daypass-bench-'))
writeFileSync(join(root, ID), randomBytes(65_536))
process.on('exit', () => rmSync(root, { recursive: true }))

const [, , framework, redis] = process.argv
const keys = [createKey('k1')]
const links = redis === undefined ? createLinks({ keys }) : await linksInRedis(redis)
const cacheControl = redis === undefined ? 'private, max-age=3600' : 'private, no-cache'
const start = Date.now()
// For the headers alone: an age that stays the same can be set by hand too.
const listener = FRAMEWORKS[framework](links, root, () => start, cacheControl)
const server = createServer(listener).listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`
  const token = links.sign(ID, 'read', new Date(Math.floor(start / 1000) * 1000 + 3_601_000))
  const urls = {}
  for (const what of ['file', 'hello']) {
    for (const how of ['guarded', 'by-hand']) urls[`${how}/${what}`] = `${origin}/${how}/${what}/${ID}?token=${token}`
    await ensureSame(urls[`guarded/${what}`], urls[`by-hand/${what}`])
  }
  process.send({ urls })
})
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit())

/** Managed links, valid at once. */
async function linksInRedis(url) {
  const { createClient } = await import('redis')
  const client = createClient({ url })
  await client.connect()
  const managed = createManagedLinks({ keys, store: redisStore((...args) => client.sendCommand(args)) })
  await managed.ready()
  return managed
}

/** A comparison of answers that differ would say nothing. */
async function ensureSame(guarded, byHand) {
  const [one, other] = await Promise.all([guarded, byHand].map(describe))
  if (one !== other) throw new Error(`the two routes do not send the same:\n${one}\n${other}`)
}

async function describe(url) {
  const response = await fetch(url)
  const body = await response.arrayBuffer()
  const headers = [...response.headers].filter(([name]) => name !== 'date').sort()
  return `${response.status} ${body.byteLength} ${JSON.stringify(headers)}`
}
