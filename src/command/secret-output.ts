import { open, unlink } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf, missing, refused } from './failure.ts'
import type { Flags } from './flag.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import type { Outcome } from './verb.ts'

export const OUTPUT_FLAGS: Flags = {
  output: { type: 'string', short: 'o', value: 'FILE', about: 'write the line to a new file that only you can read' },
}

/** A value of `DAYPASS_KEYS` as the result of a verb: a complete line, on the standard output or in a new file. */
export async function keysOutcome(
  given: Given,
  io: Io,
  keys: string,
  json: object,
  notes: readonly string[] = [],
): Promise<Outcome> {
  const line = `DAYPASS_KEYS=${keys}`
  const file = given.text('output')
  if (file === undefined) return { text: line, json: { ...json, keys }, notes }
  await writeNewFile(resolve(io.folder, file), `${line}\n`)
  return { json: { ...json, file }, notes: [...notes, 'the file was created'] }
}

async function writeNewFile(path: string, text: string): Promise<void> {
  // O_EXCL: neither a file nor a link that someone else has put there is written to.
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') throw refused('file-exists', 'the file of --output is there already')
    throw missing(`the file of --output cannot be created (${codeOf(error)})`)
  })
  try {
    await handle.writeFile(text)
    await handle.sync()
  } catch (error) {
    // Half a key would be taken for a key.
    await unlink(path).catch(() => undefined)
    throw missing(`the file of --output cannot be written (${codeOf(error)})`)
  } finally {
    await handle.close()
  }
}
