import { type Html, html, pageText } from './html.ts'
import { icon } from './icons.ts'

export type Place = 'files' | 'links' | 'activity'

const PLACES: readonly (readonly [Place, string, string])[] = [
  ['files', '/', 'Files'],
  ['links', '/links', 'Links'],
  ['activity', '/activity', 'Activity'],
]

const STYLES = ['base', 'frame', 'buttons', 'forms', 'table', 'upload', 'link', 'recipient', 'messages', 'dialog']

function head(title: string): Html {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
${STYLES.map((name) => html`<link rel="stylesheet" href="/static/${name}.css">`)}
<script src="/static/theme.js"></script>
<script type="module" src="/static/portal.js"></script>`
}

const LIVE = html`<div id="live" class="toast" role="status" aria-live="polite"></div>`

const THEME = html`<button type="button" class="quiet" data-theme-switch hidden>${icon('sun-moon')}<span class="sr">Light or dark</span></button>`

/** A page of the owner. */
export function ownerPage(title: string, place: Place | undefined, body: Html): string {
  const places = PLACES.map(([name, href, text]) => {
    return html`<li><a href="${href}"${name === place ? html` aria-current="page"` : ''}>${text}</a></li>`
  })
  return pageText(html`<!doctype html>
<html lang="en">
<head>${head(`${title} · daypass`)}</head>
<body class="owner">
<a class="skip" href="#main">Skip to content</a>
<header class="bar"><div>
<a class="brand" href="/">${BRAND}daypass</a>
${place === undefined ? '' : html`<nav aria-label="Places" class="places"><ul>${places}</ul></nav>`}
${THEME}
</div></header>
<main id="main" tabindex="-1">${body}</main>
${LIVE}
</body>
</html>
`)
}

/** A page of a recipient: one column, and not a word about the rest. */
export function recipientPage(title: string, body: Html): string {
  return pageText(html`<!doctype html>
<html lang="en">
<head>${head(title)}<meta name="robots" content="noindex"></head>
<body class="recipient">
<a class="skip" href="#main">Skip to content</a>
<header class="bar"><div><span class="brand">${BRAND}daypass</span>${THEME}</div></header>
<main id="main" tabindex="-1"><article class="card">${body}</article></main>
${LIVE}
</body>
</html>
`)
}

const BRAND = html`<svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8"/><path d="M9 20.5V13a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v1.2a2.3 2.3 0 0 0 0 4.6V20a2 2 0 0 1-2 2H11"/><path d="M13 15h5M13 18.5h3"/></svg>`
