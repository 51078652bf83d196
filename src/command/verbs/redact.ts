import { usage } from '../failure.ts'
import { type Io, write } from '../io.ts'
import { createRedactor } from '../redactor.ts'
import type { Verb } from '../verb.ts'

export const redact: Verb = {
  synopsis: '< LOG',
  about:
    'Copies stdin to stdout, line by line, with [link] in place of every link. Its result is the text, also with --json.',
  flags: {},
  positionals: { min: 0, max: 0 },
  examples: ['daypass redact < access.log > shared.log', 'tail -f access.log | daypass redact'],
  run: async (_, io) => {
    await redactStream(io)
    return undefined
  },
}

async function redactStream(io: Io): Promise<void> {
  const { redactLink } = await import('daypass/http')
  const redactor = createRedactor(redactLink)
  let start = ''
  for await (const chunk of io.stdin) {
    // One character for each byte: links are ASCII, and all other bytes come out as they came in, whatever the encoding is.
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    if (start.length < 2) {
      start += text.slice(0, 2)
      assertBytes(start)
    }
    await write(io.stdout, redactor.push(text), 'latin1')
  }
  await write(io.stdout, redactor.end(), 'latin1')
}

/** In UTF-16, which PowerShell writes to files, there is a NUL between the characters of a link, and no link would be found. */
function assertBytes(start: string): void {
  if (/^(?:\xFF\xFE|\xFE\xFF)/.test(start)) throw usage('the input is UTF-16; convert it to UTF-8 first')
}
