import { canBeHolders } from '../conditions/conditions.ts'
import { type Block, decodeBlock } from './block.ts'
import type { Issue } from './issue.ts'

/** A block that names a file, permissions and an end, as the signer's must. */
export type SignersBlock = Block & { file: string; perms: readonly string[]; expires: number; issue: Issue | undefined }

const NONE: readonly Block[] = Object.freeze([])

/** The signer's block, between two positions of a token; undefined if it is not in canonical encoding, or not complete. */
export function decodeSignersBlock(token: string, start: number, end: number): SignersBlock | undefined {
  const block = decodeBlock(token, start, end)
  return block !== undefined && isSignersBlock(block) ? block : undefined
}

/** The blocks that holders added; undefined if one of them is not in canonical encoding, or has what only the signer may set. */
export function decodeHoldersBlocks(narrowings: readonly string[]): readonly Block[] | undefined {
  if (narrowings.length === 0) return NONE
  // Not by `push`, which a setter on a polluted `Object.prototype` would take a block from.
  const blocks = narrowings.map((text) => decodeBlock(text))
  return blocks.every(isHoldersBlock) ? blocks : undefined
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
