import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAt } from './is-at.ts'

/**
 * What became of an upload. Nothing was written if a file is there and may not be replaced (`exists`), if a folder is, if the file
 * system has no such name, being too long (`unnameable`), or if the folder is not where it was any more (`moved`).
 */
export type Stored = 'created' | 'replaced' | 'exists' | 'folder' | 'unnameable' | 'moved'

/**
 * Writes a body to a hidden file beside `path`, and puts it in place once it is complete: nobody ever sees half of a file, and
 * nothing is left behind if the body breaks off or the disk is full.
 *
 * If a folder on the way is replaced by a symbolic link meanwhile, the hidden file does not exist behind it, and cannot be put in
 * place there. One gap remains: an exchange while the system looks up the two paths of that one call. Only `renameat` on an open
 * folder would close it, which Node does not have: let nobody but the server write to the folder that it serves.
 *
 * @param path as `pathOf` returns it: real, through no symbolic link
 * @throws what the body or the file system fails with, such as `ENOSPC`
 */
export async function store(path: string, body: AsyncIterable<Uint8Array>, mayReplace: boolean): Promise<Stored> {
  // All of this before a byte of the body is read. A folder comes first: without the condition it would not do either
  // (RFC 9110, section 13.2.1).
  const found = await look(path)
  if (found === 'folder' || found === 'unnameable') return found
  if (found === 'file' && !mayReplace) return 'exists'
  const temporary = join(dirname(path), `.upload-${randomUUID()}`)
  try {
    if (!(await write(temporary, body))) return 'moved'
    if (mayReplace) await rename(temporary, path)
    else if (!(await placeNew(temporary, path))) return 'exists'
    return found === 'file' ? 'replaced' : 'created'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'moved'
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Writes a new file; false if it is not where it should be. */
async function write(path: string, body: AsyncIterable<Uint8Array>): Promise<boolean> {
  const file = await open(path, 'wx', 0o600)
  try {
    if (!(await isAt(file, path))) return false
    await writeFile(file, body) // a pipeline to a write stream notices a full disk only with the next chunk
    return await isAt(file, path)
  } finally {
    await file.close()
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
