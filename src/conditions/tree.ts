import { isText } from '../values/encoding.ts'
import { MAX_FILE_ID } from '../values/file-id.ts'

// A backslash, an encoded byte, or a segment that is empty, "." or "..": what other software may take for another folder.
const NOT_IN_A_TREE = /\\|%[0-9a-f]{2}|(?:^|\/)\.{0,2}(?:\/|$)/i

/** Whether `id` can name a folder, or a file in one (SPEC.md, section 5.3). */
export function isTreeId(id: string): boolean {
  return !NOT_IN_A_TREE.test(id)
}

/** `id` without its one trailing slash. */
export function dropSlash(id: string): string {
  return id.endsWith('/') ? id.slice(0, -1) : id
}

/** Whether `id` is `folder` or lies below it, on segment boundaries: `a/b/c` is below `a/b`, and `a/bc` is not. */
export function isInside(folder: string, id: string): boolean {
  const path = dropSlash(id)
  return isText(path, MAX_FILE_ID) && isTreeId(path) && (path === folder || path.startsWith(`${folder}/`))
}
