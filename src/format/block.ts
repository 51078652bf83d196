import { parseNetworks } from '../conditions/addresses.ts'
import { encodeResponse, parseResponseField } from '../conditions/response.ts'
import { isTreeId } from '../conditions/tree.ts'
import { encodeMediaTypes, parseMediaTypes } from '../conditions/upload.ts'
import type { ResponseHeaders, UploadLimits } from '../grant.ts'
import { parsePerms } from '../values/perms.ts'
import { fromBase64url, toBase64url } from '../values/text.ts'
import { MAX_TIME, parseDecimal } from '../values/time.ts'
import { encodeFileId, parseEncodedId, parsePlainId } from './file-id.ts'

/** What one block says: the signer's grant, or what a holder cut it down to. Times are seconds since the epoch. */
export interface Block {
  file: string | undefined
  /** Whether `file` is a folder, and stands for all below it. */
  tree: boolean
  perms: readonly string[] | undefined
  expires: number | undefined
  start: number | undefined
  networks: readonly string[] | undefined
  httpsOnly: boolean
  upload: UploadLimits | undefined
  response: ResponseHeaders | undefined
  ref: string | undefined
}

/** Longest `ref`, in UTF-8 bytes. */
export const MAX_REF = 256

/** A block that says nothing. Always the same members in the same order, so that engines see one shape. */
export function emptyBlock(): Block {
  return {
    file: undefined,
    tree: false,
    perms: undefined,
    expires: undefined,
    start: undefined,
    networks: undefined,
    httpsOnly: false,
    upload: undefined,
    response: undefined,
    ref: undefined,
  }
}

/** The fields of a block in the order of their letters (SPEC.md, section 5), each with a dot before it. */
export function encodeBlock(block: Block): string {
  const { file, perms, expires, start, networks, upload, response, ref } = block
  return (
    (response === undefined ? '' : encodeResponse(response)) +
    (networks === undefined ? '' : `.a${networks.join('_')}`) +
    (start === undefined ? '' : `.b${start}`) +
    (expires === undefined ? '' : `.e${expires}`) +
    (file === undefined ? '' : `.${encodeFileId(file)}`) +
    (block.httpsOnly ? '.h' : '') +
    (upload?.contentTypes === undefined ? '' : `.k${encodeMediaTypes(upload.contentTypes)}`) +
    (upload?.minBytes === undefined ? '' : `.l${upload.minBytes}`) +
    (upload?.maxBytes === undefined ? '' : `.m${upload.maxBytes}`) +
    (perms === undefined ? '' : `.p${perms.join('_')}`) +
    (ref === undefined ? '' : `.r${toBase64url(ref)}`) +
    (block.tree ? '.t' : '')
  )
}

/**
 * Reads a block, without the dot before its first field. Undefined where it is not the one spelling of what it says:
 * a field unknown, reserved, repeated, out of order, or of a wrong form. Nothing is skipped.
 */
export function decodeBlock(text: string): Block | undefined {
  const block = emptyBlock()
  let previous = ''
  for (let at = 0; at <= text.length; ) {
    const dot = text.indexOf('.', at)
    const end = dot < 0 ? text.length : dot
    const letter = text.charAt(at)
    if (letter <= previous || !readField(block, letter, text.slice(at + 1, end))) return undefined
    previous = letter
    at = end + 1
  }
  return block
}

/** A block that names a file, permissions and an end, as the signer's must. */
export type SignersBlock = Block & { file: string; perms: readonly string[]; expires: number }

/** Whether a decoded block can be the signer's. */
export function isSignersBlock(block: Block): block is SignersBlock {
  return block.file !== undefined && block.perms !== undefined && block.expires !== undefined
}

/** Whether a decoded block can be a holder's: nothing in it that only the signer may say. */
export function isHoldersBlock(block: Block): boolean {
  return block.response === undefined && block.ref === undefined
}

function readField(block: Block, letter: string, value: string): boolean {
  switch (letter) {
    case 'e':
      block.expires = parseDecimal(value, MAX_TIME)
      return block.expires !== undefined
    case 'f':
      block.file = parsePlainId(value)
      return block.file !== undefined
    case 'p':
      block.perms = parsePerms(value)
      return block.perms !== undefined
    case 'a':
      block.networks = parseNetworks(value)
      return block.networks !== undefined
    case 'b':
      block.start = parseDecimal(value, MAX_TIME)
      return block.start !== undefined
    case 'g':
      if (block.file !== undefined) return false
      block.file = parseEncodedId(value)
      return block.file !== undefined
    case 'h':
      block.httpsOnly = value === ''
      return block.httpsOnly
    case 'k':
      return addLimit(block, 'contentTypes', parseMediaTypes(value))
    case 'l':
      return addLimit(block, 'minBytes', parseDecimal(value, Number.MAX_SAFE_INTEGER))
    case 'm':
      return addLimit(block, 'maxBytes', parseDecimal(value, Number.MAX_SAFE_INTEGER))
    case 'r':
      block.ref = fromBase64url(value, MAX_REF)
      return block.ref !== undefined
    case 't':
      block.tree = value === '' && block.file !== undefined && isTreeId(block.file)
      return block.tree
    default: {
      const header = parseResponseField(letter, value)
      if (header === undefined) return false
      block.response = { ...block.response, [header[0]]: header[1] }
      return true
    }
  }
}

function addLimit(block: Block, name: keyof UploadLimits, limit: UploadLimits[typeof name]): boolean {
  block.upload = { ...block.upload, [name]: limit }
  return limit !== undefined
}
