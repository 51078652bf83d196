import { type Parts, SECRET, T, T1, tokenOf } from './signer.ts'

/** What a request says, as in SPEC.md, section 6. */
export interface Request {
  readonly fileId?: string
  readonly perm?: string
  readonly address?: string
  readonly secure?: boolean
  readonly boundTo?: string
}

/** A grant as data: times are whole seconds since the epoch. */
export interface GrantData {
  readonly fileId: string
  readonly perms: readonly string[]
  readonly expiresAt: number
  readonly keyId: string
  readonly depth: number
  readonly bound: boolean
  readonly notBefore?: number
  readonly tree?: string
  readonly response?: Readonly<Record<string, string>>
  readonly upload?: Readonly<{ minBytes?: number; maxBytes?: number; contentTypes?: readonly string[] }>
  readonly ref?: string
}

export interface Vector {
  readonly name: string
  readonly reason: string
  readonly secret: string
  readonly keyId: string
  readonly purpose: string
  readonly maxTtl?: number
  readonly startLeeway?: number
  readonly verifyUntil?: number
  readonly now: number
  readonly token: string
  readonly request: Request
  readonly expected: { readonly ok: true; readonly grant: GrantData } | { readonly ok: false; readonly code: string }
}

/** How the token is made (or the token itself), and what the verifier knows that differs from the usual. */
export interface Setting {
  readonly token?: Parts | string
  readonly request?: Request
  readonly now?: number
  readonly keyId?: string
  readonly secret?: string
  readonly purpose?: string
  readonly maxTtl?: number
  readonly startLeeway?: number
  readonly verifyUntil?: number
}

function vectorOf(name: string, reason: string, setting: Setting, expected: Vector['expected']): Vector {
  const {
    token = {},
    request = {},
    now = T * 1000,
    keyId = 'k1',
    secret = SECRET,
    purpose = 'links',
    ...rest
  } = setting
  const made = typeof token === 'string' ? token : tokenOf({ keyId, secret, purpose, ...token })
  return { name, reason, secret, keyId, purpose, ...rest, now, token: made, request, expected }
}

/** A vector that must be accepted. `grant` says by hand what differs from the grant of the plain link. */
export function accept(name: string, reason: string, setting: Setting, grant: Partial<GrantData> = {}): Vector {
  const plain = { fileId: 'file-1', perms: ['read'], expiresAt: T1, keyId: 'k1', depth: 0, bound: false }
  return vectorOf(name, reason, setting, { ok: true, grant: { ...plain, ...grant } })
}

/** A vector that must be refused with this code. */
export function refuse(code: string, name: string, reason: string, setting: Setting): Vector {
  return vectorOf(name, reason, setting, { ok: false, code })
}
