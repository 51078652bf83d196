import {
  createLinks,
  type LinkErrorCode,
  type LinkRequest,
  type Links,
  type NarrowOptions,
  narrow,
  type StandardPerm,
} from 'daypass'
import { KEY } from './fixtures.ts'

// What managed links do, written down from the design and not from the code: plain links decide what signature and conditions allow, and a
// few maps decide what state takes away.

/** How far the clocks of servers may be apart, in seconds. */
export const SKEW = 2

/** How long a claim holds a lease, in milliseconds. */
const LEASE = 3_600_000

/** A link, and its twin: a plain link with the same contents that was narrowed in the same way. */
export interface ModelLink {
  readonly token: string
  readonly twin: string
  /** Undefined: it was not narrowed. */
  readonly parent: ModelLink | undefined
  readonly fileId: string
  readonly ref: string | undefined
  readonly policy: string | undefined
  readonly uses: number | undefined
  /** In seconds; undefined for a plain link. */
  readonly issuedAt: number | undefined
}

type Matches = (link: ModelLink, asked: string | undefined) => boolean

/** What a verification should give. */
export interface Verdict {
  readonly code: LinkErrorCode | undefined
  /** Signature and conditions alone accept the link. */
  readonly isAllowed: boolean
}

export interface ManagedModel {
  /** Signs twins. */
  readonly sign: Links['sign']
  /** Takes back a link and all that was narrowed from it. */
  readonly revokeLink: (link: ModelLink) => void
  /** Takes back links that match and were issued at `second` or before it. */
  readonly mark: (second: number, matches: Matches) => void
  readonly setPolicy: (name: string, options: NarrowOptions | undefined) => void
  /** What a verification gives, in the order of the checks. If it is accepted and counts, the link is used. */
  readonly verify: (
    link: ModelLink,
    request: LinkRequest<StandardPerm>,
    claim: string | undefined,
    count: boolean,
  ) => Verdict
}

/** @param storeNow the clock of the store, by which leases end */
export function createManagedModel(purpose: string, now: () => number, storeNow: () => number): ManagedModel {
  const plain = createLinks({ keys: [KEY], purpose, clock: now })
  const revoked = new Set<ModelLink>()
  const marks: { readonly matches: Matches; readonly second: number }[] = []
  const policies = new Map<string, NarrowOptions | undefined>()
  const counts = new Map<ModelLink, { used: number; readonly leases: Map<string, number> }>()

  const isRevoked = (link: ModelLink, asked: string | undefined): boolean => {
    if (chainOf(link).some((one) => revoked.has(one))) return true
    return marks.some(({ matches, second }) => matches(link, asked) && (link.issuedAt ?? 0) <= second)
  }

  const mayUse = (root: ModelLink, max: number, claim: string | undefined, count: boolean): boolean => {
    const known = counts.get(root) ?? { used: 0, leases: new Map<string, number>() }
    if (claim !== undefined && (known.leases.get(claim) ?? 0) > storeNow()) return true
    if (known.used >= max) return false
    if (count) {
      known.used++
      if (claim !== undefined) known.leases.set(claim, storeNow() + LEASE)
      counts.set(root, known)
    }
    return true
  }

  return {
    sign: plain.sign,
    revokeLink: (link) => void revoked.add(link),
    mark: (second, matches) => void marks.push({ matches, second }),
    setPolicy: (name, options) => void policies.set(name, options),
    verify: (link, request, claim, count) => {
      const { code: refusal } = plain.tryVerify(link.twin, request)
      const isAllowed = refusal === undefined
      const isFromFuture = link.issuedAt !== undefined && link.issuedAt > now() / 1000 + 2 * SKEW + 2
      if (isFromFuture) return { code: 'not-yet-valid', isAllowed }
      if (refusal !== undefined) return { code: refusal, isAllowed }
      const policy = link.policy === undefined ? {} : policies.get(link.policy)
      if (isRevoked(link, request.fileId) || policy === undefined) return { code: 'revoked', isAllowed }
      const limited = Object.keys(policy).length === 0 ? link.twin : narrow(link.twin, policy)
      const { code } = plain.tryVerify(limited, request)
      if (code !== undefined || link.uses === undefined) return { code, isAllowed }
      const isUsed = mayUse(chainOf(link)[0] as ModelLink, link.uses, claim, count)
      return { code: isUsed ? undefined : 'used-up', isAllowed }
    },
  }
}

/** A link and all that it was narrowed from, the signed one first. */
export function chainOf(link: ModelLink): readonly ModelLink[] {
  return link.parent === undefined ? [link] : [...chainOf(link.parent), link]
}

/** Whether a mark on a file is about a link: the file is the one that was signed, or the one that is asked for. */
export function isAboutFile(file: string, link: ModelLink, asked: string | undefined): boolean {
  const own = segmentsOf(file).join('/')
  return [link.fileId, asked ?? link.fileId].some((id) => segmentsOf(id).join('/') === own)
}

/** Whether a mark on a folder is about a link: one of the two files is the folder, or is in it. */
export function isAboutFolder(folder: string, link: ModelLink, asked: string | undefined): boolean {
  const own = segmentsOf(folder)
  return [link.fileId, asked ?? link.fileId].some((id) => own.every((segment, i) => segment === segmentsOf(id)[i]))
}

/** Segments of an id, without the empty one that a slash at its end makes. */
function segmentsOf(id: string): readonly string[] {
  return id.replace(/\/$/, '').split('/')
}
