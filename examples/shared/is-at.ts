import { type FileHandle, lstat, readlink, realpath } from 'node:fs/promises'

/**
 * Whether an open file is the one at a path that leads through no symbolic link. Node cannot open a file relative to an open folder
 * (`openat`), so a folder on the way may have been replaced by a link between the check of the path and the opening.
 */
export async function isAt(file: FileHandle, path: string): Promise<boolean> {
  // Linux gives the place of an open file in one step, which nobody can come between. A replaced file keeps its old place.
  const place = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined)
  if (place !== undefined) return place === path || place === `${path} (deleted)`
  // Other systems: someone who can replace the folder several times during these steps can still deceive them.
  try {
    const [opened, found] = await Promise.all([file.stat({ bigint: true }), lstat(path, { bigint: true })])
    return opened.ino === found.ino && opened.dev === found.dev && (await realpath(path)) === path
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
