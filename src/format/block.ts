import { type Conditions, encodeConditions, parseCondition } from '../conditions/conditions.ts'
import { isTreeId } from '../conditions/tree.ts'
import { MAX_TIME, parseDecimal } from '../values/encoding.ts'
import { encodeFileId, parseEncodedId, parsePlainId } from '../values/file-id.ts'
import { parsePerms } from '../values/perms.ts'
import { encodeIssue, type Issue, type IssueFields, isIssue, parseIssueField } from './issue.ts'

/** The contents of one block: the signer's grant, or what a holder cut it down to. Every member is an own property. */
export interface Block {
  file: string | undefined
  /** The file is a folder, and includes everything below it. */
  tree: boolean
  perms: readonly string[] | undefined
  /** First second at which the link works, since the epoch. */
  start: number | undefined
  /** First second at which the link no longer works, since the epoch. */
  expires: number | undefined
  conditions: Conditions | undefined
  /** What makes the link managed. A signer alone writes it. */
  issue: IssueFields | undefined
}

/** A block without fields. */
export function emptyBlock(): Block {
  return {
    file: undefined,
    tree: false,
    perms: undefined,
    start: undefined,
    expires: undefined,
    conditions: undefined,
    issue: undefined,
  }
}

/** The fields of a block in the order of their letters (SPEC.md, section 5), each with the dot before it. */
export function encodeBlock({ file, tree, perms, start, expires, conditions, issue }: Block): string {
  const fields =
    (start === undefined ? '' : `.b${start}`) +
    (expires === undefined ? '' : `.e${expires}`) +
    (file === undefined ? '' : `.${encodeFileId(file)}`) +
    (perms === undefined ? '' : `.p${perms.length === 1 ? perms[0] : perms.join('_')}`) +
    (tree ? '.t' : '')
  if (conditions === undefined && issue === undefined) return fields
  const more =
    (conditions === undefined ? '' : encodeConditions(conditions)) + (issue ? encodeIssue(issue as Issue) : '')
  // The empty text before the first dot sorts first, and no value contains a dot.
  return (fields + more).split('.').sort().join('.')
}

/**
 * Parses the block between `from` and `to`, without the dot before its first field. Undefined if it is not in canonical encoding: a
 * field is unknown, repeated, out of order, of a wrong form, or lacks another that belongs to it. Nothing is skipped.
 */
export function decodeBlock(text: string, from = 0, to: number = text.length): Block | undefined {
  const block = emptyBlock()
  let previous = 0
  for (let at = from; at <= to; ) {
    const dot = text.indexOf('.', at)
    const end = dot === -1 ? to : Math.min(dot, to)
    if (at >= to) return undefined // an empty field
    const letter = text.charCodeAt(at)
    if (!(letter > previous) || !parseField(block, letter, text, at + 1, end)) return undefined
    previous = letter
    at = end + 1
  }
  return block.issue === undefined || isIssue(block.issue) ? block : undefined
}

/** Codes and positions, since every slice that is not needed is time on every request. */
function parseField(block: Block, letter: number, text: string, from: number, to: number): boolean {
  switch (letter) {
    case 0x62: // b
      block.start = parseDecimal(text, from, to, MAX_TIME)
      return block.start !== undefined
    case 0x65: // e
      block.expires = parseDecimal(text, from, to, MAX_TIME)
      return block.expires !== undefined
    case 0x66: // f
      block.file = parsePlainId(text, from, to)
      return block.file !== undefined
    case 0x67: // g
      if (block.file !== undefined) return false
      block.file = parseEncodedId(text.slice(from, to))
      return block.file !== undefined
    case 0x70: // p
      block.perms = parsePerms(text, from, to)
      return block.perms !== undefined
    case 0x74: // t
      block.tree = true
      return from === to && block.file !== undefined && isTreeId(block.file)
    case 0x69: // i
    case 0x6e: // n
    case 0x73: // s
    case 0x75: // u
      block.issue = parseIssueField(block.issue, text.charAt(from - 1), text.slice(from, to))
      return block.issue !== undefined
    default:
      block.conditions = parseCondition(block.conditions, String.fromCharCode(letter), text.slice(from, to))
      return block.conditions !== undefined
  }
}
