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

/** Writes, and waits while the reader is slower: without that, a stream of any length would be kept in memory. */
export async function write(stream: Writable, text: string, encoding: BufferEncoding = 'utf8'): Promise<void> {
  if (text !== '' && !stream.write(text, encoding)) await once(stream, 'drain')
}
