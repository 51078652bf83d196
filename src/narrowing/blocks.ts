import { type Block, decodeBlock, isHoldersBlock, isSignersBlock, type SignersBlock } from '../format/block.ts'
import { type Frame, holdersBlocks } from '../format/token.ts'

/** The blocks of a token: the signer's, which is complete, and those of its holders. */
export type Blocks = readonly [SignersBlock, ...Block[]]

/** Decodes every block of a token; undefined where one of them is not the one spelling of what its author may say. */
export function decodeBlocks(frame: Frame): Blocks | undefined {
  const first = decodeBlock(frame.token, frame.start, frame.end)
  if (first === undefined || !isSignersBlock(first)) return undefined
  const blocks: [SignersBlock, ...Block[]] = [first]
  if (frame.depth === 0) return blocks
  for (const text of holdersBlocks(frame)) {
    const block = decodeBlock(text)
    if (block === undefined || !isHoldersBlock(block)) return undefined
    blocks.push(block)
  }
  return blocks
}
