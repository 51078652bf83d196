import { Readable, Writable } from 'node:stream'
import { run } from '../../src/command/run.ts'
import { PROJECT } from './project.ts'

export interface CommandOptions {
  readonly stdin?: string | readonly Uint8Array[]
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
}

/** What the command gave. */
export interface CommandResult {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in this process. It has no keys and no standard input unless they are given. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { stdin = '', env = {}, folder = PROJECT } = options
  const stdout = collect()
  const stderr = collect()
  const chunks = typeof stdin === 'string' ? [Buffer.from(stdin)] : stdin
  const exit = await run(args, {
    stdin: Readable.from(chunks),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    folder,
  })
  return { exit, stdout: stdout.text(), stderr: stderr.text() }
}

function collect(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
