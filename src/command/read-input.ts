import { usage } from './failure.ts'
import type { Io } from './io.ts'

/** Far more than keys or a URL take. Whoever sends more has mixed up two files. */
const MAX_INPUT = 65_536

/** All of the standard input, as text. */
export async function readInput(io: Io): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of io.stdin) {
    length += chunk.length
    if (length > MAX_INPUT) throw usage(`the standard input is longer than ${MAX_INPUT} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
