import { renderSVG } from 'uqr'
import { isOpen, type LinkNow } from '../links/link-state.ts'
import type { PortalEvent } from '../store/records.ts'
import { eventList } from './event-list.ts'
import { type Html, html, raw } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'
import { linkCommands } from './link-commands.ts'
import { permText, uploadText, usesText } from './link-terms.ts'
import { stateBadge } from './state-badge.ts'
import { count, countdown, fieldTime, when, ZONE } from './words.ts'

/** One link, as its owner sees it. */
export interface LinkView {
  readonly link: LinkNow
  /** Absent if it cannot be made any more. */
  readonly url: string | undefined
  readonly isNew: boolean
  readonly events: readonly PortalEvent[]
  /** How many links to the same file there are that work, or will. */
  readonly siblings: number
  readonly fault?: string | undefined
}

export function linkPage(view: LinkView): string {
  const { link, url, isNew, events, fault } = view
  const { record, state, end } = link
  const name = record.label || record.fileId
  const body = html`<article class="card wide" data-dialog-content>
<h1>${icon(isNew ? 'circle-check' : 'link')}<span>${isNew ? 'Link ready' : name}</span></h1>
${fault === undefined ? '' : html`<p class="fault" role="alert">${icon('triangle-alert')}${fault}</p>`}
<p class="ends">${stateBadge(state)} ${isOpen(link) ? html`<span>ends ${when(end)} <span class="faint">in ${countdown(end)}</span></span>` : html`<span>end: ${when(end)}</span>`}</p>
${url === undefined || !isOpen(link) ? terms(view) : address(url, html`${terms(view)}${linkCommands(url, record)}`)}
${isOpen(link) || state === 'expired' ? changes(view) : ''}
<section><h2>What happened</h2>${eventList(events, new Map())}</section>
</article>`
  return ownerPage(isNew ? 'Link ready' : name, 'links', body)
}

function address(url: string, below: Html): Html {
  // The picture has no size of its own in pixels, and black on white in both schemes, as readers of QR codes want it.
  const code = renderSVG(url, { border: 2, ecc: 'L' }).replace(
    '<svg ',
    '<svg role="img" aria-label="QR code of the link" ',
  )
  return html`<div class="address">
<div><div class="copy"><label class="sr" for="url">Link</label><input id="url" value="${url}" readonly data-select><button type="button" data-copy="#url" hidden>${icon('copy')}<span>Copy</span></button></div>
${below}</div>
<div class="qr">${raw(code)}</div>
</div>`
}

function terms({ link }: LinkView): Html {
  const { record, start } = link
  const { conditions } = record
  const rows: readonly (readonly [string, unknown])[] = [
    [record.kind === 'request' ? 'Into the folder' : 'File', record.fileId],
    ['Can', permText(record)],
    ['Limits', uploadText(conditions)],
    ['Uses', usesText(link)],
    ['Starts', start && when(start)],
    ['For', record.recipient],
    ['Label', record.label],
    ['Networks', conditions.addresses?.join(', ')],
    ['Password', record.boundTo === undefined ? undefined : 'set'],
    ['Last opened', record.openedAt ? when(record.openedAt) : 'never'],
    ['Made', when(record.madeAt)],
    ['Note', record.note],
  ]
  return html`<dl class="terms">${rows.flatMap(([name, value]) => (value ? [html`<div${name === 'Note' ? html` class="broad"` : ''}><dt>${name}</dt><dd>${value}</dd></div>`] : []))}</dl>`
}

function changes({ link, siblings }: LinkView): Html {
  const { record, state, end } = link
  const latest = fieldTime(new Date(record.signedUntil))
  const revoke = html`<form method="post" action="/links/${record.id}/revoke"><button class="danger">${icon('ban')}Revoke</button></form>
${siblings < 2 ? '' : html`<a role="button" class="secondary" href="/revoke?${record.conditions.scope ? 'folder' : 'file'}=${encodeURIComponent(record.fileId)}">Revoke all ${count(siblings, 'link')} to this ${record.conditions.scope ? 'folder' : 'file'}</a>`}`
  return html`<section><h2>Change the end</h2>
<form method="post" action="/links/${record.id}/end" class="row">
<label for="end">New end <small>(${ZONE})</small></label>
<input id="end" type="datetime-local" name="end" value="${fieldTime(end)}" max="${latest}" required>
<button class="secondary">${icon('calendar-clock')}Set</button>
<button class="secondary" name="add" value="1d" formnovalidate>1 day longer</button>
<button class="secondary" name="add" value="7d" formnovalidate>7 days longer</button>
</form>
${state === 'expired' ? '' : html`<div class="actions start">${revoke}</div>`}</section>`
}
