import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * What became of an upload. Nothing was written where a file is there and may not be replaced (`exists`), where a folder is, or
 * where the file system has no such name, being too long.
 */
export type Stored = 'created' | 'replaced' | 'exists' | 'folder' | 'unnameable'

/**
 * Writes a body to a hidden file beside `path`, and puts it in place once it is complete: nobody ever sees half of a file, and
 * nothing is left behind where the body breaks off.
 */
export async function store(path: string, body: AsyncIterable<Uint8Array>, mayReplace: boolean): Promise<Stored> {
  // All of this before a byte of the body is read. A folder comes first: without the condition it would not do either
  // (RFC 9110, section 13.2.1).
  const found = await look(path)
  if (found === 'folder' || found === 'unnameable') return found
  if (found === 'file' && !mayReplace) return 'exists'
  const temporary = join(dirname(path), `.upload-${randomUUID()}`)
  // Opened before the body is touched: a stream that opens it by itself may do so after a body that broke off was cleaned up.
  const file = await open(temporary, 'wx', 0o600)
  try {
    await pipeline(body, file.createWriteStream())
    if (mayReplace) await rename(temporary, path)
    else if (!(await placeNew(temporary, path))) return 'exists'
    return found === 'file' ? 'replaced' : 'created'
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

/** What is there now. A symbolic link counts as a file, also one to nothing. */
async function look(path: string): Promise<'file' | 'folder' | 'unnameable' | undefined> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENAMETOOLONG') return 'unnameable'
    if (code === 'ENOENT') return undefined
    throw error
  }
}
