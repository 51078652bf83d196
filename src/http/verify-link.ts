import type { Grant, LinkErrorCode, StandardPerm } from 'daypass'
import type { ManagedGrant, ManagedRequest } from 'daypass/managed'
import { type GuardLinks, isManaged, type ManagedGuardLinks } from './guard-links.ts'
import type { KnownFacts } from './known-facts.ts'

/** What became of a verification. */
export type Verified =
  | { readonly ok: true; readonly grant: Grant | ManagedGrant }
  | {
      readonly ok: false
      /** `unavailable`: the store of managed links failed. */
      readonly code: LinkErrorCode | 'unavailable'
      readonly refused?: Grant | ManagedGrant | undefined
      /** The error of the store. */
      readonly error?: unknown
    }

// A link that is not counted ignores both.
const NO_USE = Object.freeze({ claim: undefined, count: true })

// Registered, because importing the class would load managed links for everyone.
const STORE_ERROR = Symbol.for('daypass.StoreError')

/**
 * Verifies a link, with or without a store. If the store fails, nothing is accepted.
 *
 * @param use for a counted link, whose claim it is and whether this is a use
 * @throws what a function of the request throws, at once or as a rejection; TypeError if the request is wrong
 */
export function verifyLink(
  links: GuardLinks,
  token: string,
  request: KnownFacts & { readonly perm: StandardPerm },
  use: Required<Pick<ManagedRequest, 'claim' | 'count'>> | undefined,
): Verified | Promise<Verified> {
  if (!isManaged(links)) return links.tryVerify(token, request)
  const { fileId, perm, address, secure, boundTo } = request
  const { claim, count } = use ?? NO_USE
  // By name: on Node 20, a spread of two objects takes longer than the MAC.
  return verifyWithStore(links, token, { fileId, perm, address, secure, boundTo, claim, count })
}

async function verifyWithStore(
  links: ManagedGuardLinks,
  token: string,
  request: ManagedRequest<StandardPerm>,
): Promise<Verified> {
  try {
    return await links.tryVerify(token, request)
  } catch (error) {
    if (isStoreError(error)) return { ok: false, code: 'unavailable', error }
    throw error
  }
}

function isStoreError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Object.hasOwn(error, STORE_ERROR)
}
