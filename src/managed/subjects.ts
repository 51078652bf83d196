import { dropSlash } from '../conditions/tree.ts'
import { hashText } from '../mac.ts'

/** The keys of one purpose in a store (SPEC.md, section 10.2). What is in `{…}` puts all of them into one slot of a Redis Cluster. */
export interface Subjects {
  /** When the store was born. */
  readonly birth: string
  /** The latest of all marks that are ahead of the clocks. */
  readonly ahead: string
  /** Mark on everything. */
  readonly all: string
  /** Mark on a link and all that was narrowed from it. */
  readonly link: (linkId: string) => string
  /** Mark on a file. */
  readonly file: (fileId: string) => string
  /** Mark on a folder and everything inside it. */
  readonly folder: (folder: string) => string
  /** Mark on all links with a `ref`. */
  readonly ref: (ref: string) => string
  /** Mark on all links under a policy. */
  readonly policy: (name: string) => string
  /** Text of a policy. */
  readonly terms: (name: string) => string
  /** Count of uses of a link. */
  readonly uses: (rootId: string) => string
}

export function subjectsOf(purpose: string): Subjects {
  const start = `{${purpose}}:`
  return Object.freeze({
    birth: `${start}birth`,
    ahead: `${start}ahead`,
    all: `${start}all`,
    link: (linkId: string) => `${start}link:${linkId}`,
    file: (fileId: string) => `${start}file:${nameOf(dropSlash(fileId))}`,
    folder: (folder: string) => `${start}folder:${nameOf(dropSlash(folder))}`,
    ref: (ref: string) => `${start}ref:${nameOf(ref)}`,
    policy: (name: string) => `${start}policy:${name}`,
    terms: (name: string) => `${start}terms:${name}`,
    uses: (rootId: string) => `${start}uses:${rootId}`,
  })
}

/** A text as part of a key: itself if it is short and plain, so that an operator can read it, otherwise `#` and its SHA-256. */
function nameOf(text: string): string {
  return text.length <= 200 && /^[!-"$-~][!-~]*$/.test(text) ? text : `#${hashText(text)}`
}

/**
 * All folders that a file is in, and itself, which may be a folder. By its slashes alone: an id such as `a//b` is in no tree, but who
 * revokes `a` means that, too, and a mark can only refuse.
 */
export function foldersOf(fileId: string): readonly string[] {
  const path = dropSlash(fileId)
  const folders = [path]
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    folders.push(path.slice(0, slash))
  return folders
}
