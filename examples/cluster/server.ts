import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isPortTaken, printLinksAt, readStart, stop } from '../shared/start.ts'
import { startCluster } from './cluster.ts'

const { root, port, ...start } = readStart()
const keys = start.keys.map(({ id, secret }) => `${id}:${secret}`).join()
const redis = process.env.REDIS_URL ?? (await startRedis(port + 5))
const cluster = await startCluster({ root, port, redis, keys, maxTtl: 7 * 86_400 }).catch((error: Error) => {
  const taken = `One of the ports from ${port} to ${port + 4} is taken: set another, as in PORT=${port + 10}`
  return stop(isPortTaken(error) ? taken : error.message)
})
process.on('SIGHUP', () => void cluster.restart().then(() => console.log('All processes have restarted')))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().then(() => process.exit()))
}

await printLinksAt(cluster.origin, { root, links: { sign } })
console.log(`kill -HUP ${process.pid} restarts the processes one after another`)

/** Has a process sign, which has the keys. */
async function sign(file: string): Promise<string> {
  const query = new URLSearchParams({ file, ttl: String(4 * 3600) })
  return (await fetch(`${cluster.members[0]}/links?${query}`, { method: 'POST' })).text()
}

/** Starts a Redis server that keeps nothing, for a try. */
async function startRedis(at: number): Promise<string> {
  const args = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  process.once('exit', () => child.kill())
  const started = (async () => {
    for await (const data of child.stdout) if (/Ready to accept connections/.test(String(data))) return true
    return false
  })()
  const failed = once(child, 'error').then(() => false)
  if (await Promise.race([started, failed])) return `redis://127.0.0.1:${at}`
  return stop(
    `redis-server does not start at port ${at}: install it, or set REDIS_URL to a Redis that does not evict keys`,
  )
}
