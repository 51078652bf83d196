import { type Conditions, intersectConditions, leavePerm } from '../conditions/conditions.ts'
import { isInside } from '../conditions/tree.ts'
import type { Block } from '../format/block.ts'
import type { Blocks } from '../format/blocks.ts'

/** What all blocks of a link allow together (SPEC.md, section 6.3), apart from files, which are checked block by block. */
export interface Terms {
  readonly perms: readonly string[]
  readonly start: number | undefined
  readonly expires: number
  readonly conditions: Conditions | undefined
}

/** The latest start, the earliest end, the permissions that all blocks have: it can only shrink, so that no holder widens a link. */
export function intersectBlocks(blocks: Blocks): Terms {
  let { perms, start, expires } = blocks[0]
  for (let i = 1; i < blocks.length; i++) {
    const block = blocks[i] as Block
    perms = commonPerms(perms, block.perms)
    start = later(start, block.start)
    expires = Math.min(expires, block.expires ?? expires)
  }
  if (blocks.every((block) => block.conditions === undefined)) return { perms, start, expires, conditions: undefined }
  const conditions = intersectConditions(blocks.map((block) => block.conditions))
  return { perms: perms.filter((perm) => leavePerm(conditions, perm)), start, expires, conditions }
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function commonPerms(perms: readonly string[], others: readonly string[] | undefined): readonly string[] {
  if (others === undefined) return perms
  const names = new Set(others)
  return perms.filter((perm) => names.has(perm))
}

/** Whether every block that names a file or a folder allows this one. */
export function allowFile(blocks: Blocks, fileId: string): boolean {
  for (const { file, tree } of blocks) {
    const allows = file === undefined || file === fileId || (tree && isInside(file, fileId))
    if (!allows) return false
  }
  return true
}
