import { isForAddress } from '../conditions/addresses.ts'
import { type Conditions, noConditions } from '../conditions/conditions.ts'
import { isInside } from '../conditions/tree.ts'
import { areContradictory, combineUploads, type UploadLimits } from '../conditions/upload.ts'
import type { Block } from '../format/block.ts'
import type { Blocks, SignersBlock } from '../format/blocks.ts'
import { type LinkRequest, resolveMember } from '../values/request.ts'

/**
 * What all blocks allow together: earliest end, latest start, the permissions and upload limits that all of them have.
 * A conjunction can only shrink, so that no holder can widen a link. Files and networks are checked block by block.
 */
export function intersectBlocks(blocks: Blocks): SignersBlock {
  let all = blocks[0]
  for (let i = 1; i < blocks.length; i++) all = both(all, blocks[i] as Block)
  if (all.conditions === undefined) return all
  const upload = uploadLimits(blocks)
  const perms =
    upload !== undefined && areContradictory(upload)
      ? all.perms.filter((perm) => perm !== 'write' && perm !== 'create')
      : all.perms
  return { ...all, perms, conditions: { ...all.conditions, upload } }
}

/** The limits of all blocks together; those of the signer alone as they are (SPEC.md, section 5.7). */
function uploadLimits(blocks: Blocks): UploadLimits | undefined {
  const all: UploadLimits[] = []
  for (const { conditions } of blocks) if (conditions?.upload !== undefined) all.push(conditions.upload)
  if (all.length === 0) return undefined
  const ofSigner = blocks[0].conditions?.upload
  return all.length === 1 && ofSigner !== undefined ? ofSigner : combineUploads(all)
}

function both(all: SignersBlock, { expires = all.expires, perms, conditions }: Block): SignersBlock {
  const names = perms === undefined ? undefined : new Set(perms)
  return {
    ...all,
    expires: Math.min(all.expires, expires),
    perms: names === undefined ? all.perms : all.perms.filter((name) => names.has(name)),
    conditions:
      conditions === undefined ? all.conditions : bothConditions(all.conditions ?? noConditions(), conditions),
  }
}

/** Without upload limits, which are combined once for all blocks. */
function bothConditions(all: Conditions, { start, httpsOnly }: Conditions): Conditions {
  return {
    ...all,
    start: start === undefined ? all.start : Math.max(all.start ?? 0, start),
    httpsOnly: httpsOnly ?? all.httpsOnly,
  }
}

/** Whether every block that names a file or a folder allows this one. */
export function allowFile(blocks: Blocks, fileId: string): boolean {
  for (const { file, conditions } of blocks) {
    const allows = file === undefined || file === fileId || (conditions?.tree === true && isInside(file, fileId))
    if (!allows) return false
  }
  return true
}

/** Whether every block that lists networks allows the address of the request, which is resolved only if one does. */
export function allowAddress(blocks: Blocks, request: LinkRequest): boolean {
  for (const { conditions } of blocks) {
    const networks = conditions?.networks
    if (networks !== undefined && !isForAddress(networks, resolveMember(request, 'address'))) return false
  }
  return true
}
