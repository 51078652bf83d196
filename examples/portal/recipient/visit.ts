import type { Grant } from 'daypass'
import type { InspectedLink } from 'daypass/managed'
import type { Request } from 'express'
import { bindingOf } from '../links/password.ts'
import type { Portal } from '../owner/portal.ts'
import { readCookie } from '../security/cookies.ts'

export const PROOF_COOKIE = 'daypass-password'

/** A request of a recipient: the link that it brings, and what the link says. */
export interface Visit {
  readonly id: string
  readonly token: string
  /** Path of the link, without a slash at its end. */
  readonly base: string
  /** From the cookie of a recipient who knew the password. */
  readonly boundTo: string | undefined
  /** Absent if the signature is not valid, or the password has not been given. */
  readonly link: InspectedLink | undefined
  /** Whether a password may open it. */
  readonly wantsPassword: boolean
}

/** Reads the address of a link. Nothing is judged yet but the signature. */
export function visitOf({ managed }: Pick<Portal, 'managed'>, req: Request): Visit {
  const { id, token } = req.params as { readonly id: string; readonly token: string }
  const proof = readCookie(req, PROOF_COOKIE)
  const boundTo = proof === undefined ? undefined : bindingOf(proof)
  const inspect = (options: { boundTo?: string }): InspectedLink | string => {
    try {
      return managed.inspect(token, options)
    } catch (error) {
      return (error as { readonly code?: string }).code ?? 'malformed'
    }
  }
  const found = inspect(boundTo === undefined ? {} : { boundTo })
  const link = typeof found === 'string' ? undefined : found
  // With a wrong proof the code is that of any wrong signature; without one, that a binding is needed.
  const wantsPassword = link === undefined && inspect({}) === 'binding-required'
  return { id, token, base: `/s/${id}/${token}`, boundTo, link, wantsPassword }
}

/** The permission that opens the page of a link. */
export function permOf({ tree, perms }: Grant): 'read' | 'list' | 'create' | 'write' {
  if (tree !== undefined) return perms.includes('list') ? 'list' : 'create'
  return perms.includes('read') ? 'read' : 'write'
}
