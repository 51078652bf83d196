import { canBeHolders } from '../conditions/conditions.ts'
import { type Block, decodeBlock } from './block.ts'
import type { Issue } from './issue.ts'
import type { TokenParts } from './token.ts'

/** A block that names a file, permissions and an end, as the signer's must. */
export type SignersBlock = Block & { file: string; perms: readonly string[]; expires: number; issue: Issue | undefined }

/** The blocks of a token: the signer's, which is complete, and those of its holders. */
export type Blocks = readonly [SignersBlock, ...Block[]]

/** Decodes every block of a token; undefined if one of them is not in canonical encoding, or has what its author may not set. */
export function decodeBlocks(parts: TokenParts): Blocks | undefined {
  const first = decodeBlock(parts.token, parts.start, parts.end)
  if (first === undefined || !isSignersBlock(first)) return undefined
  if (parts.narrowings.length === 0) return [first]
  // Not by `push`, which a setter on a polluted `Object.prototype` would take a block from.
  const others = parts.narrowings.map((text) => decodeBlock(text))
  return others.every(isHoldersBlock) ? [first, ...others] : undefined
}

/** Whether a decoded block can be the signer's. */
function isSignersBlock(block: Block): block is SignersBlock {
  return block.file !== undefined && block.perms !== undefined && block.expires !== undefined
}

/** Whether a block was decoded and can be a holder's: nothing in it that only the signer may set. */
export function isHoldersBlock(block: Block | undefined): block is Block {
  if (block === undefined || block.issue !== undefined) return false
  return block.conditions === undefined || canBeHolders(block.conditions)
}
