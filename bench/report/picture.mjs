import { format } from '../lib/figures.mjs'
import { bar, svg, text } from './svg.mjs'

/** Each with what it checks, and what it leaves to the application or does differently. */
const BARS = [
  ['try-verify valid', 'daypass', 'HMAC, key id, expiry, file, permission, canonical encoding', 'ours'],
  ['signed valid', 'signed', 'SHA-1 instead of HMAC, not in constant time; expiry; no key id', 'peer'],
  [
    'fast-jwt-cache-hit valid',
    'fast-jwt, token in its cache',
    'no HMAC: a hash finds the earlier result; expiry',
    'peer',
  ],
  ['cookie-signature valid', 'cookie-signature', 'HMAC; expiry, file and permission by the application', 'peer'],
  ['fast-jwt valid', 'fast-jwt', 'HMAC, expiry; file and permission by the application', 'peer'],
  [
    'jsonwebtoken-key-object valid',
    'jsonwebtoken, KeyObject',
    'HMAC, expiry; file and permission by the application',
    'peer',
  ],
  ['iron valid', '@hapi/iron', 'HMAC, key id, expiry; decrypts; file and permission by the application', 'peer'],
  ['jsonwebtoken valid', 'jsonwebtoken, secret as text', 'the same; the secret is first tried as a public key', 'peer'],
  ['jose-crypto-key valid', 'jose', 'HMAC, expiry; file and permission by the application', 'peer'],
]
const WIDTH = 820
const LEFT = 430
const RIGHT = 80
const TOP = 62
const ROW = 38

/** Bars of one run: microseconds per verification of a valid link, on a linear scale that starts at 0. */
export function drawPicture({ nanoseconds, machine, node, date, version }) {
  const bars = BARS.map(([name, label, checks, kind]) => ({
    label,
    checks,
    kind,
    time: nanoseconds[name] / 1000,
  })).sort((a, b) => a.time - b.time)
  const longest = Math.max(...bars.map(({ time }) => time))
  const height = TOP + bars.length * ROW + 22
  const rows = bars.flatMap(({ label, checks, kind, time }, i) => {
    const y = TOP + i * ROW
    const width = (time / longest) * (WIDTH - LEFT - RIGHT)
    return [
      text(10, y + 12, label, { kind: kind === 'ours' ? 'strong' : undefined }),
      text(10, y + 26, checks, { kind: 'note' }),
      bar(LEFT, y + 4, width, 18, kind),
      text((LEFT + Math.max(1, width) + 6).toFixed(1), y + 17, `${format(time)} µs`),
    ]
  })
  const body = [
    text(10, 22, 'Verifying one link or token', { kind: 'head' }),
    text(10, 42, 'Microseconds, shorter is better. Below each name: what it checks.', { kind: 'small' }),
    ...rows,
    text(10, height - 8, `daypass ${version}, Node ${node}, ${machine.cpu}, ${machine.cores} cores, ${date}`, {
      kind: 'small',
    }),
  ].join('\n')
  return svg({
    width: WIDTH,
    height,
    title: 'Time to verify one link or token, in microseconds; shorter is better',
    description: bars.map(({ label, checks, time }) => `${label}: ${format(time)} (${checks})`).join('; '),
    body,
  })
}
