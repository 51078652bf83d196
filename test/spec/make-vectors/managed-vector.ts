import { createHash } from 'node:crypto'
import { MANAGED, type Parts, SECRET, T, T1, tokenOf } from './signer.ts'
import type { GrantData, Request } from './vector.ts'

/** What a stateful verifier adds to a grant. */
export interface ManagedGrantData extends GrantData {
  readonly linkId: string
  readonly issuedAt?: number
  readonly policy?: string
  readonly uses?: { readonly used: number; readonly max: number; readonly claimed: boolean }
}

export interface ManagedRequestData extends Request {
  readonly claim?: string
  readonly count?: boolean
}

/** One request in a row of them. `now` is the clock of the verifier and of the store. */
export interface Asked {
  readonly now: number
  readonly token: string
  readonly request: ManagedRequestData
  readonly expected:
    | { readonly ok: true; readonly grant: ManagedGrantData }
    | { readonly ok: false; readonly code: string }
}

/** What the store contains, and what a verifier must say to requests that are made one after another. */
export interface ManagedVector {
  readonly name: string
  readonly reason: string
  readonly secret: string
  readonly keyId: string
  readonly purpose: string
  readonly maxTtl?: number
  readonly skew: number
  readonly lease: number
  readonly state: Readonly<Record<string, string>>
  readonly requests: readonly Asked[]
}

/** SHA-256 of a text, in base64url. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
/** The identity of a token. */
export const idOf = (token: string): string => sha256(`daypass/id/${token.slice(-43)}`)

/** A birth before everything: an empty store would be given one, which is not for a vector to say. */
const BORN = { '{links}:birth': '2' }

/** How the token is made, and what differs from the usual. */
export interface Setting {
  readonly token?: Parts
  readonly state?: Readonly<Record<string, string>>
  readonly request?: ManagedRequestData
  readonly now?: number
  readonly skew?: number
  readonly maxTtl?: number
}

/** A vector of several requests. */
export function vector(name: string, reason: string, setting: Setting, requests: readonly Asked[]): ManagedVector {
  const { state = {}, skew = 2, maxTtl } = setting
  return {
    name,
    reason,
    secret: SECRET,
    keyId: 'k1',
    purpose: 'links',
    ...(maxTtl !== undefined && { maxTtl }),
    skew,
    lease: 3600,
    state: { ...BORN, ...state },
    requests,
  }
}

/** The grant of a managed block, unless `more` says otherwise. */
function grantOf(token: string, more: Partial<Record<keyof ManagedGrantData, unknown>> = {}): ManagedGrantData {
  const plain = { fileId: 'file-1', perms: ['read'], expiresAt: T1, keyId: 'k1', depth: 0, bound: false }
  const grant = { ...plain, linkId: idOf(token), issuedAt: T, ...more }
  return Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== undefined)) as never
}

type Verdict = string | Partial<Record<keyof ManagedGrantData, unknown>>

/** A request, and the code or what differs from the grant of a managed block. */
export function ask(token: string, verdict: Verdict, request: ManagedRequestData = {}, now: number = T * 1000): Asked {
  const expected =
    typeof verdict === 'string'
      ? ({ ok: false, code: verdict } as const)
      : ({ ok: true, grant: grantOf(token, verdict) } as const)
  return { now, token, request, expected }
}

/** A vector of one request. */
export function one(verdict: Verdict, name: string, reason: string, setting: Setting = {}): ManagedVector {
  const { token = { block: MANAGED }, request, now } = setting
  return vector(name, reason, setting, [ask(tokenOf(token), verdict, request, now)])
}
