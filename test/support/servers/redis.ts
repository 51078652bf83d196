import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { onFreePort } from './free-port.ts'
import { startProgram } from './process.ts'

/** Whether a Redis server is installed here. */
export const isRedisThere: boolean = spawnSync('redis-server', ['--version']).status === 0

/** A Redis server of a test's own, on the loopback interface, which keeps nothing on the disk. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly pid: number
  /** Ends the server, and removes its folder. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a server.
 * @param settings further ones, as on the command line: `['--cluster-enabled', 'yes']`
 * @param port where it listens, to start one again at the same place; a free one by default
 */
export async function startRedis(settings: readonly string[] = [], port?: number): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-redis-'))
  const fixed = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', ...settings]
  const startAt = async (at: number) => {
    const args = ['--port', String(at), ...fixed]
    return { at, ...(await startProgram('redis-server', args, /Ready to accept connections/)) }
  }
  const { at, child, end } = await (port === undefined ? onFreePort(startAt) : startAt(port))
  return {
    port: at,
    url: `redis://127.0.0.1:${at}`,
    pid: child.pid as number,
    stop: async () => {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Starts a cluster of one node, which has all slots. It takes Redis about two seconds to find that the cluster is complete. */
export async function startRedisCluster(): Promise<RedisServer> {
  // Without an address of its own, which it would learn from other nodes, clients are told an empty one.
  const server = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'])
  const client = new Redis(server.port)
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await sleep(50)
  client.disconnect()
  return server
}
