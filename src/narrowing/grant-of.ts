import type { Frame } from '../format/token.ts'
import type { Grant } from '../grant.ts'
import type { Blocks, SignersBlock } from './blocks.ts'

/** The grant of a link: what its blocks say together, for one file. Conditions that were answered already are not in it. */
export function grantOf(
  { bound, narrowings }: Frame,
  keyId: string,
  blocks: Blocks,
  terms: SignersBlock,
  fileId: string,
): Grant {
  const { perms, expires, conditions } = terms
  const grant = { fileId, perms, expiresAt: new Date(expires * 1000), keyId, depth: narrowings.length, bound }
  if (conditions === undefined) return grant
  const { start, upload, response, ref } = conditions
  const tree = narrowestTree(blocks)
  return {
    ...grant,
    ...(start !== undefined && { notBefore: new Date(start * 1000) }),
    ...(tree !== undefined && { tree }),
    ...(response !== undefined && { response }),
    ...(upload !== undefined && { upload }),
    ...(ref !== undefined && { ref }),
  }
}

/** The folder that a link opens: of those that lie one in the other, the longest. None once it is narrowed to one file. */
function narrowestTree(blocks: Blocks): string | undefined {
  let tree: string | undefined
  for (const { file, conditions } of blocks) {
    if (file === undefined) continue
    if (conditions?.tree !== true) return undefined
    if (tree === undefined || file.length > tree.length) tree = file
  }
  return tree
}
