import type { ManagedLinks, UsesSoFar } from 'daypass/managed'
import type { LinkRecord } from './link-record.ts'
import { signAgain } from './sign-again.ts'

export const STATES = ['active', 'not-yet', 'expired', 'revoked', 'used-up'] as const
export type State = (typeof STATES)[number]

const STATE_OF: Readonly<Record<string, State>> = {
  'not-yet-valid': 'not-yet',
  revoked: 'revoked',
  'used-up': 'used-up',
}

/** A link as it is now. */
export interface LinkNow {
  readonly record: LinkRecord
  readonly state: State
  readonly end: Date
  readonly start: Date | undefined
  readonly uses: UsesSoFar | undefined
  /** Absent if the link cannot be signed any more. */
  readonly token: string | undefined
}

/** Asks the store how a link is, without counting a use. */
export async function linkNow(managed: ManagedLinks, record: LinkRecord): Promise<LinkNow> {
  const token = signAgain(managed, record)
  const policy = await managed.getPolicy(record.id)
  const end = policy?.ttl ?? new Date(record.signedUntil)
  const common = { record, end, start: policy?.notBefore, token }
  if (token === undefined) return { ...common, state: 'expired', uses: undefined }
  const bound = record.boundTo === undefined ? {} : { boundTo: record.boundTo }
  const [network] = record.conditions.addresses ?? []
  const { code } = await managed.tryVerify(token, {
    fileId: record.fileId,
    ...bound,
    address: network?.split('/')[0],
    secure: true,
    count: false,
  })
  const uses = record.conditions.uses === undefined ? undefined : await managed.usesOf(token, bound)
  return { ...common, state: code === undefined ? 'active' : (STATE_OF[code] ?? 'expired'), uses }
}

/** Links as they are now, those that end next first, and then those that have ended. */
export async function linksNow(managed: ManagedLinks, records: readonly LinkRecord[]): Promise<readonly LinkNow[]> {
  const links = await Promise.all(records.map((record) => linkNow(managed, record)))
  return links.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (a.end.getTime() - b.end.getTime()) * (isOpen(a) ? 1 : -1),
  )
}

/** Whether a link works, or will. */
export function isOpen({ state }: Pick<LinkNow, 'state'>): boolean {
  return state === 'active' || state === 'not-yet'
}
