import { createHash } from 'node:crypto'
import type { Duration } from 'daypass'

export const PERMS = ['read', 'write', 'create'] as const
export const LIFETIMES = { '1m': '1 minute', '15m': '15 minutes', '4h': '4 hours', '7d': '7 days' } as const

/** What the fields of the form hold. */
export interface Fields {
  readonly file: string
  readonly perms: readonly (typeof PERMS)[number][]
  readonly ttl: keyof typeof LIFETIMES & Duration
}

export const DEFAULTS: Fields = { file: '', perms: ['read'], ttl: '4h' }

// As the page of a refusal looks.
const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:10vh auto;padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.5rem}label{display:block}input,select,button{font:inherit}input[list]{box-sizing:border-box;width:100%}'

export const FORM_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  // With `no-referrer` browsers would send the form with `Origin: null`.
  'Referrer-Policy': 'same-origin',
}

/** The page with the form, filled in. `message` is HTML. */
export function linkForm(files: readonly string[], { file, perms, ttl }: Fields, message = ''): string {
  const options = files.map((id) => `<option value="${escapeHtml(id)}">`).join('')
  const boxes = PERMS.map((name) => {
    return `<label><input type="checkbox" name="perm" value="${name}"${perms.includes(name) ? ' checked' : ''}> ${name}</label>`
  }).join('\n')
  const lifetimes = Object.entries(LIFETIMES).map(([value, text]) => {
    return `<option value="${value}"${value === ttl ? ' selected' : ''}>${text}</option>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Make a link</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Make a link</h1>
<p>Anyone with the link can do what you allow here with this file, and nothing else, until the link expires.</p>
<div role="status">${message}</div>
<form method="post">
<p><label>File <input name="file" list="files" value="${escapeHtml(file)}" required></label><datalist id="files">${options}</datalist></p>
<fieldset><legend>Permission</legend>
${boxes}
</fieldset>
<p><label>Lifetime <select name="ttl">${lifetimes.join('')}</select></label></p>
<p><button>Make the link</button></p>
</form>
</main>
</body>
</html>
`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
