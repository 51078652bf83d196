#!/usr/bin/env node
import { EXIT } from './exit.ts'
import { run } from './run.ts'

// `daypass … | head` closes the pipe while there is more to write. That is how such a pipe ends, and no error: the status is what it would have
// been, so that a refused link is never taken for an accepted one.
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EOF') process.exit()
  process.stderr.write(`daypass: the output cannot be written (${error.code})\n`)
  // At once: a key that is only half on a full disk must not look like a success.
  process.exit(EXIT.missing)
}

process.stdout.on('error', onOutputError)
// There is nowhere left to report it, and the result and its status still matter.
process.stderr.on('error', () => undefined)

const { stdin, stdout, stderr, env } = process
await run(process.argv.slice(2), { stdin, stdout, stderr, env, folder: process.cwd() }, (status) => {
  process.exitCode = status
})

// A store that has stopped answering keeps its connection, and so the process. Not before all is written, which a pipe on Windows takes its time
// for.
stdout.write('', (error) => {
  // An error has its own listener.
  if (error === undefined || error === null) stderr.write('', () => process.exit())
})
