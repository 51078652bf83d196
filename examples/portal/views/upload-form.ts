import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import type { Landing } from './landing-page.ts'
import { recipientPage } from './layout.ts'
import { count } from './words.ts'

/** A drop area that is also a button. Without scripts it is a form as any other. */
export function uploadForm(
  base: string,
  { isReplacing, limits, accept, isMany }: NonNullable<Landing['upload']>,
): Html {
  return html`<form class="drop large" method="post" action="${base}/upload" enctype="multipart/form-data" data-upload>
<label for="files">${icon('upload')}<span>${isReplacing ? 'Choose the new version' : isMany ? 'Choose files' : 'Choose a file'}<small data-drop-hint hidden>or drop ${isMany ? 'them' : 'it'} here</small>${limits ? html`<small>Allowed: ${limits}</small>` : ''}</span></label>
<input id="files" type="file" name="files"${isMany ? html` multiple` : ''} required${accept && html` accept="${accept}"`}>
<button data-send>${isReplacing ? 'Replace the file' : 'Send'}</button>
<ul class="progress" data-progress aria-live="polite"></ul>
</form>`
}

/** After an upload without scripts. */
export function receivedPage(base: string, names: readonly string[]): string {
  return recipientPage(
    'Files received',
    html`<h1>${icon('circle-check')}<span>${count(names.length, 'file')} received</span></h1>
<ul class="entries">${names.map((name) => html`<li><span class="name">${icon('file')}<span>${name}</span></span></li>`)}</ul>
<a role="button" class="secondary" href="${base}">Send more</a>`,
  )
}
