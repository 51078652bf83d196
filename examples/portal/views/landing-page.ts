import type { Confirmation } from 'daypass/http'
import { kindOf, previewOf } from '../files/kind-of.ts'
import type { Entry } from '../files/list-folder.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { recipientPage } from './layout.ts'
import { uploadForm } from './upload-form.ts'
import { count, countdown, sizeText, when } from './words.ts'

/** What a recipient sees of a link that works. */
export interface Landing {
  /** Path of the link, without a slash at its end. */
  readonly base: string
  readonly name: string
  readonly end: Date
  readonly note: string
  readonly canGet: boolean
  /** How files can be sent, if they can. */
  readonly upload?: {
    readonly isReplacing: boolean
    readonly limits: string | undefined
    readonly accept: string
    readonly isMany: boolean
  }
  /** Absent for a folder, and for a file that is not there yet. */
  readonly size?: number | undefined
  /** The folder that is shown, below the one that is shared. */
  readonly folder?: { readonly path: string; readonly entries: readonly Entry[] }
  /** What the recipient confirms before a link that is counted is used. */
  readonly confirmation?: Confirmation
}

export function landingPage(landing: Landing): string {
  const { name, size, end, note, folder, canGet, upload } = landing
  const kind = kindOf(name)
  const isFolder = folder !== undefined || size === undefined
  const facts = isFolder
    ? folder && count(folder.entries.length, 'entry', 'entries')
    : [kind.text, sizeText(size)].join(', ')
  const body = html`<div class="what">${icon(isFolder ? (canGet ? 'folder' : 'inbox') : kind.icon)}
<div><h1>${canGet || upload?.isReplacing ? name : 'Send files'}</h1>
${facts ? html`<p class="facts">${facts}</p>` : ''}</div></div>
<p class="until">${icon('clock')}<span>Available until ${when(end)} <span class="faint">(${countdown(end)} left)</span></span></p>
${note === '' ? '' : html`<blockquote class="note"><p>${note}</p></blockquote>`}
${get(landing)}
${upload === undefined ? '' : uploadForm(landing.base, upload)}`
  return recipientPage(canGet || upload?.isReplacing ? name : 'Send files', body)
}

function get(landing: Landing): Html {
  const { base, name, canGet, folder, size, confirmation } = landing
  if (!canGet) return ''
  if (confirmation !== undefined) return confirm(confirmation, folder === undefined && size === undefined)
  if (folder !== undefined) return listing(landing, folder)
  if (size === undefined)
    return html`<p class="fault">${icon('triangle-alert')}The file is not here any more. Ask the sender.</p>`
  const preview = previewOf(name)
  return html`${preview === 'picture' ? html`<img class="preview" src="${base}/preview" alt="Preview of ${name}">` : ''}
${preview === 'pdf' ? html`<iframe class="preview" src="${base}/preview#toolbar=0&navpanes=0&view=FitH" title="Preview of ${name}"></iframe>` : ''}
<a role="button" class="main" href="${base}/download" download>${icon('download')}Download</a>`
}

/** The form has the method GET and no action, as the guard wants it. */
function confirm({ title, advice, fields, isCookieMissing }: Confirmation, isFolder: boolean): Html {
  return html`${isCookieMissing ? html`<p class="fault" role="alert">${icon('triangle-alert')}Your browser did not send the cookie of this page. Allow cookies for this site, then press the button again.</p>` : ''}
<form method="get" class="stack">${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="main">${icon(isFolder ? 'folder' : 'download')}${isFolder ? 'Open' : 'Download'}</button></form>
<p class="hint"><strong>${title}.</strong> ${advice}</p>`
}

function listing({ base }: Landing, { path, entries }: NonNullable<Landing['folder']>): Html {
  const rows = entries.map(({ name, isFolder, size }) => {
    const inside = path === '' ? name : `${path}/${name}`
    const escaped = inside.split('/').map(encodeURIComponent).join('/')
    const kind = kindOf(name)
    const href = isFolder ? `${base}?dir=${encodeURIComponent(inside)}` : `${base}/files/${escaped}`
    return html`<li><a class="name" href="${href}"${isFolder ? '' : html` download`}>${icon(isFolder ? 'folder' : kind.icon)}<span>${name}</span></a><span class="faint">${isFolder ? 'Folder' : sizeText(size)}</span></li>`
  })
  const up = path.includes('/') ? `${base}?dir=${encodeURIComponent(path.slice(0, path.lastIndexOf('/')))}` : base
  return html`<a role="button" class="main" href="${base}/zip" download>${icon('download')}Download all (zip)</a>
${path === '' ? '' : html`<p class="where"><a href="${up}">${icon('arrow-left')}Back</a> <strong>${path}</strong></p>`}
${entries.length === 0 ? html`<p class="empty">${icon('folder')}This folder is empty.</p>` : html`<ul class="entries">${rows}</ul>`}`
}
