import type { Block } from '../format/block.ts'
import { decodeHoldersBlocks, decodeSignersBlock, type SignersBlock } from '../format/blocks.ts'
import type { LinkKey } from '../keys/keyring.ts'
import type { OpenLink } from './open-link.ts'

/** A link that has been proven: its signature is right and its blocks are well-formed. Nothing about it has been judged. */
export interface ProvenLink {
  readonly token: string
  readonly bound: boolean
  /** How often it was narrowed. */
  readonly depth: number
  readonly key: LinkKey
  readonly signed: SignersBlock
  /** The blocks that holders added, and a policy as one of theirs. */
  readonly holders: readonly Block[]
  /** The MACs of the token and of all its ancestors, the signer's first, by which managed links are known. Empty: the only one is that in the token. */
  readonly macs: readonly string[]
}

/** Check 5 of SPEC.md, section 6.4, on a link whose MAC is right. */
export function readBlocks({ parts, key }: OpenLink<unknown>, macs: readonly string[]): ProvenLink | 'malformed' {
  const { token, bound, start, end, narrowings } = parts
  const signed = decodeSignersBlock(token, start, end)
  const holders = decodeHoldersBlocks(narrowings)
  if (signed === undefined || holders === undefined) return 'malformed'
  return { token, bound, depth: narrowings.length, key, signed, holders, macs }
}
