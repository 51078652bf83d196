import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { StoreKind } from '../servers/open-store.ts'

/** Calls to make all at once. */
export interface Order {
  readonly key: string
  readonly claim?: string
  readonly max: number
  readonly calls: number
}

/** The counts that the admitted calls saw, or the message of the first call that failed. */
export type Report = { readonly admitted: readonly number[] } | { readonly error: string }

/** Processes that use one store, each through a connection of its own. */
export interface Redeemers {
  /** Gives each of them the same order, at the same moment, and puts their reports together. */
  readonly redeem: (order: Order) => Promise<readonly number[]>
  readonly stop: () => Promise<void>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
const script = fileURLToPath(new URL('redeemer.ts', import.meta.url))

/** Starts processes; `place` is the URL of the server, or the path of the file. */
export async function startRedeemers(count: number, kind: StoreKind, place: string): Promise<Redeemers> {
  const children = Array.from({ length: count }, () =>
    fork(script, [kind, place], { cwd: root, execArgv: ['--import', 'tsx'] }),
  )
  await Promise.all(children.map(next))
  return {
    redeem: async (order) => {
      const reports = children.map(next)
      for (const child of children) child.send(order)
      return (await Promise.all(reports)).flatMap((report) => {
        if (report === 'ready' || 'error' in report) throw new Error(`a process failed: ${JSON.stringify(report)}`)
        return report.admitted
      })
    },
    stop: async () => {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const exit = once(child, 'exit')
          child.send('stop')
          await exit
        }),
      )
    },
  }
}

/** The next message of a process; fails if it ends instead. */
function next(child: ChildProcess): Promise<Report | 'ready'> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('a process ended without being asked to'))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message as Report | 'ready')
    })
  })
}
