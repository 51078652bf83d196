import { isForAddress } from '../conditions/addresses.ts'
import type { Conditions } from '../conditions/conditions.ts'
import { isInside } from '../conditions/tree.ts'
import { areContradictory, combineUploads } from '../conditions/upload.ts'
import type { Block } from '../format/block.ts'
import type { Blocks, SignersBlock } from './blocks.ts'

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

/** Whether every block that names a file or a folder allows this one. */
export function allowFile(blocks: Blocks, fileId: string): boolean {
  for (const { file, conditions } of blocks) {
    const allows = file === undefined || file === fileId || (conditions?.tree === true && isInside(file, fileId))
    if (!allows) return false
  }
  return true
}

/** Whether every block that lists networks allows this address. */
export function allowAddress(blocks: Blocks, address: string | undefined): boolean {
  for (const { conditions } of blocks) if (!isForAddress(conditions?.networks, address)) return false
  return true
}
