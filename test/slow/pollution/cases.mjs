// What is asked of the core while prototypes are polluted. No method of a literal, and no member that an object may lack, is used
// between the pollution and its end: the test would otherwise see what it broke itself.
import { createHmac } from 'node:crypto'

export const NOW = 1_795_521_600_000
const SECRET = Buffer.alloc(32, 7).toString('base64url')
const SHORT_LIVED = {
  id: 'k2',
  secret: Buffer.alloc(32, 8).toString('base64url'),
  verifyUntil: new Date(NOW + 120_000),
}

/** The tokens, made by a core that is clean. */
export function tokensOf({ createLinks, narrow }) {
  const linksAt = (now, keys = [{ id: 'k1', secret: SECRET }]) =>
    createLinks({ keys, perms: ['annotate'], maxTtl: '30d', clock: () => now })
  const { sign } = linksAt(NOW)
  const long = (text) => ({ ref: text.repeat(200), response: { filename: text.repeat(200) } })
  const plain = sign('a', 'read', '1h')
  const tree = sign('a/b', ['list', 'read'], '1h', { scope: 'tree' })
  const [longOne, longTwo] = [sign('a', 'read', '1h', long('x')), sign('b', ['read', 'write'], '1d', long('y'))]
  const body = (token) => token.slice(0, -44)
  const sealed = (text) => {
    const key = createHmac('sha256', Buffer.from(SECRET, 'base64url')).update('daypass/1/links').digest()
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  }
  return [
    plain,
    longOne,
    longTwo,
    tree,
    narrow(tree, { fileId: 'a/b/c', perms: 'read', ttl: '10m' }),
    narrow(narrow(longOne, { perms: ['read', 'write'] }), { httpsOnly: true }),
    sign('a', 'read', '1h', { boundTo: 'me' }),
    sign('a', 'read', '1h', { addresses: ['192.0.2.0/24', '2001:db8::/32'] }),
    sign('a', 'read', '1h', { httpsOnly: true }),
    sign('a', 'read', '1h', { notBefore: '10m' }),
    sign('a', ['write', 'annotate'], '1h', { upload: { maxBytes: 9, contentTypes: ['image/*', 'text/plain'] } }),
    narrow(sign('a', 'write', '1h', { upload: { minBytes: 9 } }), { upload: { maxBytes: 8, contentTypes: ['a/b'] } }),
    narrow(sign('a', 'create', '1h'), { upload: { contentTypes: ['a/*', 'b/c'] } }),
    linksAt(NOW, [{ id: 'k2', secret: SHORT_LIVED.secret }]).sign('a', 'read', '1h'),
    linksAt(NOW - 7_200_000).sign('a', 'read', '1h'),
    linksAt(NOW).sign('a', 'read', '20d'),
    linksAt(NOW, [{ id: 'other', secret: SECRET }]).sign('a', 'read', '1h'),
    // Forged, and malformed under a MAC that is right.
    `${body(longTwo)}${longOne.slice(-44)}`,
    `${body(longOne)}${longTwo.slice(-44)}`,
    `${body(plain)}${longOne.slice(-44)}`,
    `${body(plain)}.${'x'.repeat(43)}`,
    `${body(longTwo)}.${'x'.repeat(43)}`,
    `${body(plain)}~pread.t~h${plain.slice(-44)}`,
    sealed(`1.k1.e${NOW / 1000 + 60}.fa`),
    sealed(`1.k1.fa.pread`),
    sealed(`1.k1.e${NOW / 1000 + 60}.fa.pread.u1`),
    sealed(`1.k1.e${NOW / 1000 + 60}.fa.pread.`),
    ...['', '1', '1.', '1.k1.', '1b.k1.', '1.k1.e9.fa.pread', 'https://example.org/?token=1', '.'.repeat(44)],
  ]
}

export const REQUESTS = [
  undefined,
  {},
  { fileId: 'a' },
  { fileId: 'a', perm: 'read' },
  { fileId: 'b', perm: 'write' },
  { perm: 'delete' },
  { fileId: 'a/b/c', perm: 'read' },
  { fileId: 'a', perm: 'read', address: '192.0.2.7', secure: true, boundTo: 'me' },
  { fileId: 'a', address: '198.51.100.7', secure: false, boundTo: 'you' },
  { address: undefined, secure: undefined, boundTo: undefined },
]

/** What `tryVerify` says of every token and request, and what `sign` and `narrow` make: flat data, or "threw". */
export function verdictsOf({ createKeyring, createLinks, keysFromEnv, narrow, LinkError }, tokens, verdicts) {
  const keys = createKeyring([{ id: 'k1', secret: SECRET }, SHORT_LIVED])
  const links = createLinks({ keys, perms: ['annotate'], clock: () => NOW })
  return () => {
    let at = 0
    for (let t = 0; t < tokens.length; t++) {
      for (let r = 0; r < REQUESTS.length; r++) {
        verdicts[at++] = verdictOf(links, tokens[t], r === 0 ? undefined : REQUESTS[r])
      }
      verdicts[at++] = verifiedCode(links, LinkError, tokens[t])
      verdicts[at++] = made(() => narrow(tokens[t], { perms: 'read', notBefore: new Date(NOW) }))
    }
    verdicts[at++] = made(() => links.sign('a', 'read', '1h'))
    verdicts[at++] = made(() => links.sign('a', ['read', 'write'], 600, {}))
    verdicts[at++] = made(() => links.sign('a', Array(1), '1h'))
    verdicts[at++] = made(() => links.sign('a', 'write', '1h', { upload: { maxBytes: 5 } }))
    verdicts[at++] = made(() => links.sign('a/b', 'read', '1h', { response: { disposition: 'inline' }, ref: 'x' }))
    verdicts[at++] = made(() =>
      links.sign('a', 'read', '1h', { addresses: ['192.0.2.1', '10.0.0.0/8'], httpsOnly: false }),
    )
    verdicts[at++] = made(() => keysFromEnv({}))
    verdicts[at++] = [{}, [], new Error('x')][0] instanceof LinkError
    verdicts.length = at
  }
}

function verdictOf(links, token, request) {
  try {
    const result = links.tryVerify(token, request)
    return [result.ok, result.code, dataOf(result.grant), dataOf(result.refused)]
  } catch {
    return 'threw'
  }
}

function verifiedCode(links, LinkError, token) {
  try {
    return dataOf(links.verify(token))
  } catch (error) {
    return error instanceof LinkError ? error.code : 'threw'
  }
}

function made(act) {
  try {
    return act()
  } catch {
    return 'threw'
  }
}

/** Every member of a grant, read as an application reads it. */
function dataOf(grant) {
  if (grant === undefined) return undefined
  const { fileId, perms, expiresAt, keyId, depth, bound, notBefore, tree, response, upload, ref } = grant
  return [
    fileId,
    perms,
    expiresAt.getTime(),
    keyId,
    depth,
    bound,
    notBefore === undefined ? undefined : notBefore.getTime(),
    tree,
    ref,
    response === undefined
      ? undefined
      : [
          response.filename,
          response.disposition,
          response.contentType,
          response.cacheControl,
          response.contentLanguage,
          response.contentEncoding,
        ],
    upload === undefined ? undefined : [upload.minBytes, upload.maxBytes, upload.contentTypes],
  ]
}
