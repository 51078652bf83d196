import { type Conditions, intersectConditions, leavePerm } from '../conditions/conditions.ts'
import { isInside } from '../conditions/tree.ts'
import type { Block } from '../format/block.ts'
import type { SignersBlock } from '../format/blocks.ts'

/** What all blocks of a link allow together (SPEC.md, section 6.3), apart from files, which are checked block by block. */
export interface Terms {
  readonly perms: readonly string[]
  readonly start: number | undefined
  readonly expires: number
  readonly conditions: Conditions | undefined
}

/** The latest start, the earliest end, the permissions that all blocks have: it can only shrink, so that no holder widens a link. */
export function intersectBlocks(signed: SignersBlock, holders: readonly Block[]): Terms {
  // Nearly every link: the signer's block says it all.
  if (holders.length === 0 && signed.conditions === undefined) return signed
  let { perms, start, expires } = signed
  for (const block of holders) {
    perms = commonPerms(perms, block.perms)
    start = later(start, block.start)
    expires = Math.min(expires, block.expires ?? expires)
  }
  const blocks = [signed, ...holders]
  if (blocks.every((block) => block.conditions === undefined)) return { perms, start, expires, conditions: undefined }
  const conditions = intersectConditions(blocks.map((block) => block.conditions))
  return { perms: perms.filter((perm) => leavePerm(conditions, perm)), start, expires, conditions }
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function commonPerms(perms: readonly string[], others: readonly string[] | undefined): readonly string[] {
  if (others === undefined) return perms
  // Both are sorted, so one pass over each does.
  let i = 0
  return perms.filter((perm) => {
    while (i < others.length && (others[i] as string) < perm) i++
    return i < others.length && others[i] === perm
  })
}

/** Whether every block that names a file or a folder allows this one. */
export function allowFile(signed: SignersBlock, holders: readonly Block[], fileId: string): boolean {
  return allows(signed, fileId) && holders.every((block) => allows(block, fileId))
}

function allows({ file, tree }: Block, fileId: string): boolean {
  return file === undefined || file === fileId || (tree && isInside(file, fileId))
}
