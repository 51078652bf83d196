import { createHmac } from 'node:crypto'
import type { Grant, LinkErrorCode } from 'daypass'
import { SECRET } from './fixtures.ts'
import { bitsOf } from './reference-addresses.ts'
import { fitsTree, isSpecText, prefixBits, readSpecBlock, type SpecBlock } from './spec-grammar.ts'

/** A verifier's knowledge (SPEC.md, section 6.1), with one key. Lifetimes in seconds, instants in milliseconds. */
export interface SpecServer {
  readonly keyId: string
  readonly secret: Uint8Array
  readonly purpose: string
  readonly verifyUntil: number
  readonly maxTtl: number
  readonly startLeeway: number
}

/** A request (section 6.2). */
export interface SpecRequest {
  readonly fileId?: string
  readonly perm?: string
  readonly address?: string | undefined
  readonly secure?: boolean | undefined
  readonly boundTo?: string | undefined
}

/** The outcome; `refused` if the MAC held and the grammar was met. */
export type SpecResult =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly code: LinkErrorCode; readonly refused?: Grant }

/** The server that `linksAt` makes. */
export const SPEC_SERVER: SpecServer = {
  keyId: 'k',
  secret: SECRET,
  purpose: 'links',
  verifyUntil: Number.POSITIVE_INFINITY,
  maxTtl: 7 * 86_400,
  startLeeway: 0,
}

/** A text and its MAC (section 4): a valid token, if the text is a head and blocks that the grammar allows. */
export function withMac(text: string, boundTo?: string, server: SpecServer = SPEC_SERVER): string {
  return `${text}.${specMac(server, text, boundTo)}`
}

function specMac({ secret, purpose }: SpecServer, text: string, boundTo: string | undefined): string {
  const [first = '', ...later] = text.split('~')
  const derived = createHmac('sha256', secret).update(`daypass/1/${purpose}`).digest()
  const zeroth = mac(derived, boundTo === undefined ? first : `${first}\0${boundTo}`)
  return later.reduce((parent, block) => mac(parent, block), zeroth)
}

/** The checks of section 6.4, one after the other, for every field of the format. */
export function specVerify(token: string, server: SpecServer, request: SpecRequest, now: number): SpecResult {
  const { keyId, verifyUntil, maxTtl, startLeeway } = server
  const isAscii = Buffer.byteLength(token) === token.length
  const frame = token.length > 2048 || !isAscii ? null : /^1(b?)\.([\w-]{1,32})\.(.*)\.(.{43})$/s.exec(token)
  if (frame === null) return no('malformed')
  const [, b, id = '', body = '', given] = frame
  if (body.split('~').length > 9) return no('malformed')
  const boundTo = b === 'b' ? request.boundTo : undefined
  if (b === 'b' && boundTo === undefined) return no('binding-required')
  if (id !== keyId || now >= verifyUntil) return no('unknown-key')
  if (boundTo !== undefined && !isSpecText(boundTo, 256)) return no('bad-signature')
  if (specMac(server, token.slice(0, -44), boundTo) !== given) return no('bad-signature')

  const read = body.split('~').map(readSpecBlock)
  const blocks = read.filter((block) => block !== undefined)
  const [signed, ...held] = blocks
  if (blocks.length < read.length || signed === undefined || !isSigners(signed) || !held.every(isHolders))
    return no('malformed')
  const { file, expires: end } = signed as { file: string; expires: number }
  const start = Math.max(...blocks.map((block) => block.start ?? 0))
  const expires = Math.min(...blocks.map((block) => block.expires ?? Number.POSITIVE_INFINITY))
  const upload = uploadOf(blocks)
  const perms = permsOf(blocks, upload)
  const candidate = request.fileId ?? (signed.tree ? undefined : file)
  const isFile = candidate !== undefined && blocks.every((block) => holdsFile(block, candidate))
  const grant = {
    fileId: isFile ? candidate : file,
    perms,
    expiresAt: new Date(Math.min(expires, Math.floor(verifyUntil / 1000)) * 1000),
    keyId: id,
    depth: held.length,
    bound: b === 'b',
    ...(blocks.some((block) => block.start !== undefined) && { notBefore: new Date(start * 1000) }),
    ...treeOf(blocks),
    ...(Object.keys(signed.response).length > 0 && { response: signed.response }),
    ...(upload !== undefined && { upload }),
    ...(signed.ref !== undefined && { ref: signed.ref }),
  }
  const refuse = (code: LinkErrorCode): SpecResult => ({ ok: false, code, refused: grant })
  if (signed.issue !== undefined) return refuse('state-required')
  if (now < (start - startLeeway) * 1000) return refuse('not-yet-valid')
  if (now >= expires * 1000) return refuse('expired')
  if (end - Math.max(now / 1000, signed.start ?? 0) > maxTtl + 900) return refuse('too-long-lived')
  if (!isFile) return refuse('wrong-file')
  if (request.perm === undefined ? perms.length === 0 : !perms.includes(request.perm))
    return refuse('permission-denied')
  if (!blocks.every((block) => holdsAddress(block, request.address))) return refuse('wrong-address')
  if (blocks.some((block) => block.httpsOnly) && request.secure !== true) return refuse('https-required')
  return { ok: true, grant }
}

function mac(key: Uint8Array | string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

function no(code: LinkErrorCode): SpecResult {
  return { ok: false, code }
}

function isSigners({ file, perms, expires }: SpecBlock): boolean {
  return file !== undefined && perms !== undefined && expires !== undefined
}

function isHolders({ response, ref, issue }: SpecBlock): boolean {
  return ref === undefined && issue === undefined && Object.keys(response).length === 0
}

function holdsFile({ file, tree }: SpecBlock, id: string): boolean {
  if (file === undefined || file === id) return true
  const bare = id.replace(/\/$/, '')
  const isBelow = bare === file || bare.slice(0, file.length + 1) === `${file}/`
  return tree && isSpecText(bare, 512) && fitsTree(bare) && isBelow
}

function holdsAddress({ networks }: SpecBlock, address: string | undefined): boolean {
  if (networks === undefined) return true
  const bits = address === undefined ? undefined : bitsOf(address)
  return networks.some((network) => (network.length - 2) * 4 === bits?.length && bits.startsWith(prefixBits(network)))
}

function treeOf(blocks: readonly SpecBlock[]): { tree?: string } {
  const named = blocks.filter(({ file }) => file !== undefined)
  if (!named.every(({ tree }) => tree)) return {}
  const files = named.map(({ file }) => file as string)
  const longest = Math.max(...files.map((file) => file.length))
  return { tree: files.find((file) => file.length === longest) as string }
}

type Limits = SpecBlock['upload']

/** Section 5.7: those of the signer's block as they stand there, and each later one combined with what there is so far. */
function uploadOf([signed, ...held]: readonly SpecBlock[]): Limits | undefined {
  let sum = signed !== undefined && hasAny(signed) ? signed.upload : undefined
  for (const block of held) if (hasAny(block)) sum = combined(sum ?? {}, block.upload)
  return sum
}

function hasAny({ upload }: SpecBlock): boolean {
  return Object.keys(upload).length > 0
}

function combined(sum: Limits, next: Limits): Limits {
  const contentTypes = typesOf(sum.contentTypes, next.contentTypes)
  const minBytes = Math.max(sum.minBytes ?? 0, next.minBytes ?? 0)
  const maxBytes = Math.min(sum.maxBytes ?? Number.POSITIVE_INFINITY, next.maxBytes ?? Number.POSITIVE_INFINITY)
  return {
    ...(minBytes > 0 && { minBytes }),
    ...(Number.isFinite(maxBytes) && { maxBytes }),
    ...(contentTypes !== undefined && { contentTypes }),
  }
}

function typesOf(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const allows = (list: readonly string[], entry: string) =>
    list.includes(entry) || list.includes(entry.replace(/\/.*/, '/*'))
  const both = [...a.filter((entry) => allows(b, entry)), ...b.filter((entry) => allows(a, entry))]
  return [...new Set(both)].sort()
}

function permsOf(blocks: readonly SpecBlock[], limits: Limits | undefined): readonly string[] {
  const names = blocks[0]?.perms?.filter((name) => blocks.every(({ perms }) => perms?.includes(name) ?? true)) ?? []
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY, contentTypes } = limits ?? {}
  const isContradictory = minBytes > maxBytes || contentTypes?.length === 0
  return isContradictory ? names.filter((name) => name !== 'write' && name !== 'create') : names
}
