import { showConditions } from '../conditions/conditions.ts'
import type { Block } from '../format/block.ts'
import type { Grant } from '../grant.ts'
import type { ProvenLink } from './proven-link.ts'
import type { Terms } from './terms.ts'

/**
 * The grant of a link: what its blocks allow together, for one file. It ends with the key, too, or caches would outlive a key that was
 * retired early. Conditions that were checked already are not in it.
 */
export function toGrant(
  { bound, depth, key, signed, holders }: ProvenLink,
  { perms, start, expires, conditions }: Terms,
  fileId: string,
): Grant {
  const grant: Grant = {
    fileId,
    perms,
    expiresAt: new Date(Math.min(expires, Math.floor(key.verifyUntil / 1000)) * 1000),
    keyId: key.id,
    depth,
    bound,
    notBefore: start === undefined ? undefined : new Date(start * 1000),
    tree: holders.length === 0 ? treeOf(signed) : innermostTree([signed, ...holders]),
    // Not left out, or they would be read from a polluted `Object.prototype`.
    response: undefined,
    upload: undefined,
    ref: undefined,
  }
  if (conditions !== undefined) showConditions(conditions, grant)
  return grant
}

function treeOf({ file, tree }: Block): string | undefined {
  return tree ? file : undefined
}

/** The folder that a link opens: of those that lie one in the other, the longest. None once it is narrowed to one file. */
function innermostTree(blocks: readonly Block[]): string | undefined {
  let tree: string | undefined
  // Not by `for … of`, which looks for a `return` on a polluted `Object.prototype` when it is left early.
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] as Block
    const { file } = block
    if (file === undefined) continue
    if (!block.tree) return undefined
    if (tree === undefined || file.length > tree.length) tree = file
  }
  return tree
}
