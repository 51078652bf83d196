import type { Render } from './render.ts'

// On the root: the scheme of any other element does not reach the canvas behind the text (CSS Color Adjustment Module Level 1).
const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}h1{font-size:1.5rem}'

// Nothing but this style may load or run, whatever the page is embedded in. The hash is of the text above.
const POLICY =
  "default-src 'none'; style-src 'sha256-MiSeqq6pY36s0sHKwpXxLl1W87XML31vwLSiyUyGROk='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A small page that says what happened and what to do. */
export const renderPage: Render = ({ title, advice }) => ({
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${advice}</p>
</main>
</body>
</html>
`,
})
