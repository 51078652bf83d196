// A file on its way in: a hidden file first, which becomes the upload only once everything about the request is known to be right.
import { createHash, randomUUID } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Writes a body to a temporary file of `folder` and returns its path. If the body fails, as `limitUpload` does on a broken limit,
 * nothing is left.
 */
export async function receiveFile(folder: string, body: AsyncIterable<Uint8Array>): Promise<string> {
  const temporary = join(folder, `.incoming-${randomUUID()}`)
  // Opened before the body is read: a write stream that opens its file by itself may do so after `rm`.
  const file = await open(temporary, 'wx', 0o600)
  try {
    await pipeline(body, file.createWriteStream())
    return temporary
  } catch (error) {
    await discardFile(temporary)
    throw error
  }
}

/**
 * Gives a received file its name. `create` permits a new file only, so one that is there is not replaced (a hard link cannot do so).
 *
 * @returns whether it has its name now; the temporary name is still to be discarded
 */
export async function placeFile(temporary: string, folder: string, fileId: string): Promise<boolean> {
  try {
    await link(temporary, join(folder, nameOf(fileId)))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Removes the temporary name of a file, whether it was given another one or not. */
export async function discardFile(temporary: string): Promise<void> {
  await rm(temporary, { force: true })
}

/** A signed file id is not a safe path (CVE-2026-33195); its hash is one on every file system. */
export function nameOf(fileId: string): string {
  return createHash('sha256').update(fileId).digest('hex')
}
