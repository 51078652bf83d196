import type { Duration, LinkErrorCode, LinkRequest, NarrowOptions, SignOptions, UploadLimits } from 'daypass'
import { holdsAddress } from './reference-addresses.ts'

type Time = Date | Duration | number

/** A link as it was asked for: what `sign` was given, and when (milliseconds), and what each holder gave to `narrow`. */
export interface AskedLink {
  readonly at: number
  readonly fileId: string
  readonly perms: readonly string[]
  readonly ttl: Time
  readonly options: SignOptions
  /** `maxTtl` of the server that signs, in seconds, and the end of its key, in milliseconds. */
  readonly maxTtl: number
  readonly verifyUntil: number
  readonly narrowings: readonly { readonly at: number; readonly options: NarrowOptions }[]
}

/** The server that verifies. Seconds. */
export interface AskedServer {
  readonly maxTtl: number
  readonly startLeeway: number
}

/** What the link gives, if it is accepted. Times in seconds. */
export interface ExpectedGrant {
  readonly fileId: string
  readonly perms: readonly string[]
  readonly depth: number
  readonly bound: boolean
  readonly ref: string | undefined
  readonly expires: number
  readonly start: number | undefined
  readonly tree: string | undefined
  readonly minBytes: number
  readonly maxBytes: number
}

export type Decision =
  | { readonly ok: true; readonly grant: ExpectedGrant }
  | { readonly ok: false; readonly code: LinkErrorCode }

/** What one author says. All of them must agree for a request to be permitted. */
interface Statement {
  readonly fileId: string | undefined
  readonly tree: boolean
  readonly perms: ReadonlySet<string> | undefined
  readonly expires: number
  readonly start: number
  readonly addresses: readonly string[] | undefined
  readonly httpsOnly: boolean
  readonly upload: UploadLimits
}

/**
 * Decides from what was asked for, never from a token, and by other means than the library: bit strings for addresses,
 * lists of segments for trees, a trial of every media type for upload limits.
 */
export function modelOf(link: AskedLink, server: AskedServer): (request: LinkRequest, now: number) => Decision {
  const { boundTo } = link.options
  const signer = signersStatement(link)
  const all = [signer, ...link.narrowings.map(({ at, options }) => holdersStatement(options, at))]
  const perms = permsOf(all)
  const start = Math.max(...all.map((one) => one.start))
  const expires = Math.min(...all.map((one) => one.expires))
  const limit = (server.maxTtl + 900) * 1000

  const given = {
    perms,
    depth: link.narrowings.length,
    bound: boundTo !== undefined,
    ref: link.options.ref,
    expires: Math.min(expires, Math.floor(link.verifyUntil / 1000)),
    start: start === -Infinity ? undefined : start,
    tree: treeOf(all),
    ...bytesOf(all),
  }

  return (request, now) => {
    if (boundTo !== undefined && request.boundTo === undefined) return no('binding-required')
    if (now >= link.verifyUntil) return no('unknown-key')
    if (boundTo !== undefined && request.boundTo !== boundTo) return no('bad-signature')
    if (now + server.startLeeway * 1000 < start * 1000) return no('not-yet-valid')
    if (now >= expires * 1000) return no('expired')
    const usableFrom = Math.max(now, signer.start * 1000)
    if (signer.expires * 1000 - usableFrom > limit || usableFrom - now > limit) return no('too-long-lived')
    const fileId = request.fileId ?? (signer.tree ? undefined : link.fileId)
    if (fileId === undefined || !all.every((one) => opens(one, fileId))) return no('wrong-file')
    if (request.perm === undefined ? perms.length === 0 : !perms.includes(request.perm)) return no('permission-denied')
    if (!all.every(({ addresses }) => addresses === undefined || holdsAddress(addresses, plain(request.address))))
      return no('wrong-address')
    if (all.some(({ httpsOnly }) => httpsOnly) && plain(request.secure) !== true) return no('https-required')
    return { ok: true, grant: { fileId, ...given } }
  }
}

/** A member of a request, which may be a function. */
function plain<T extends string | boolean>(member: T | undefined | (() => T | undefined)): T | undefined {
  return typeof member === 'function' ? member() : member
}

/** Whether every author of the link allows a body of this media type. */
export function allowsType(link: AskedLink, type: string): boolean {
  return [link.options, ...link.narrowings.map(({ options }) => options)].every(
    ({ upload }) => upload?.contentTypes === undefined || upload.contentTypes.some((own) => coversType(own, type)),
  )
}

function no(code: LinkErrorCode): Decision {
  return { ok: false, code }
}

/** End of the link in seconds, before `roundExpiry`. */
export function askedExpiry({ at, ttl, options: { notBefore } }: Pick<AskedLink, 'at' | 'ttl' | 'options'>): number {
  return instant(ttl, notBefore === undefined ? seconds(at) : instant(notBefore, seconds(at)))
}

function signersStatement(link: AskedLink): Statement {
  const { at, fileId, perms, options, maxTtl, verifyUntil } = link
  const start = options.notBefore === undefined ? -Infinity : instant(options.notBefore, seconds(at))
  const latest = Math.min(Math.max(seconds(at), start) + maxTtl, verifyUntil / 1000)
  const expires = rounded(askedExpiry(link), options.roundExpiry, latest)
  return { ...conditions(options), fileId, perms: new Set(perms), start, expires }
}

function holdersStatement(options: NarrowOptions, at: number): Statement {
  const { fileId, perms, notBefore, ttl } = options
  const start = notBefore === undefined ? -Infinity : instant(notBefore, seconds(at))
  return {
    ...conditions(options),
    fileId,
    perms: perms === undefined ? undefined : new Set([perms].flat() as string[]),
    start,
    expires: ttl === undefined ? Infinity : instant(ttl, start === -Infinity ? seconds(at) : start),
  }
}

function conditions({ scope, addresses, httpsOnly = false, upload = {} }: SignOptions | NarrowOptions) {
  return { tree: scope === 'tree', addresses, httpsOnly, upload }
}

function seconds(milliseconds: number): number {
  return (milliseconds - (milliseconds % 1000)) / 1000
}

function instant(time: Time, from: number): number {
  return time instanceof Date ? seconds(time.getTime()) : from + duration(time)
}

function duration(time: Duration | number): number {
  const unit = { s: 1, m: 60, h: 3600, d: 24 * 3600 }
  return typeof time === 'number' ? time : Number(time.slice(0, -1)) * unit[time.slice(-1) as keyof typeof unit]
}

function rounded(expires: number, window: Duration | number | undefined, latest: number): number {
  const over = window === undefined ? 0 : expires % duration(window)
  if (window === undefined || over === 0) return expires
  return expires - over + duration(window) <= latest ? expires - over + duration(window) : expires - over
}

function opens({ fileId: own, tree }: Statement, asked: string): boolean {
  if (own === undefined) return true
  if (!tree) return own === asked
  const folder = segments(own)
  const path = segments(asked)
  const odd = path.some((segment) => segment === '' || segment === '.' || segment === '..')
  return !odd && isId(path.join('/')) && !isEncoded(asked) && folder.every((segment, i) => segment === path[i])
}

/** Whether UTF-8 can say it, in 512 bytes, without NUL. */
function isId(path: string): boolean {
  const bytes = new TextEncoder().encode(path)
  return bytes.length <= 512 && !bytes.includes(0) && new TextDecoder().decode(bytes) === path
}

function segments(id: string): readonly string[] {
  const all = id.split('/')
  return all.length > 1 && all.at(-1) === '' ? all.slice(0, -1) : all
}

function isEncoded(id: string): boolean {
  const hex = [...'0123456789abcdefABCDEF']
  return [...id].some((char, i, chars) => {
    return char === '\\' || (char === '%' && hex.includes(chars[i + 1] ?? '') && hex.includes(chars[i + 2] ?? ''))
  })
}

/** The narrowest folder of a link that still opens a folder. */
function treeOf(all: readonly Statement[]): string | undefined {
  const files = all.filter(({ fileId }) => fileId !== undefined)
  if (files.some(({ tree }) => !tree)) return undefined
  const deepest = files.map(({ fileId }) => segments(fileId as string)).sort((a, b) => b.length - a.length)[0]
  return deepest?.join('/')
}

function permsOf(all: readonly Statement[]): readonly string[] {
  const names = [...new Set(all.flatMap(({ perms }) => [...(perms ?? [])]))]
  const kept = names.filter((name) => all.every(({ perms }) => perms === undefined || perms.has(name))).sort()
  return canUpload(all) ? kept : kept.filter((name) => name !== 'write' && name !== 'create')
}

function bytesOf(all: readonly Statement[]): { minBytes: number; maxBytes: number } {
  const [minBytes = 0] = all.map(({ upload }) => upload.minBytes ?? 0).sort((a, b) => b - a)
  const [maxBytes = Infinity] = all.map(({ upload }) => upload.maxBytes ?? Infinity).sort((a, b) => (a < b ? -1 : 1))
  return { minBytes, maxBytes }
}

/** Whether some body meets all limits: of some size, and of some type among all that could make a difference. */
function canUpload(all: readonly Statement[]): boolean {
  const { minBytes, maxBytes } = bytesOf(all)
  const lists = all.flatMap(({ upload }) => (upload.contentTypes === undefined ? [] : [upload.contentTypes]))
  const types = lists.flat().map((type) => type.toLowerCase().replace('*', 'anything'))
  const fits = (type: string): boolean => lists.every((list) => list.some((own) => coversType(own, type)))
  return minBytes <= maxBytes && (lists.length === 0 || types.some(fits))
}

function coversType(own: string, type: string): boolean {
  const [ownMain, ownSub] = own.toLowerCase().split('/')
  const [main, sub] = type.split('/')
  return ownMain === main && (ownSub === '*' || ownSub === sub)
}
