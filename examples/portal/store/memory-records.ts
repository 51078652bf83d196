import type { LinkRecord } from '../links/link-record.ts'
import { MAX_EVENTS, type PortalEvent, type Records } from './records.ts'

/** Records that end with the process, for a machine without a driver. */
export function memoryRecords(): Records {
  const links = new Map<string, LinkRecord>()
  const events: PortalEvent[] = []
  return {
    putLink: (record) => void links.set(record.id, record),
    getLink: (id) => links.get(id),
    listLinks: () => [...links.values()].reverse(),
    addEvent: (event) => {
      events.unshift(event)
      events.length = Math.min(events.length, MAX_EVENTS)
    },
    listEvents: (limit, id) => events.filter((event) => id === undefined || event.id === id).slice(0, limit),
  }
}
