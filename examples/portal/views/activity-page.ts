import type { LinkRecord } from '../links/link-record.ts'
import type { PortalEvent } from '../store/records.ts'
import { eventList } from './event-list.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'

/** Everything that happened, newest first. */
export function activityPage(
  events: readonly PortalEvent[],
  links: readonly LinkRecord[],
  isSignedIn: boolean,
): string {
  const byId = new Map(links.map((record) => [record.id, record]))
  const signOut = isSignedIn
    ? html`<form method="post" action="/sign-out"><button class="secondary">${icon('log-out')}Sign out</button></form>`
    : ''
  return ownerPage(
    'Activity',
    'activity',
    html`<div class="head"><h1>Activity</h1>${signOut}</div>${eventList(events, byId)}`,
  )
}
