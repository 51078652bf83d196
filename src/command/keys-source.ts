import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Key } from 'daypass'
import { codeOf, missing, usage } from './failure.ts'
import type { Flags } from './flag.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { readInput } from './read-input.ts'

/** Keys are never arguments: every user of a machine can list those of a process. */
export const KEYS_FLAGS: Flags = {
  'keys-file': { type: 'string', value: 'FILE', about: 'read DAYPASS_KEYS from a file, or from stdin if FILE is -' },
}

/** The keys, or undefined if none were given. */
export async function findKeys(given: Given, io: Io): Promise<readonly Key[] | undefined> {
  const file = given.text('keys-file')
  const text = file === undefined ? io.env.DAYPASS_KEYS : valueIn(await readKeysFile(file, given, io))
  if (text === undefined) return undefined
  const { keysFromEnv } = await import('daypass')
  return keysFromEnv({ DAYPASS_KEYS: text })
}

/** @throws Failure if no keys were given */
export async function readKeys(given: Given, io: Io): Promise<readonly Key[]> {
  const keys = await findKeys(given, io)
  if (keys !== undefined) return keys
  throw usage('DAYPASS_KEYS is not set: set it, or give --keys-file FILE; daypass keygen creates a key')
}

async function readKeysFile(file: string, given: Given, io: Io): Promise<string> {
  if (file === '-') {
    if (given.positionals.includes('-')) throw usage('keys and token cannot both come from the standard input')
    return await readInput(io)
  }
  try {
    return await readFile(resolve(io.folder, file), 'utf8')
  } catch (error) {
    throw missing(`the file of --keys-file cannot be read (${codeOf(error)})`)
  }
}

/** The value in a file: that of a line `DAYPASS_KEYS=…`, as in a file `.env`, or the whole text. */
function valueIn(text: string): string {
  // Editors on Windows begin a file with a byte order mark.
  const content = text.replace(/^\uFEFF/, '')
  return (
    (/^\s*(?:export\s+)?DAYPASS_KEYS\s*=/m.test(content) ? parseEnv(content).DAYPASS_KEYS : undefined) ?? content.trim()
  )
}
