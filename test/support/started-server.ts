import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { PROJECT } from './project.ts'

/** How the server of an example is started. */
export interface StartOptions {
  /** The file, from the project's folder. */
  readonly file: string
  readonly args?: readonly string[]
  readonly port: string
}

/** All that a server which cannot start has to say. */
export async function failedStart(
  options: StartOptions,
): Promise<{ readonly status: number; readonly out: string; readonly error: string }> {
  const child = start(options)
  const [out, error, [status]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'close'),
  ])
  return { status, out, error }
}

/** Runs `use` with the first lines of a server that starts, and ends it. */
export async function withStarted(
  options: StartOptions,
  count: number,
  use: (lines: readonly string[], child: ChildProcess) => Promise<void>,
): Promise<void> {
  const child = start(options)
  const closed = once(child, 'close')
  child.stderr?.resume()
  try {
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      if (lines.push(line) === count) break
    }
    await use(lines, child)
  } finally {
    child.kill('SIGKILL')
    await closed
  }
}

function start({ file, args = [], port }: StartOptions): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: PROJECT,
    env: { ...process.env, PORT: port },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}
