import { constants, open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

// Hidden names stay private, whatever a link says: uploads in progress have them, and so may keys.
const UNSAFE = /[\0\\]|(?:^|\/)(?:\.[^/]*)?(?:\/|$)/
const MAX_ID = 512 // bytes; no link names a file with more

const NOT_YET: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENAMETOOLONG'])
const NEVER: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'ELOOP', 'EACCES'])

/**
 * The path of a file id below a folder; undefined where it would lie elsewhere, is hidden, or leads through a symbolic link.
 * That an id is signed says who made it, and not that it is a safe path (CVE-2026-33195).
 */
export async function pathOf(root: string, id: string): Promise<string | undefined> {
  if (UNSAFE.test(id) || Buffer.byteLength(id) > MAX_ID) return undefined
  const path = join(root, id)
  const folder = join(path, '..')
  // The folder as it really is: a link anywhere on the way gives another path. The file itself need not exist yet.
  const [realRoot, realFolder, realPath] = await Promise.all([realpath(root), real(folder), real(path)])
  const expected = join(realRoot, relative(root, folder))
  if (realFolder !== expected || !(await stat(folder)).isDirectory()) return undefined
  return realPath === undefined || realPath === join(expected, relative(folder, path)) ? path : undefined
}

/** The path of a regular file that exists and can be read, under the same rules. */
export async function existingFile(root: string, id: string): Promise<string | undefined> {
  const path = await pathOf(root, id)
  if (path === undefined) return undefined
  // To open it is the only proof that it can be read. A pipe would be waited for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined)
  try {
    return (await file?.stat())?.isFile() ? path : undefined
  } finally {
    await file?.close()
  }
}

/** Ids of the files below a folder that `existingFile` would give, sorted; the first thousand of them. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const ids = (await filesIn(root, '')).sort().slice(0, 1000)
  const paths = await Promise.all(ids.map((id) => existingFile(root, id)))
  return ids.filter((_, i) => paths[i] !== undefined)
}

/** Ids of the files in a folder and in those below it. The option `recursive` of `readdir` fails as a whole where one is closed. */
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

/** What a path really is; undefined where nothing is there yet, null where nothing can be. */
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
