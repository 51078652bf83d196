import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program that a test started. It ends with the process that runs the tests, if nothing ends it before. */
export interface Started {
  readonly child: ChildProcess
  /** Sends a signal, SIGKILL by default, and resolves once the program has ended. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>
}

/**
 * Starts a program and resolves once a line of its output matches `ready`.
 * @throws Error with the output, if the program ends before that
 */
export async function startProgram(
  command: string,
  args: readonly string[],
  ready: RegExp,
  options: SpawnOptions = {},
): Promise<Started> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const onData = (data: string): void => {
      // The start is what matters: a server that runs for long may have much to say.
      if (output.length < 100_000) output += data
      if (ready.test(output)) resolve()
    }
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onData)
    child.once('error', reject)
    // Not at its exit: it may have said why, in what is yet to be read.
    child.once('close', () => {
      process.off('exit', kill)
      reject(new Error(`${command} ended before it was ready: ${output}`))
    })
  })
  const end = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return { child, end }
}
