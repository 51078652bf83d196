import { createHmac } from 'node:crypto'
import type { LinkErrorCode } from 'daypass'

/** A server of the reference: secrets by key id, times in milliseconds, lifetimes in seconds. */
export interface ReferenceServer {
  readonly keys: ReadonlyMap<string, { readonly secret: Uint8Array; readonly verifyUntil?: number }>
  readonly purpose: string
  readonly maxTtl: number
  readonly now: number
}

export interface ReferenceRequest {
  readonly fileId?: string
  readonly perm?: string
  readonly boundTo?: string
}

type ReferenceResult = { ok: true; grant: object } | { ok: false; code: LinkErrorCode; refused?: object }

const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const isText = (text: string, max: number): boolean =>
  /^[^\0]+$/.test(text) && Buffer.byteLength(text) <= max && Buffer.from(text).toString() === text

/** MAC of `signed`, which is all of a token before its last dot. */
export function referenceMac(secret: Uint8Array, purpose: string, signed: string, boundTo?: string): string {
  const [first = '', ...later] = signed.split('~')
  const input = boundTo === undefined ? first : `${first}\0${boundTo}`
  const signers = hmac(hmac(secret, `daypass/1/${purpose}`), input).toString('base64url')
  return later.reduce((mac, block) => hmac(mac, block).toString('base64url'), signers)
}

// b start, e expiry, f plain or g encoded file id, p permissions: other fields are not known to the reference.
const TIME = '(0|[1-9][0-9]{0,10})'
const NAME = '[a-z][a-z0-9-]{0,31}'
const BLOCK = new RegExp(
  `^(?:\\.b${TIME})?(?:\\.e${TIME})?(?:\\.f([\\w-]{1,512})|\\.g([\\w-]+))?(?:\\.p(${NAME}(?:_${NAME})*))?$`,
)

function readBlock(block: string): { b: number; e: number; file?: string; perms?: string[] } | undefined {
  const found = BLOCK.exec(`.${block}`)
  if (found === null) return undefined
  const [, b = '0', e = 'Infinity', plain, encoded, names] = found
  const decoded = encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString()
  if (decoded !== undefined && (!isText(decoded, 512) || /^[\w-]+$/.test(decoded))) return undefined
  if (decoded !== undefined && Buffer.from(decoded).toString('base64url') !== encoded) return undefined
  const perms = names?.split('_')
  if (perms?.some((name, i) => i > 0 && name <= (perms[i - 1] ?? ''))) return undefined
  const file = plain ?? decoded
  return { b: Number(b), e: Number(e), ...(file !== undefined && { file }), ...(perms && { perms }) }
}

/** Plain, bound and narrowed links of the fields above, checked as the format says, with no regard to speed. */
export function referenceVerify(token: string, server: ReferenceServer, request: ReferenceRequest): ReferenceResult {
  const refuse = (code: LinkErrorCode): ReferenceResult => ({ ok: false, code })
  const { keys, purpose, maxTtl, now } = server
  const frame =
    token.length > 2048 || /[^\0-\x7f]/.test(token) ? null : /^1(b?)\.([\w-]{1,32})\.(.*)\.(.{43})$/s.exec(token)
  const [, b, keyId = '', body = '', mac] = frame ?? []
  if (mac === undefined || body.split('~').length > 9) return refuse('malformed')
  const boundTo = b === 'b' ? request.boundTo : undefined
  if (b === 'b' && boundTo === undefined) return refuse('binding-required')
  const key = keys.get(keyId)
  if (key === undefined || now >= (key.verifyUntil ?? Number.POSITIVE_INFINITY)) return refuse('unknown-key')
  if (boundTo !== undefined && !isText(boundTo, 256)) return refuse('bad-signature')
  if (referenceMac(key.secret, purpose, token.slice(0, -44), boundTo) !== mac) return refuse('bad-signature')

  const blocks = body.split('~').map(readBlock)
  const read = blocks.filter((block) => block !== undefined)
  const [signed] = read
  if (
    read.length < blocks.length ||
    signed?.file === undefined ||
    !signed.perms ||
    signed.e === Number.POSITIVE_INFINITY
  )
    return refuse('malformed')
  const start = Math.max(...read.map((block) => block.b))
  const end = Math.min(...read.map((block) => block.e))
  const perms = signed.perms.filter((name) => read.every((block) => block.perms?.includes(name) ?? true))
  const asked = request.fileId ?? signed.file
  const holdsFile = read.every((block) => block.file === undefined || block.file === asked)
  const notBefore = body.split('~').some((block) => block.startsWith('b')) ? { notBefore: new Date(start * 1000) } : {}
  const fileId = holdsFile ? asked : signed.file
  const keyEnd = Math.floor((key.verifyUntil ?? Number.POSITIVE_INFINITY) / 1000)
  const times = { expiresAt: new Date(Math.min(end, keyEnd) * 1000), ...notBefore }
  const grant = { fileId, perms, keyId, depth: read.length - 1, bound: b === 'b', ...times }
  const withGrant = (code: LinkErrorCode): ReferenceResult => ({ ok: false, code, refused: grant })
  if (now < start * 1000) return withGrant('not-yet-valid')
  if (now >= end * 1000) return withGrant('expired')
  const life = signed.e - Math.max(now / 1000, signed.b)
  if (life > maxTtl + 900 || signed.b - now / 1000 > maxTtl + 900) return withGrant('too-long-lived')
  if (!holdsFile) return withGrant('wrong-file')
  if (request.perm === undefined ? perms.length === 0 : !perms.includes(request.perm))
    return withGrant('permission-denied')
  return { ok: true, grant }
}
