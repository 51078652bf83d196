import { constants, type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAt } from './is-at.ts'

// Hidden names stay private, whatever a link permits: uploads in progress have them, and so may keys.
const UNSAFE = /[\0\\]|(?:^|\/)(?:\.[^/]*)?(?:\/|$)/
const MAX_ID = 512 // bytes; no link names a file with more

const NOT_YET: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENAMETOOLONG'])
const NEVER: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'ELOOP', 'EACCES'])
// `ENXIO`: a socket. `EPERM`, `EMLINK`: how some systems refuse a closed file and a symbolic link.
const UNREADABLE: ReadonlySet<string | undefined> = new Set([...NOT_YET, ...NEVER, 'ENXIO', 'EPERM', 'EMLINK'])

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants // Windows has only the first

/** Whether a file id can be the name of a file that is served, wherever it is: it is not hidden, and leads out of no folder. */
export function isServable(id: string): boolean {
  return !UNSAFE.test(id) && Buffer.byteLength(id) <= MAX_ID
}

/**
 * The real path of a file id below a folder; undefined if it would be elsewhere, is hidden, or leads through a symbolic link.
 * That an id is signed proves who made it, not that it is a safe path (CVE-2026-33195).
 */
export async function pathOf(root: string, id: string): Promise<string | undefined> {
  if (!isServable(id)) return undefined
  const path = join(await realpath(root), id)
  const folder = dirname(path)
  // A symbolic link anywhere on the way gives another path. The file itself need not exist yet.
  const [realFolder, realPath] = await Promise.all([real(folder), real(path)])
  if (realFolder !== folder || !(await stat(folder)).isDirectory()) return undefined
  return realPath === undefined || realPath === path ? path : undefined
}

/**
 * The regular file that an id names, under the same rules, open for reading; undefined if there is none that can be read. What was
 * checked is the open file, so nobody can put another into its place before it is sent. The caller closes it.
 */
export async function existingFile(root: string, id: string): Promise<FileHandle | undefined> {
  const path = await pathOf(root, id)
  if (path === undefined) return undefined
  const file = await openFile(path)
  try {
    if ((await file?.stat())?.isFile() && (await isAt(file as FileHandle, path))) return file
  } catch (error) {
    await file?.close()
    throw error
  }
  await file?.close()
  return undefined
}

/** Whether an id names a file that `existingFile` would open. */
export async function isFile(root: string, id: string): Promise<boolean> {
  const file = await existingFile(root, id)
  await file?.close()
  return file !== undefined
}

/** Ids of the files below a folder that `existingFile` would open, sorted; the first thousand of them. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const found: string[] = []
  // One at a time: a thousand open files at once can be more than a process may have.
  for (const id of (await filesIn(root, '')).sort().slice(0, 1000)) if (await isFile(root, id)) found.push(id)
  return found
}

/** Ids of the files in a folder and in those below it. The option `recursive` of `readdir` fails as a whole if one is closed. */
async function filesIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const ids = entries.map(async (entry): Promise<string[]> => {
    const id = `${folder}${entry.name}`
    if (UNSAFE.test(id)) return []
    if (entry.isDirectory()) return filesIn(root, `${id}/`)
    return entry.isFile() ? [id] : []
  })
  return (await Promise.all(ids)).flat()
}

/** Opens a file for reading; undefined if it cannot be read. A symbolic link is not followed, a pipe not waited for. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (UNREADABLE.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

/** The real path of a path; undefined if nothing is there yet, null if nothing can be. */
async function real(path: string): Promise<string | undefined | null> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A symbolic link to nothing looks the same; `store` never writes through one.
    if (NOT_YET.has(code)) return undefined
    if (NEVER.has(code)) return null
    throw error
  }
}
