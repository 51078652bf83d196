#!/usr/bin/env node
import { EXIT } from './exit.ts'
import { run } from './run.ts'

// `daypass … | head` closes the pipe while there is more to write. That is how such a pipe ends, and no error.
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EOF') process.exit()
  process.stderr.write(`daypass: the output cannot be written (${error.code})\n`)
  // At once: a key that is only half on a full disk must not look like a success.
  process.exit(EXIT.missing)
}

process.stdout.on('error', onOutputError)
// There is nowhere left to report it.
process.stderr.on('error', () => process.exit())

// Not `process.exit`, which would cut off what a pipe on Windows has not taken yet.
process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  folder: process.cwd(),
})
