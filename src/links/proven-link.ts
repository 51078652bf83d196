import type { Block } from '../format/block.ts'
import type { SignersBlock } from '../format/blocks.ts'
import type { LinkKey } from '../keys/keyring.ts'

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
  /** The MACs of the token and of all its ancestors, the signer's first. Undefined: the only one is that in the token. */
  readonly macs: readonly string[] | undefined
}
