import type { LinkRecord } from '../links/link-record.ts'
import { type Html, html } from './html.ts'

/** What a terminal can do with a link. Its address needs no escaping; a password is for browsers. */
export function linkCommands(url: string, { perms, conditions, boundTo }: LinkRecord): Html {
  if (boundTo !== undefined) return ''
  // A program says with the key which of its requests are one download.
  const key = conditions.uses === undefined ? '' : `-H "Idempotency-Key: $(openssl rand -hex 16)" `
  const from = conditions.scope === 'tree' ? 'zip' : 'download'
  const commands = [
    perms.includes('read') ? [`curl -fOJ ${key}'${url}/${from}'`] : [],
    perms.includes('create') || perms.includes('write') ? [`curl -fF 'files=@FILE' '${url}/upload'`] : [],
  ].flat()
  return html`<details class="commands"><summary>From a terminal</summary>${commands.map((command) => html`<pre tabindex="0"><code>${command}</code></pre>`)}</details>`
}
