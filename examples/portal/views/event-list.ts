import type { LinkRecord } from '../links/link-record.ts'
import type { PortalEvent } from '../store/records.ts'
import { type Html, html } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { when } from './words.ts'

const ACTIONS: Readonly<Record<string, string>> = {
  look: 'Opened the page',
  read: 'Download',
  preview: 'Preview',
  list: 'Opened the folder',
  create: 'Upload',
  write: 'Replace',
  received: 'File received',
  zip: 'Download as zip',
  unlock: 'Password',
  make: 'Link made',
  move: 'End moved',
  revoke: 'Revoked',
  'revoke-file': 'All links of it revoked',
  'revoke-all': 'All links revoked',
  upload: 'Uploaded by you',
}

const REASONS: Readonly<Record<string, string>> = {
  'confirmation-required': 'asked to confirm, nothing used up',
  'not-yet-valid': 'refused: not yet',
  'used-up': 'refused: used up',
  'bad-signature': 'refused: not a link of this portal, or a wrong password',
  'binding-required': 'asked for the password',
  'wrong-address': 'refused: another network',
  'wrong-password': 'refused: wrong password',
  'upload-too-large': 'refused: too large',
  'upload-wrong-type': 'refused: wrong type',
  unavailable: 'failed: the store does not answer',
}

const ICONS: Readonly<Record<PortalEvent['outcome'], IconName>> = {
  allowed: 'circle-check',
  refused: 'circle-x',
  changed: 'activity',
}

/** What happened, newest first. */
export function eventList(events: readonly PortalEvent[], links: ReadonlyMap<string, LinkRecord>): Html {
  if (events.length === 0)
    return html`<p class="empty">${icon('activity')}Nothing yet. Every time a link is opened, it is written down here.</p>`
  return html`<ol class="events">${events.map((event) => row(event, links))}</ol>`
}

function row(
  { at, action, outcome, code, id, fileId, address }: PortalEvent,
  links: ReadonlyMap<string, LinkRecord>,
): Html {
  const record = id === undefined ? undefined : links.get(id)
  const verdict =
    code === undefined
      ? outcome === 'allowed'
        ? 'allowed'
        : ''
      : (REASONS[code] ?? `refused: ${code.replaceAll('-', ' ')}`)
  return html`<li class="${outcome}">${icon(ICONS[outcome])}
<div><strong>${ACTIONS[action] ?? action}</strong> ${verdict && html`<span class="verdict">${verdict}</span>`}
<small>${fileId && html`<span>${fileId}</span>`} ${record && html`<a href="/links/${record.id}">${[record.label || 'Link', record.recipient && `for ${record.recipient}`].filter(Boolean).join(', ')}</a>`} ${address && html`<span>${address}</span>`}</small></div>
<span class="at">${when(at)}</span></li>`
}
