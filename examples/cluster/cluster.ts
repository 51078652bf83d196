import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runNginx } from '../nginx/run-nginx.ts'

/** What a cluster starts with. */
export interface ClusterStart {
  readonly root: string
  /** Where nginx listens. The processes listen at the four ports after it. */
  readonly port: number
  readonly redis: string
  /** As `DAYPASS_KEYS` has them. */
  readonly keys: string
  /** Seconds. */
  readonly maxTtl: number
}

/** Four processes behind nginx. */
export interface Cluster {
  readonly origin: string
  /** The origins of the processes, for making and revoking links. */
  readonly members: readonly string[]
  /** Gives keys to one process after another over `lag` milliseconds; resolves with the instant at which the last one had them. */
  readonly publish: (keys: string, lag: number) => Promise<number>
  /** Restarts one process after another. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Member {
  child: ChildProcess
  /** Its orders are carried out in turn. */
  busy: Promise<unknown>
}

const SIZE = 4
const script = fileURLToPath(new URL('member.ts', import.meta.url))
const conf = fileURLToPath(new URL('cluster.conf', import.meta.url))

/** @throws Error if a process or nginx cannot start */
export async function startCluster({ root, port, redis, keys, maxTtl }: ClusterStart): Promise<Cluster> {
  const ports = Array.from({ length: SIZE }, (_, i) => port + 1 + i)
  let newest = keys
  const startMember = async (memberPort: number): Promise<ChildProcess> => {
    const child = fork(script, [memberPort, redis, maxTtl].map(String), { execArgv: ['--import', 'tsx'] })
    return give(child, newest).then(
      () => child,
      (error) => {
        child.kill()
        throw error
      },
    )
  }
  const started = await Promise.allSettled(ports.map(startMember))
  const children = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = started.find((one) => one.status === 'rejected')
  const running = failed === undefined ? runNginx({ conf, root, port, appPorts: ports }) : Promise.reject(failed.reason)
  const nginx = await running.catch(async (error) => {
    await Promise.all(children.map(end))
    throw error
  })
  const members = children.map((child): Member => ({ child, busy: Promise.resolve() }))
  return {
    origin: `http://127.0.0.1:${port}`,
    members: ports.map((memberPort) => `http://127.0.0.1:${memberPort}`),
    publish: async (text, lag) => {
      newest = text
      const given = members.map(async (member, i) => {
        await sleep((lag * i) / (SIZE - 1))
        await inTurn(member, () => give(member.child, text))
        return Date.now()
      })
      return Math.max(...(await Promise.all(given)))
    },
    restart: async () => {
      for (const [i, member] of members.entries()) {
        await inTurn(member, async () => {
          await end(member.child)
          member.child = await startMember(ports[i] as number)
        })
      }
    },
    stop: async () => {
      await nginx.stop()
      await Promise.all(members.map((member) => inTurn(member, () => end(member.child))))
    },
  }
}

function inTurn<T>(member: Member, task: () => Promise<T>): Promise<T> {
  const result = member.busy.then(task)
  member.busy = result.catch(() => undefined)
  return result
}

/** Gives keys to a process, and waits until it uses them. */
async function give(child: ChildProcess, keys: string): Promise<void> {
  const answer = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [{ error: 'a process of the cluster has ended' }]),
  ])
  child.send({ keys })
  const [{ error }] = (await answer) as [{ readonly error?: string }]
  if (error !== undefined) throw new Error(error)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.send({})
  await exit
}
