import { K1, K2, type SignVector, sign } from './signed.ts'
import { base64url as b, MANAGED, NONCE, OTHER_SECRET, T } from './signer.ts'

const date = (seconds: number): object => ({ date: seconds * 1000 })

/** The options of a link that is signed again, as it was issued at T. */
const again = (more: object = {}): { options: Readonly<Record<string, unknown>> } => ({
  options: { issuedAt: date(T), nonce: NONCE, ...more },
})

export const signedManaged: readonly SignVector[] = [
  sign('managed', 'i and n, in the order of the letters', MANAGED, again()),
  sign('issue time rounded down', 'whole seconds', MANAGED, again({ issuedAt: { date: T * 1000 + 999 } })),
  sign('policy', 's', `${MANAGED}.sauditors`, again({ policy: 'auditors' })),
  sign('uses', 'u', `${MANAGED}.u1`, again({ uses: 1 })),
  sign('policy and uses, the longest', 's before u', `${MANAGED}.s${'x'.repeat(64)}.u1000000`, {
    ...again({ policy: 'x'.repeat(64), uses: 1_000_000 }),
  }),
  sign(
    'every letter about them',
    'in the order of the letters',
    `e${T + 3600}.g${b('a/b')}.h.i${T}.m5.n${NONCE}.pwrite.r${b('ref')}.sa.t.u2`,
    {
      fileId: 'a/b/',
      perms: ['write'],
      ...again({ scope: 'tree', httpsOnly: true, upload: { maxBytes: 5 }, ref: 'ref', policy: 'a', uses: 2 }),
    },
  ),
  sign('bound', 'version 1b', MANAGED, again({ boundTo: 'session-1' }), { boundTo: 'session-1' }),
  sign('a minute later', 'the expiry counts from now, not from i', `e${T + 3660}.ffile-1.i${T}.n${NONCE}.pread`, {
    now: (T + 60) * 1000,
    ...again(),
  }),
  sign('a minute later, the expiry as a date', 'the same link again', MANAGED, {
    now: (T + 60) * 1000,
    ttl: { date: (T + 3600) * 1000 },
    ...again(),
  }),
  sign('issued 900 s ahead', 'the most', `e${T + 3600}.ffile-1.i${T + 900}.n${NONCE}.pread`, {
    ...again({ issuedAt: date(T + 900) }),
  }),
  sign('issued 901 s ahead', 'refused', null, again({ issuedAt: date(T + 901) })),
  sign(
    'after a rotation',
    'the key of the time of issue',
    MANAGED,
    {
      keys: [
        { ...K1, signFrom: (T + 30) * 1000 },
        { ...K2, signUntil: (T + 30) * 1000 },
      ],
      now: (T + 60) * 1000,
      ttl: { date: (T + 3600) * 1000 },
      ...again(),
    },
    { keyId: 'k2', secret: OTHER_SECRET },
  ),
  sign('expires in the second of its issue', 'refused: no verifier would accept it', null, {
    ttl: 60,
    ...again({ issuedAt: date(T + 60) }),
  }),
  sign('exactly maxTtl after its issue', 'the longest', `e${T + 604_799}.ffile-1.i${T - 1}.n${NONCE}.pread`, {
    ttl: { date: (T + 604_799) * 1000 },
    ...again({ issuedAt: date(T - 1) }),
  }),
  sign('beyond maxTtl after its issue', 'refused, although maxTtl from now', null, {
    ttl: '7d',
    ...again({ issuedAt: date(T - 1) }),
  }),
  sign('start beyond maxTtl after its issue', 'refused, although maxTtl from now', null, {
    ttl: '1h',
    ...again({ issuedAt: date(T - 1), notBefore: '7d' }),
  }),
  sign('nonce of 15 characters', 'refused', null, again({ nonce: NONCE.slice(1) })),
  sign('nonce of 17 characters', 'refused', null, again({ nonce: `${NONCE}A` })),
  sign('nonce with another character', 'refused', null, again({ nonce: `${NONCE.slice(1)}=` })),
  sign('no uses', 'refused', null, again({ uses: 0 })),
  sign('1000001 uses', 'refused', null, again({ uses: 1_000_001 })),
  sign('one and a half uses', 'refused', null, again({ uses: 1.5 })),
  sign('policy without a name', 'refused', null, again({ policy: '' })),
  sign('policy of 65 characters', 'refused', null, again({ policy: 'x'.repeat(65) })),
  sign('policy with a dot', 'refused', null, again({ policy: 'a.b' })),
]
