// Every figure under its stable name: what it says, and what it is to reach. `reach` is a bound, or bounds by major version
// of Node; a figure without one is reported as it is.
const most = (bound) => ({ bound, holds: (value) => value <= bound, text: `≤ ${bound}` })
const least = (bound) => ({ bound, holds: (value) => value >= bound, text: `≥ ${bound}` })

export const FIGURES = {
  'try-verify/floor': { says: '`tryVerify` / floor', reach: most(1.45) },
  'bare/floor': { says: 'bare `createHmac` / floor' },
  'try-verify/bare': { says: '`tryVerify` / bare `createHmac`' },
  'try-verify/bare-after-collection': { says: 'the same, right after a full garbage collection' },
  'verify/try-verify': { says: '`verify` / `tryVerify`', reach: most(1.05) },
  'signed/try-verify': { says: 'signed (SHA-1, no HMAC) / `tryVerify`' },
  'cookie-signature/try-verify': { says: 'cookie-signature / `tryVerify`' },
  'fast-jwt/try-verify': { says: 'fast-jwt, cache off / `tryVerify`', reach: { 24: least(4) } },
  'fast-jwt-cache-hit/try-verify': { says: 'fast-jwt, cache hit / `tryVerify`', reach: least(1) },
  'fast-jwt-cache-hit-identity/try-verify': { says: 'the same, cached under the token itself / `tryVerify`' },
  'jsonwebtoken/try-verify': { says: 'jsonwebtoken, secret as text / `tryVerify`', reach: { 24: least(25) } },
  'jsonwebtoken-key-object/try-verify': { says: 'jsonwebtoken, secret as KeyObject / `tryVerify`' },
  'jose/try-verify': { says: 'jose, its fastest key / `tryVerify`', reach: { 24: least(50) } },
  'jose-crypto-key/try-verify': { says: 'jose, CryptoKey / `tryVerify`' },
  'jose-key-object/try-verify': { says: 'jose, KeyObject / `tryVerify`' },
  'jose-bytes/try-verify': { says: 'jose, Uint8Array / `tryVerify`' },
  'iron/try-verify': { says: '@hapi/iron (encrypts too) / `tryVerify`' },
  'forged/valid': { says: 'forged MAC / valid link', reach: most(1.1) },
  'expired/valid': { says: 'expired link / valid link', reach: most(1.1) },
  'garbage/valid': { says: 'text without a MAC / valid link', reach: most(0.25) },
  'unknown-key/valid': { says: 'unknown key / valid link', reach: most(0.25) },
  'throwing-refusal/bare': { says: '`verify` of a forged link, which throws / bare `createHmac`' },
  'worst-forged/valid-8-narrowings': {
    says: 'worst forged text of up to 2,048 characters / link narrowed 8 times',
    reach: most(1.5),
  },
  'worst-holder-made/valid-8-narrowings': {
    says: 'worst token that a holder can make, with valid MACs / the same',
    reach: most(3),
  },
  '10k-keys/1-key': { says: '10,000 keys / 1 key', reach: most(1.1) },
  'length-exponent': { says: 'growth with length, 100 to 2,000 characters: exponent', reach: most(1.1) },
  'per-100-characters/bare': { says: 'each 100 characters more, valid / bare `createHmac`' },
  'per-100-forged-characters/bare': { says: 'each 100 characters more, forged / bare `createHmac`' },
  'per-narrowing-block/bare': { says: 'each narrowing block / bare `createHmac`', reach: most(1.2) },
  'sign/floor': { says: '`sign` / floor', reach: most(1.25) },
  'guard/try-verify': { says: 'one decision of the guard, link in the query / `tryVerify`', reach: most(1.45) },
  'fast-jwt-sign/sign': { says: 'fast-jwt signer / `sign`' },
  'azure-sas/sign': { says: 'Azure SAS / `sign`', reach: least(3.5) },
  's3/sign': { says: 'S3 presigner / `sign`', reach: least(150) },
  'managed-try-verify/try-verify': { says: 'managed `tryVerify`, store in memory / `tryVerify`', reach: most(3) },
  'managed-counted/try-verify': { says: 'the same of a link that counts its uses / `tryVerify`', reach: most(5) },
  'managed-leased/try-verify': { says: 'the same under a claim that holds a lease / `tryVerify`' },
  'managed-10000th-claim/first': { says: 'a use under the 10,000th claim / under the first', reach: most(1.1) },
  'allocated-bytes': { says: 'bytes allocated by one `tryVerify`', reach: most(700) },
  'heap-growth-bytes': { says: 'heap growth after 10 million verifications, bytes', reach: most(100_000) },
  'core-gzip-bytes': {
    says: 'the core (errors, MAC, keys, format, links, index), minified and gzipped, bytes',
    reach: most(5000),
  },
  'package-gzip-bytes': { says: "all that `import 'daypass'` loads, the same way, bytes" },
  'import-ms': { says: 'import beyond its `node:` modules, ms', reach: most(2) },
}

/** The bound of a figure on one major version of Node, if it has one. */
export function boundOf(name, major) {
  const { reach } = FIGURES[name]
  return reach === undefined || 'bound' in reach ? reach : reach[major]
}

/** A figure with three digits that count. */
export function format(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return Number(value.toPrecision(3)).toString()
}

/** Verifiers in the table of times, by the name that `measures/verify.mjs` gives them. */
export const VERIFIERS = {
  'try-verify': 'daypass `tryVerify`',
  verify: 'daypass `verify`',
  signed: 'signed ¹',
  'cookie-signature': 'cookie-signature ²',
  'fast-jwt-cache-hit-identity': 'fast-jwt, cache hit, cached under the token itself ³',
  'fast-jwt-cache-hit': 'fast-jwt, cache hit',
  'fast-jwt': 'fast-jwt, cache off',
  'jsonwebtoken-key-object': 'jsonwebtoken, KeyObject',
  jsonwebtoken: 'jsonwebtoken, secret as text',
  'jose-crypto-key': 'jose, CryptoKey',
  'jose-key-object': 'jose, KeyObject',
  'jose-bytes': 'jose, Uint8Array',
  iron: '@hapi/iron ⁴',
}

export const FOOTNOTES = [
  '¹ SHA-1 over text and secret, no HMAC, compared with `===`.',
  '² No expiry, no key id: the application parses and compares.',
  '³ fast-jwt prints a security warning; its default hashes the token first.',
  '⁴ Encrypts as well.',
]
