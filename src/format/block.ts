import { type Conditions, encodeConditions, noConditions, readCondition } from '../conditions/conditions.ts'
import { parseDecimal } from '../values/encoding.ts'
import { encodeFileId, parseEncodedId, parsePlainId } from '../values/file-id.ts'
import { parsePerms } from '../values/perms.ts'
import { MAX_TIME } from '../values/time.ts'

/** The contents of one block: the signer's grant, or what a holder cut it down to. Every member is an own property. */
export interface Block {
  file: string | undefined
  perms: readonly string[] | undefined
  /** First second at which the link no longer works, since the epoch. */
  expires: number | undefined
  conditions: Conditions | undefined
}

/** The fields of a block in the order of their letters (SPEC.md, section 5), each with the dot before it. */
export function encodeBlock({ file, perms, expires, conditions }: Block): string {
  const fields =
    (expires === undefined ? '' : `.e${expires}`) +
    (file === undefined ? '' : `.${encodeFileId(file)}`) +
    (perms === undefined ? '' : `.p${perms.join('_')}`)
  // The empty text before the first dot sorts first, and no value contains a dot.
  return conditions === undefined ? fields : (fields + encodeConditions(conditions)).split('.').sort().join('.')
}

/**
 * Reads the block between `from` and `to`, without the dot before its first field. Undefined if it is not in canonical encoding: a
 * field is unknown, reserved, repeated, out of order, or of a wrong form. Nothing is skipped.
 */
export function decodeBlock(text: string, from = 0, to: number = text.length): Block | undefined {
  const block: Block = { file: undefined, perms: undefined, expires: undefined, conditions: undefined }
  let previous = 0
  for (let at = from; at <= to; ) {
    const dot = text.indexOf('.', at)
    const end = dot === -1 ? to : Math.min(dot, to)
    if (at >= to) return undefined // an empty field
    const letter = text.charCodeAt(at)
    if (!(letter > previous) || !readField(block, letter, text, at + 1, end)) return undefined
    previous = letter
    at = end + 1
  }
  return block
}

/** Codes and positions, since every slice that is not needed is time on every request. */
function readField(block: Block, letter: number, text: string, from: number, to: number): boolean {
  switch (letter) {
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
    default:
      block.conditions ??= noConditions()
      return readCondition(block.conditions, String.fromCharCode(letter), text.slice(from, to), block.file)
  }
}
