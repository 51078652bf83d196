import type { Render } from './render.ts'

// On the root element, because the color scheme of other elements does not affect the canvas (CSS Color Adjustment Module Level 1).
const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}h1{font-size:1.5rem}'

// Only the style above, which has this hash, may load, and the page must not be embedded.
const POLICY =
  "default-src 'none'; style-src 'sha256-MiSeqq6pY36s0sHKwpXxLl1W87XML31vwLSiyUyGROk='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A small page that tells a visitor what happened and what to do. */
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
