import type { Conditions } from '../conditions/conditions.ts'
import { areContradictory, combineUploads } from '../conditions/upload.ts'
import type { Block, SignersBlock } from '../format/block.ts'
import type { Blocks } from './blocks.ts'

/**
 * What all blocks allow together: earliest end, latest start, the permissions and upload limits that all of them have.
 * A conjunction can only shrink, so that no holder can widen a link. Files and networks are held block by block.
 */
export function conjunction(blocks: Blocks): SignersBlock {
  let all = blocks[0]
  for (let i = 1; i < blocks.length; i++) all = both(all, blocks[i] as Block)
  const upload = all.conditions?.upload
  if (upload === undefined || !areContradictory(upload)) return all
  return { ...all, perms: all.perms.filter((perm) => perm !== 'write' && perm !== 'create') }
}

function both(all: SignersBlock, { expires = all.expires, perms, conditions }: Block): SignersBlock {
  const names = perms === undefined ? undefined : new Set(perms)
  return {
    ...all,
    expires: Math.min(all.expires, expires),
    perms: names === undefined ? all.perms : all.perms.filter((name) => names.has(name)),
    conditions: conditions === undefined ? all.conditions : bothConditions(all.conditions ?? {}, conditions),
  }
}

function bothConditions(all: Conditions, { start, httpsOnly, upload }: Conditions): Conditions {
  const sum = { ...all }
  if (start !== undefined) sum.start = Math.max(all.start ?? 0, start)
  if (httpsOnly !== undefined) sum.httpsOnly = httpsOnly
  if (upload !== undefined) sum.upload = combineUploads(all.upload ?? {}, upload)
  return sum
}

/** The folder that a link opens: of those that lie one in the other, the longest. None once it is narrowed to one file. */
export function narrowestTree(blocks: Blocks): string | undefined {
  let tree: string | undefined
  for (const { file, conditions } of blocks) {
    if (file === undefined) continue
    if (conditions?.tree !== true) return undefined
    if (tree === undefined || file.length > tree.length) tree = file
  }
  return tree
}
