import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathOf } from '../../shared/files.ts'
import { isShown } from './names.ts'

/** Ids of all files in a folder and below it. Nothing hidden, and through no symbolic link. */
export async function* walkFolder(root: string, folder: string): AsyncGenerator<string, void, undefined> {
  const path = await pathOf(root, folder)
  if (path === undefined) return
  const folders: string[] = []
  const entries = await opendir(path).catch(() => undefined) // closed to this process, or gone
  if (entries === undefined) return
  for await (const entry of entries) {
    if (!isShown(entry.name)) continue
    if (entry.isDirectory()) folders.push(join(folder, entry.name))
    else if (entry.isFile()) yield join(folder, entry.name)
  }
  for (const below of folders) yield* walkFolder(root, below)
}
