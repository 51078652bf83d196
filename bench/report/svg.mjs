/** Text as it appears in SVG. */
export function escapeXml(text) {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/**
 * A picture with a title and a description for screen readers, readable on a light and on a dark page.
 *
 * @param body the shapes, as SVG; their classes are `head`, `small`, `note`, `ours`, `unit` and `peer`
 */
export function svg({ width, height, title, description, body }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <style>
    text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .head, .strong { font-weight: 600 } .head { font-size: 15px }
    .small, .note { font-size: 11px; fill: #59636e }
    .ours { fill: #1a7f37 } .unit { fill: #8c959f } .peer { fill: #4a7fb5 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .small, .note { fill: #9198a1 }
      .ours { fill: #3fb950 } .unit { fill: #8b949e } .peer { fill: #6ea8e0 }
    }
  </style>
${body}
</svg>
`
}

export function text(x, y, content, { anchor = 'start', kind } = {}) {
  const attributes = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${kind === undefined ? '' : ` class="${kind}"`}`
  return `  <text x="${x}" y="${y}"${attributes}>${escapeXml(content)}</text>`
}

export function bar(x, y, width, height, kind) {
  return `  <rect x="${x}" y="${y}" width="${Math.max(1, width).toFixed(1)}" height="${height}" rx="2" class="${kind}"/>`
}
