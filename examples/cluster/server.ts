import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { listFiles } from '../shared/files.ts'
import { keyFileFor, keysFromFile } from '../shared/key-file.ts'
import { linkTo } from '../shared/link-to.ts'
import { readStart } from '../shared/start.ts'
import { startCluster } from './cluster.ts'

const { root, port } = readStart()
const keys = keysFromFile(keyFileFor(root))
  .map(({ id, secret }) => `${id}:${secret}`)
  .join()
const redis = process.env.REDIS_URL ?? (await startRedis(port + 5))
const cluster = await startCluster({ root, port, redis, keys, maxTtl: 7 * 86_400 }).catch((error) => {
  const isTaken = /address already in use/i.test(error.message)
  if (isTaken)
    return stop(`One of the ports from ${port} to ${port + 4} is taken: set another, as in PORT=${port + 10}`)
  return stop(error.code === 'ENOENT' ? 'There is no nginx in the PATH: apt-get install nginx-light' : error.message)
})
process.on('SIGHUP', () => void cluster.restart())
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().then(() => process.exit()))
}

console.log(`Links to files of ${root}, for 4 hours; kill -HUP ${process.pid} restarts the processes one after another`)
for (const id of (await listFiles(root)).slice(0, 50)) {
  const query = new URLSearchParams({ file: id, ttl: String(4 * 3600) })
  const answer = await fetch(`${cluster.members[0]}/links?${query}`, { method: 'POST' })
  console.log(linkTo(cluster.origin, id, await answer.text()))
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

/** One line for the person who started this. */
function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
