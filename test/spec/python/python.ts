import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PROJECT } from '../../support/project.ts'

const folder = join(PROJECT, 'examples/python')

/** The Python that is there, undefined if none is: `-B`, so that a test leaves no files behind. */
export const python: readonly [string, '-B'] | undefined =
  spawnSync('python3', ['--version']).status === 0 ? ['python3', '-B'] : undefined

/** What a whole script of `examples/python` writes, and how it ends. */
export function runScript(script: string): { status: number | null; stderr: string } {
  const [command, ...args] = python ?? []
  const { status, stderr } = spawnSync(command as string, [...args, script], { cwd: folder, encoding: 'utf8' })
  return { status, stderr }
}

/** One process that answers one question after another; to start one for each would take minutes. */
export interface Python {
  readonly ask: (question: object) => Promise<Record<string, unknown>>
  readonly end: () => void
}

export function startPython(): Python {
  const [command, ...args] = python ?? []
  const child: ChildProcessWithoutNullStreams = spawn(command as string, [...args, 'agree.py'], { cwd: folder })
  const waiting: ((line: string | undefined) => void)[] = []
  let complaint = ''
  let gone = false
  child.stderr.on('data', (data) => {
    complaint += data
  })
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  child.on('close', () => {
    gone = true
    for (const answer of waiting.splice(0)) answer(undefined)
  })
  child.stdin.on('error', () => {}) // a process that is gone: the question is answered by `close`

  const ask = async (question: object): Promise<Record<string, unknown>> => {
    const line = await new Promise<string | undefined>((resolve) => {
      if (gone) return resolve(undefined)
      waiting.push(resolve)
      child.stdin.write(`${JSON.stringify(question)}\n`)
    })
    if (line === undefined) throw new Error(`Python is gone: ${complaint}`)
    const parsed = JSON.parse(line)
    if (parsed.fault !== undefined) throw new Error(`Python failed: ${parsed.fault}`)
    return parsed
  }
  return { ask, end: () => child.stdin.end() }
}
