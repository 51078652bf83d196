import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { numbered } from './names.ts'

/** Paths that uploads under way will have. */
const taken = new Set<string>()

/** A name in a folder that no file and no other upload has, kept until `release`. */
export async function claimName(folder: string, name: string): Promise<{ name: string; release: () => void }> {
  for (let number = 1; ; number++) {
    const free = numbered(name, number)
    const path = join(folder, free)
    if (taken.has(path)) continue
    taken.add(path) // before the wait, or two uploads would find the same name free
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) return { name: free, release: () => void taken.delete(path) }
    taken.delete(path)
  }
}
