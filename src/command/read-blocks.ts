import type { Block } from '../format/block.ts'
import { decodeHoldersBlocks, decodeSignersBlock } from '../format/blocks.ts'
import { splitToken } from '../format/token.ts'
import { conditionOptions } from '../managed/condition-options.ts'
import { defined } from './defined.ts'

/** What a token contains. Nothing of it is proven. */
export interface ReadToken {
  readonly keyId: string
  readonly bound: boolean
  /** The signer's block, and those that holders added. */
  readonly blocks: readonly object[]
}

/** Reads a token without a key; undefined if the text does not have the form of one. */
export function readBlocks(text: string, now: number): ReadToken | undefined {
  const parts = splitToken(text)
  if (parts === undefined) return undefined
  const { token, bound, keyStart, start, end, narrowings } = parts
  const signed = decodeSignersBlock(token, start, end)
  const holders = decodeHoldersBlocks(narrowings)
  if (signed === undefined || holders === undefined) return undefined
  const blocks = [signed, ...holders].map((block) => showBlock(block, now))
  return { keyId: token.slice(keyStart, start - 1), bound, blocks }
}

/** A block with the names of the options that it was made from. */
function showBlock({ file, tree, perms, start, expires, conditions, issue }: Block, now: number): object {
  return defined({
    fileId: file,
    scope: tree ? 'tree' : undefined,
    perms,
    notBefore: toDate(start),
    expiresAt: toDate(expires),
    secondsLeft: expires === undefined ? undefined : Math.round(expires - now / 1000),
    ...(conditions === undefined ? {} : conditionOptions(conditions)),
    issuedAt: toDate(issue?.at),
    nonce: issue?.nonce,
    policy: issue?.policy,
    uses: issue?.uses,
  })
}

function toDate(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000)
}
