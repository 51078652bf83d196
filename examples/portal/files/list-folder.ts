import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathOf } from '../../shared/files.ts'
import { isShown } from './names.ts'

/** A file or a folder. */
export interface Entry {
  readonly name: string
  readonly isFolder: boolean
  /** Bytes; 0 for a folder. */
  readonly size: number
  readonly changed: Date
}

/** Files and folders in a folder, folders first; undefined if there is no such folder. The id of the whole is empty. */
export async function listFolder(root: string, folder: string): Promise<readonly Entry[] | undefined> {
  const path = folder === '' ? root : await pathOf(root, folder)
  const entries = path === undefined ? undefined : await readdir(path, { withFileTypes: true }).catch(() => undefined)
  if (path === undefined || entries === undefined) return undefined
  // Neither what is hidden, nor symbolic links, pipes and devices.
  const names = entries.filter((entry) => isShown(entry.name) && (entry.isFile() || entry.isDirectory()))
  const found: Entry[] = []
  for (let at = 0; at < names.length; at += 100) {
    const some = names.slice(at, at + 100).map(({ name }) => look(join(path, name), name))
    for (const entry of await Promise.all(some)) if (entry !== undefined) found.push(entry)
  }
  const { compare } = new Intl.Collator('en', { numeric: true })
  return found.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || compare(a.name, b.name))
}

/** Undefined if it has been removed since. */
async function look(path: string, name: string): Promise<Entry | undefined> {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isFile() && !found?.isDirectory()) return undefined
  const isFolder = found.isDirectory()
  return { name, isFolder, size: isFolder ? 0 : found.size, changed: found.mtime }
}
