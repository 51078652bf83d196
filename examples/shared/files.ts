import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

// Hidden names stay private, whatever a link says: uploads in progress have them, and so may keys.
const UNSAFE = /[\0\\]|(?:^|\/)(?:\.[^/]*)?(?:\/|$)/

const NOT_THERE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])

/**
 * The path of a file id below a folder; undefined where it would lie elsewhere, is hidden, or leads through a symbolic link.
 * That an id is signed says who made it, and not that it is a safe path (CVE-2026-33195).
 */
export async function pathOf(root: string, id: string): Promise<string | undefined> {
  if (UNSAFE.test(id)) return undefined
  const path = join(root, id)
  const folder = join(path, '..')
  // The folder as it really is: a link anywhere on the way gives another path. The file itself need not exist yet.
  const [realRoot, realFolder, realPath] = await Promise.all([realpath(root), real(folder), real(path)])
  const expected = join(realRoot, relative(root, folder))
  if (realFolder !== expected || !(await stat(folder)).isDirectory()) return undefined
  return realPath === undefined || realPath === join(expected, relative(folder, path)) ? path : undefined
}

/** The path of a regular file that exists, under the same rules. */
export async function existingFile(root: string, id: string): Promise<string | undefined> {
  const path = await pathOf(root, id)
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
  return found?.isFile() ? path : undefined
}

/** Ids of the files below a folder that `existingFile` would give, sorted; the first thousand of them. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const ids = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((id) => !UNSAFE.test(id))
    .sort()
    .slice(0, 1000)
  const paths = await Promise.all(ids.map((id) => existingFile(root, id)))
  return ids.filter((_, i) => paths[i] !== undefined)
}

/** What a path really is; undefined where nothing is there. */
async function real(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    // A symbolic link to nothing looks the same; `store` never writes through one.
    if (NOT_THERE.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}
