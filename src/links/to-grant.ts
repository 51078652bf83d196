import type { Blocks, SignersBlock } from '../format/blocks.ts'
import type { TokenParts } from '../format/token.ts'
import type { Grant } from '../grant.ts'

/**
 * The grant of a link: what its blocks allow together, for one file. It ends with the key, too, or caches would outlive a key that was
 * retired early. Conditions that were checked already are not in it.
 */
export function toGrant(
  { bound, narrowings }: TokenParts,
  key: { readonly id: string; readonly verifyUntil: number },
  blocks: Blocks,
  { perms, expires, conditions }: SignersBlock,
  fileId: string,
): Grant {
  const start = conditions?.start
  return {
    fileId,
    perms,
    expiresAt: new Date(Math.min(expires, Math.floor(key.verifyUntil / 1000)) * 1000),
    keyId: key.id,
    depth: narrowings.length,
    bound,
    notBefore: start === undefined ? undefined : new Date(start * 1000),
    tree: conditions === undefined ? undefined : innermostTree(blocks),
    response: conditions?.response,
    upload: conditions?.upload,
    ref: conditions?.ref,
  }
}

/** The folder that a link opens: of those that lie one in the other, the longest. None once it is narrowed to one file. */
function innermostTree(blocks: Blocks): string | undefined {
  let tree: string | undefined
  for (const { file, conditions } of blocks) {
    if (file === undefined) continue
    if (conditions?.tree !== true) return undefined
    if (tree === undefined || file.length > tree.length) tree = file
  }
  return tree
}
