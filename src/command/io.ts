import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** What a verb has of the world: its streams, its environment and the folder that it runs in. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
}

/** Writes what accompanies the result. If that is not possible, the result still matters: it never rejects, and waits for no stream that has failed. */
export async function writeNote(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed || stream.write(text)) return
  await new Promise<void>((resolve) => {
    for (const event of ['drain', 'error', 'close']) stream.once(event, () => resolve())
  })
}

/** Writes, and waits while the reader is slower: without that, a stream of any length would be kept in memory. */
export async function write(stream: Writable, text: string, encoding: BufferEncoding = 'utf8'): Promise<void> {
  if (text !== '' && !stream.write(text, encoding)) await once(stream, 'drain')
}
