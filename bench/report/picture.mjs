import { format } from '../lib/figures.mjs'

const BARS = [
  ['try-verify valid', 'daypass tryVerify', 'ours'],
  ['bare', 'bare createHmac, no checks', 'unit'],
  ['signed valid', 'signed (SHA-1, no HMAC)', 'peer'],
  ['fast-jwt-cache-hit valid', 'fast-jwt, cache hit', 'peer'],
  ['cookie-signature valid', 'cookie-signature (no expiry)', 'peer'],
  ['fast-jwt valid', 'fast-jwt, cache off', 'peer'],
  ['jsonwebtoken-key-object valid', 'jsonwebtoken, KeyObject', 'peer'],
  ['jsonwebtoken valid', 'jsonwebtoken, text secret', 'peer'],
  ['iron valid', '@hapi/iron (encrypts too)', 'peer'],
  ['jose-crypto-key valid', 'jose, CryptoKey', 'peer'],
  ['jose-key-object valid', 'jose, KeyObject', 'peer'],
]
const WIDTH = 760
const LEFT = 210
const RIGHT = 80
const TOP = 52
const ROW = 26

/** Bars of one run as an SVG: microseconds per verification of a valid link, on a linear scale that starts at 0. */
export function drawPicture({ nanoseconds, machine, node, date, version }) {
  const bars = BARS.map(([name, label, kind]) => ({ label, kind, time: nanoseconds[name] / 1000 }))
  const longest = Math.max(...bars.map(({ time }) => time))
  const height = TOP + bars.length * ROW + 34
  const title = 'Time to verify one link or token: id, permission and expiry, in microseconds; shorter is better'
  const description = bars.map(({ label, time }) => `${label}: ${format(time)}`).join('; ')
  const rows = bars.map(({ label, kind, time }, i) => {
    const y = TOP + i * ROW
    const width = Math.max(1, (time / longest) * (WIDTH - LEFT - RIGHT))
    return `  <text x="${LEFT - 10}" y="${y + 14}" text-anchor="end" class="${kind}-label">${escapeXml(label)}</text>
  <rect x="${LEFT}" y="${y + 2}" width="${width.toFixed(1)}" height="16" rx="2" class="${kind}"/>
  <text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 14}">${format(time)} µs</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <style>
    text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .head, .ours-label { font-weight: 600 }
    .small { font-size: 11px; fill: #59636e }
    .ours { fill: #1a7f37 } .unit { fill: #8c959f } .peer { fill: #4a7fb5 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .small { fill: #9198a1 }
      .ours { fill: #3fb950 } .unit { fill: #8b949e } .peer { fill: #6ea8e0 }
    }
  </style>
  <text x="10" y="20" class="head">Verifying one link or token (id, permission, expiry)</text>
  <text x="10" y="38" class="small">microseconds, median of interleaved rounds; shorter is better</text>
${rows.join('\n')}
  <text x="10" y="${height - 12}" class="small">${escapeXml(`daypass ${version}, Node ${node}, ${machine.cpu}, ${machine.cores} cores, ${date}`)}</text>
</svg>
`
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
