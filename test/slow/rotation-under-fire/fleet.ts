import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PROJECT } from '../../support/project.ts'
import type { Order, Report } from './messages.ts'
import { keysText, type PlannedKey } from './planned-key.ts'

/** A server as its clients see it. */
export interface Member {
  /** Milliseconds by which its clock is ahead. */
  readonly skew: number
  /** Where it listens, or did last. */
  readonly port: number
  readonly restarts: number
}

/** Servers that share nothing but keys. */
export interface Fleet {
  readonly members: readonly Member[]
  readonly maxTtl: number
  /**
   * Gives all a key set, one after another over `lag` milliseconds.
   * @returns the last instant at which one of them may have served without it
   */
  readonly publish: (keys: readonly PlannedKey[], lag: number) => Promise<number>
  /** Stops every server and starts it again, one after another. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Running extends Member {
  port: number
  restarts: number
  child: ChildProcess
  /** The key set that it has, and the last instant at which it may have served with another. */
  keys: string
  changed: number
  /** Its orders are carried out in turn. */
  busy: Promise<unknown>
}

const script = fileURLToPath(new URL('server.ts', import.meta.url))

/** Starts one server for each skew. */
export async function startFleet(
  skews: readonly number[],
  maxTtl: number,
  keys: readonly PlannedKey[],
): Promise<Fleet> {
  let newest = keysText(keys)
  const start = async (skew: number): Promise<Pick<Running, 'child' | 'port' | 'keys'>> => {
    const child = fork(script, [String(skew), String(maxTtl)], { cwd: PROJECT, execArgv: ['--import', 'tsx'] })
    const text = newest
    send(child, { type: 'keys', keys: text })
    const report = await next(child)
    if (report.type !== 'listening') throw new Error('a server loaded keys before it listened')
    return { child, port: report.port, keys: text }
  }
  const members = await Promise.all(
    skews.map(async (skew): Promise<Running> => {
      return { ...(await start(skew)), skew, restarts: 0, changed: Date.now(), busy: Promise.resolve() }
    }),
  )

  const load = async (member: Running, text: string): Promise<number> => {
    if (member.keys !== text) {
      send(member.child, { type: 'keys', keys: text })
      await next(member.child)
      member.keys = text
      member.changed = Date.now()
    }
    return member.changed
  }
  const restart = async (member: Running): Promise<void> => {
    await end(member.child)
    member.changed = Date.now()
    Object.assign(member, await start(member.skew))
    member.restarts++
  }
  return {
    members,
    maxTtl,
    publish: async (next, lag) => {
      newest = keysText(next)
      const text = newest
      const loads = members.map(async (member, i) => {
        await sleep((lag * i) / Math.max(members.length - 1, 1))
        return inTurn(member, () => load(member, text))
      })
      return Math.max(...(await Promise.all(loads)))
    },
    restart: async () => {
      for (const member of members) await inTurn(member, () => restart(member))
    },
    stop: async () => {
      await Promise.all(members.map((member) => inTurn(member, () => end(member.child))))
    },
  }
}

function inTurn<T>(member: Running, task: () => Promise<T>): Promise<T> {
  const result = member.busy.then(task)
  member.busy = result.catch(() => undefined)
  return result
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  send(child, { type: 'stop' })
  await exit
}

function send(child: ChildProcess, order: Order): void {
  child.send(order)
}

/** The next report of a server; fails if it ends instead. */
function next(child: ChildProcess): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('a server ended without being asked to'))
    child.once('exit', onExit)
    child.once('message', (report) => {
      child.off('exit', onExit)
      resolve(report as Report)
    })
  })
}
