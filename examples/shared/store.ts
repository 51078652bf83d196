import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, lstat, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What became of an upload. `exists`: nothing was written, since a file is there and may not be replaced. */
export type Stored = 'created' | 'replaced' | 'exists'

/**
 * Writes a body to a hidden file beside `path`, and puts it in place once it is complete: nobody ever sees half of a file, and
 * nothing is left behind where the body breaks off.
 */
export async function store(path: string, body: AsyncIterable<Uint8Array>, mayReplace: boolean): Promise<Stored> {
  const exists = await isThere(path)
  if (exists && !mayReplace) return 'exists' // before a byte of the body is read
  const temporary = join(dirname(path), `.upload-${randomUUID()}`)
  try {
    await pipeline(body, createWriteStream(temporary, { flags: 'wx', mode: 0o600 }))
    if (mayReplace) await rename(temporary, path)
    else if (!(await placeNew(temporary, path))) return 'exists'
    return exists ? 'replaced' : 'created'
  } finally {
    await rm(temporary, { force: true })
  }
}

/** What `wx` is for opening, for putting in place: a rename would replace what came there meanwhile. */
async function placeNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  // A symbolic link to nothing is there too.
  return (await lstat(path).catch(() => undefined)) !== undefined
}
