import type { LinkRecord } from '../links/link-record.ts'

/** One thing that happened: a decision about a request of a recipient, or an act of the owner. */
export interface PortalEvent {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** What was asked for, or done. */
  readonly action: string
  readonly outcome: 'allowed' | 'refused' | 'changed'
  /** Why it was refused. */
  readonly code?: string | undefined
  /** Id of the link's record; absent for links that were printed at the start. */
  readonly id?: string | undefined
  readonly fileId?: string | undefined
  readonly address?: string | undefined
}

/** What the portal remembers beside the state of its links. It contains neither tokens nor passwords. */
export interface Records {
  /** Adds a link, or replaces it. */
  readonly putLink: (record: LinkRecord) => void
  readonly getLink: (id: string) => LinkRecord | undefined
  /** Newest first. */
  readonly listLinks: () => readonly LinkRecord[]
  /** Adds an event. The oldest of more than ten thousand are forgotten. */
  readonly addEvent: (event: PortalEvent) => void
  /** Newest first; of one link, if its id is given. */
  readonly listEvents: (limit: number, id?: string) => readonly PortalEvent[]
}

export const MAX_EVENTS = 10_000
