import { areContradictory, combineUploads } from '../conditions/upload.ts'
import { type Block, decodeBlock, isHoldersBlock, isSignersBlock, type SignersBlock } from '../format/block.ts'
import type { Frame } from '../format/token.ts'

/** The blocks of a token: the signer's, which is complete, and those of its holders. */
export type Blocks = readonly [SignersBlock, ...Block[]]

/** Decodes every block of a token; undefined where one of them is not the one spelling of what its author may say. */
export function decodeBlocks({ signed, start, end, depth }: Frame): Blocks | undefined {
  const first = decodeBlock(signed.slice(start, end))
  if (first === undefined || !isSignersBlock(first)) return undefined
  const blocks: [SignersBlock, ...Block[]] = [first]
  if (depth === 0) return blocks
  for (const text of signed.slice(end + 1).split('~')) {
    const block = decodeBlock(text)
    if (block === undefined || !isHoldersBlock(block)) return undefined
    blocks.push(block)
  }
  return blocks
}

/**
 * What all blocks allow together: earliest end, latest start, the permissions and upload limits that all of them have.
 * A conjunction can only shrink, so that no holder can widen a link. Files and networks are held block by block.
 */
export function conjunction(blocks: Blocks): SignersBlock {
  const [first, ...later] = blocks
  const all = later.reduce<SignersBlock>(both, first)
  if (all.upload === undefined || !areContradictory(all.upload)) return all
  return { ...all, perms: all.perms.filter((perm) => perm !== 'write' && perm !== 'create') }
}

function both(all: SignersBlock, block: Block): SignersBlock {
  const { expires, start, perms, upload } = block
  return {
    ...all,
    expires: expires === undefined ? all.expires : Math.min(all.expires, expires),
    start: start === undefined ? all.start : Math.max(all.start ?? 0, start),
    perms: perms === undefined ? all.perms : intersect(all.perms, new Set(perms)),
    httpsOnly: all.httpsOnly || block.httpsOnly,
    upload: upload === undefined ? all.upload : combineUploads(all.upload ?? {}, upload),
  }
}

function intersect(names: readonly string[], others: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => others.has(name))
}
