import { basename } from 'node:path'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'
import { fieldTime, ZONE } from './words.ts'

/** The form of a new link, with what was typed before if it had a fault. */
export interface ShareView {
  readonly kind: 'share' | 'request'
  readonly fileId: string
  readonly isFolder: boolean
  readonly typed: Readonly<Record<string, string | undefined>>
  readonly types: readonly string[]
  readonly fault?: string | undefined
}

const PRESETS = { '1h': '1 hour', '1d': '1 day', '7d': '7 days', '30d': '30 days' } as const
export const TYPES = {
  'image/*': 'Pictures',
  'application/pdf': 'PDF',
  'video/*,audio/*': 'Video and sound',
  'text/*': 'Text and tables',
} as const

export function sharePage(view: ShareView): string {
  const { kind, fileId, typed, fault } = view
  const isRequest = kind === 'request'
  const title = isRequest ? 'Request files' : `Share ${basename(fileId)}`
  const body = html`<article class="card" data-dialog-content>
<h1>${icon(isRequest ? 'inbox' : 'share-2')}<span>${title}</span></h1>
<form method="post" action="/${isRequest ? 'request' : 'share'}" class="stack">
${fault === undefined ? '' : html`<p class="fault" role="alert">${icon('triangle-alert')}${fault}</p>`}
${isRequest ? folderField(fileId, typed) : html`<input type="hidden" name="file" value="${fileId}"><input type="hidden" name="isFolder" value="${view.isFolder ? 'yes' : ''}">${canField(view)}`}
${untilField(typed)}
${isRequest ? limitFields(view) : ''}
${usesField(isRequest, typed)}
${moreFields(typed)}
<div class="actions"><a role="button" class="secondary" href="/" data-close>Cancel</a><button>Create link</button></div>
</form>
</article>`
  return ownerPage(title, 'files', body)
}

function canField({ isFolder, typed }: ShareView): Html {
  const ways = isFolder
    ? { get: 'View and download', put: 'Upload to it', both: 'Both' }
    : { get: 'Download', put: 'Replace', both: 'Both' }
  return html`<fieldset class="choice"><legend>The recipient can</legend>${radios('can', ways, typed.can ?? 'get')}</fieldset>`
}

function untilField(typed: ShareView['typed']): Html {
  const date = typed.endsAt ?? fieldTime(new Date(Date.now() + 3 * 86_400_000))
  return html`<fieldset class="choice"><legend>Until</legend>${radios('until', { ...PRESETS, date: 'Another date' }, typed.until ?? '7d')}
<div class="when-date"><label for="endsAt">Date and time <small>(${ZONE})</small></label><input id="endsAt" type="datetime-local" name="endsAt" value="${date}"></div></fieldset>`
}

function usesField(isRequest: boolean, typed: ShareView['typed']): Html {
  const words = isRequest ? 'Uploads' : 'Works'
  return html`<fieldset class="choice"><legend>${words}</legend>${radios('often', { any: 'Any number of times', some: 'Only a few times' }, typed.often ?? 'any')}
<div class="when-some"><label for="uses">How often</label><input id="uses" type="number" name="uses" min="1" max="1000000" value="${typed.uses ?? '1'}" inputmode="numeric"></div></fieldset>`
}

function folderField(fileId: string, typed: ShareView['typed']): Html {
  return html`<label for="folder">Files go to this folder <small>It is made if it is not there.</small></label>
<input id="folder" name="folder" value="${typed.folder ?? (fileId || 'inbox')}" required maxlength="200" autocomplete="off">`
}

function limitFields({ typed, types }: ShareView): Html {
  const boxes = Object.entries(TYPES).map(
    ([value, text]) =>
      html`<label><input type="checkbox" name="types" value="${value}"${types.includes(value) ? html` checked` : ''}> ${text}</label>`,
  )
  return html`<label for="maxSize">At most, for each file <small>(MB)</small></label>
<input id="maxSize" type="number" name="maxSize" min="1" max="100000" value="${typed.maxSize ?? '100'}" inputmode="numeric">
<fieldset class="boxes"><legend>Only these types <small>None ticked: any type.</small></legend>${boxes}</fieldset>`
}

function moreFields(typed: ShareView['typed']): Html {
  const isOpen = ['password', 'networks', 'label', 'recipient', 'note', 'startsAt'].some((name) => typed[name])
  return html`<details${isOpen ? html` open` : ''}><summary>More: password, note, networks, start</summary>
<label for="recipient">For whom</label><input id="recipient" name="recipient" value="${typed.recipient}" maxlength="200" autocomplete="off">
<label for="label">Label, for yourself</label><input id="label" name="label" value="${typed.label}" maxlength="200" autocomplete="off">
<label for="note">Note to the recipient</label><textarea id="note" name="note" rows="2" maxlength="2000">${typed.note}</textarea>
<label for="linkPassword">Password <small>The recipient has to type it. It is not kept.</small></label><input id="linkPassword" type="text" name="password" value="${typed.password}" maxlength="200" autocomplete="off" spellcheck="false">
<label for="networks">Only from these networks <small>As 192.0.2.0/24, several with commas.</small></label><input id="networks" name="networks" value="${typed.networks}" maxlength="500" autocomplete="off" spellcheck="false">
<label for="startsAt">Not before <small>(${ZONE})</small></label><input id="startsAt" type="datetime-local" name="startsAt" value="${typed.startsAt}">
</details>`
}

function radios(name: string, ways: Readonly<Record<string, string>>, chosen: string): Html {
  return html`<div class="radios">${Object.entries(ways).map(([value, text]) => {
    return html`<label><input type="radio" name="${name}" value="${value}"${value === chosen ? html` checked` : ''}><span>${text}</span></label>`
  })}</div>`
}
