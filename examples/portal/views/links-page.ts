import { isOpen, type LinkNow, STATES, type State } from '../links/link-state.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'
import { permText, usesText } from './link-terms.ts'
import { STATE_WORDS, stateBadge } from './state-badge.ts'
import { count, countdown, when } from './words.ts'

/** The table of links, of one state or file if so asked. */
export interface LinksView {
  readonly links: readonly LinkNow[]
  readonly state: State | undefined
  readonly fileId: string | undefined
  readonly message?: string | undefined
}

export function linksPage({ links, state, fileId, message }: LinksView): string {
  const ofFile = fileId === undefined ? '' : `file=${encodeURIComponent(fileId)}`
  const numbers = new Map(STATES.map((name) => [name, links.filter((link) => link.state === name).length]))
  const shown = links.filter((link) => state === undefined || link.state === state)
  const working = (numbers.get('active') ?? 0) + (numbers.get('not-yet') ?? 0)
  const tab = (name: State | undefined, text: string, number: number): Html => {
    const query = [ofFile, name === undefined ? '' : `state=${name}`].filter(Boolean).join('&')
    return html`<li><a href="/links${query && `?${query}`}"${state === name ? html` aria-current="true"` : ''}>${text} <span class="faint">${number}</span></a></li>`
  }
  const isTree = links.some(({ record }) => record.conditions.scope)
  const revoke =
    fileId === undefined
      ? html`<a role="button" class="secondary" href="/revoke">${icon('ban')}Revoke all</a>`
      : html`<a role="button" class="secondary" href="/revoke?${isTree ? 'folder' : 'file'}=${encodeURIComponent(fileId)}">${icon('ban')}Revoke all to this ${isTree ? 'folder' : 'file'}</a>`
  const body = html`<div class="head"><h1>${fileId === undefined ? 'Links' : `Links to ${fileId}`}</h1>
<div class="actions">${fileId === undefined ? '' : html`<a role="button" class="secondary" href="/links">All links</a>`}${working === 0 ? '' : revoke}</div></div>
${message === undefined ? '' : html`<p class="notice" role="status">${icon('check')}${message}</p>`}
${links.length === 0 ? '' : html`<nav aria-label="States" class="places tabs"><ul>${tab(undefined, 'All', links.length)}${STATES.map((name) => tab(name, STATE_WORDS[name], numbers.get(name) ?? 0))}</ul></nav>`}
${shown.length === 0 ? html`<p class="empty">${icon('link')}${links.length === 0 ? html`No links yet. <a href="/">Share a file</a> to make one.` : 'No link is in this state.'}</p>` : table(shown)}`
  return ownerPage('Links', 'links', body)
}

function table(links: readonly LinkNow[]): Html {
  return html`<table role="table" class="list">
<caption class="sr">Links</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Link</th><th role="columnheader" scope="col">For</th><th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">End</th><th role="columnheader" scope="col">Uses</th><th role="columnheader" scope="col">Last opened</th><th role="columnheader" scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody role="rowgroup">${links.map(row)}</tbody>
</table>`
}

function row(link: LinkNow): Html {
  const { record, state, end, uses } = link
  const name = record.label || record.fileId
  return html`<tr role="row">
<th role="rowheader" scope="row"><a class="name" href="/links/${record.id}">${icon(record.kind === 'request' ? 'inbox' : record.conditions.scope ? 'folder' : 'file')}<span>${name}</span></a><small>${record.label ? `${record.fileId} · ` : ''}${permText(record)}${record.boundTo === undefined ? '' : html` · password`}</small></th>
<td role="cell" class="labelled" data-label="For">${record.recipient || html`<span class="faint">–</span>`}</td>
<td role="cell" data-label="State">${stateBadge(state)}</td>
<td role="cell" class="labelled" data-label="Ends">${when(end)}${isOpen(link) ? html`<small>in ${countdown(end)}</small>` : ''}</td>
<td role="cell" class="labelled" data-label="Uses">${uses === undefined ? html`<span class="faint">any</span>` : usesText(link)}</td>
<td role="cell" class="labelled" data-label="Last opened">${record.openedAt ? when(record.openedAt) : html`<span class="faint">never</span>`}</td>
<td role="cell" class="end act"><div class="actions"><a role="button" class="small secondary" href="/links/${record.id}" data-dialog>Show<span class="sr"> ${name}</span></a>${isOpen(link) ? html`<form method="post" action="/links/${record.id}/revoke"><input type="hidden" name="back" value="links"><button class="small danger">Revoke<span class="sr"> ${name}</span></button></form>` : ''}</div></td>
</tr>`
}

/** Asks once before many links are revoked. */
export function revokePage(fileId: string | undefined, isFolder: boolean, number: number): string {
  const what = fileId === undefined ? 'Revoke every link' : `Revoke all links to ${fileId}`
  const body = html`<article class="card narrow" data-dialog-content>
<h1>${icon('ban')}<span>${what}</span></h1>
<p>${count(number, 'link')} in your list ${number === 1 ? 'stops' : 'stop'} working, and so do those that were printed when the portal started. This cannot be undone.</p>
<form method="post" action="/revoke" class="actions">
${fileId === undefined ? html`<input type="hidden" name="all" value="yes">` : html`<input type="hidden" name="file" value="${fileId}"><input type="hidden" name="isFolder" value="${isFolder ? 'yes' : ''}">`}
<a role="button" class="secondary" href="/links" data-close>Cancel</a>
<button class="danger">${what}</button>
</form></article>`
  return ownerPage(what, 'links', body)
}
