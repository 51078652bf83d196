// On the root element, because the color scheme of other elements does not affect the canvas (CSS Color Adjustment Module Level 1).
const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}h1{font-size:1.5rem}button{font:inherit;padding:.5rem 1.5rem}'

// Only the style above, which has this hash, may load, and the page must not be embedded.
const POLICY =
  "default-src 'none'; style-src 'sha256-tYFceCIyGSWJWIfmcT8eyU7LX0O1KRzKCoPeYcnkaUw='; base-uri 'none'; form-action FORM_ACTION; frame-ancestors 'none'"

/** Headers of a page that loads and runs nothing. */
export function htmlHeaders(formAction: "'none'" | "'self'"): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY.replace('FORM_ACTION', formAction),
  }
}

/**
 * A small page in English.
 *
 * @param title text, escaped
 * @param content what follows the heading, as HTML
 */
export function htmlDocument(title: string, content: string): string {
  return `<!doctype html>
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
${content}
</main>
</body>
</html>
`
}
