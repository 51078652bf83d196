import { blockOfTokenLength } from './accepted.ts'
import { refusedByGrammar } from './refused-by-grammar.ts'
import { refusedByTerms } from './refused-by-terms.ts'
import {
  base64url as b,
  derive,
  edited,
  hmac,
  OTHER_SECRET,
  PLAIN,
  SECRET,
  T,
  T1,
  TREE,
  tokenOf,
  twins,
} from './signer.ts'
import { refuse, type Setting, type Vector } from './vector.ts'

const good = tokenOf({})
const child = tokenOf({ narrowed: [`e${T + 60}`] })
const goodMac = good.slice(-43)

/** A token whose MAC, computed in a wrong way, is `mac`. */
const withMac = (signed: string, mac: string): string => `${signed}.${mac}`

const noFrames: readonly Vector[] = (
  [
    ['empty text', '', 'it has no MAC'],
    ['plain words', 'not a token', 'it has no MAC'],
    ['MAC alone', goodMac, 'it has no head'],
    ['dot and MAC alone', `.${goodMac}`, 'it has no head'],
    [
      'no block and no dot for it',
      withMac('1.k1', hmac(derive(SECRET, 'links'), '1.k1')),
      'a head is followed by a block',
    ],
    ['2,049 characters', tokenOf({ block: blockOfTokenLength(2049).block }), 'a token has at most 2,048'],
    ['narrowed 9 times', tokenOf({ narrowed: Array<string>(9).fill('h') }), 'at most 8 "~" are allowed'],
    [
      '9 "~" in a row',
      tokenOf({ narrowed: Array<string>(9).fill('') }),
      'the "~" are counted, whatever stands between them',
    ],
    [
      '9 "~" and an unknown key',
      tokenOf({ keyId: 'k2', narrowed: Array<string>(9).fill('h') }),
      'the frame comes before the key',
    ],
    ['version 2', tokenOf({ version: '2' }), 'another version'],
    ['version 2b', tokenOf({ version: '2b' }), 'another version'],
    ['version 1c', tokenOf({ version: '1c' }), 'another version'],
    ['version 1B', tokenOf({ version: '1B' }), 'versions are lower case'],
    ['version 1bb', tokenOf({ version: '1bb' }), 'another version'],
    ['version 0', tokenOf({ version: '0' }), 'another version'],
    ['version 01', tokenOf({ version: '01' }), 'one spelling'],
    ['version 11', tokenOf({ version: '11' }), 'another version'],
    ['version b', tokenOf({ version: 'b' }), 'another version'],
    ['version b1', tokenOf({ version: 'b1' }), 'another version'],
    ['version v1', tokenOf({ version: 'v1' }), 'another version'],
    ['empty version', tokenOf({ version: '' }), 'the version is missing'],
    ['version missing', withMac(`k1.${PLAIN}`, hmac(derive(SECRET, 'links'), `k1.${PLAIN}`)), 'the version is missing'],
    [
      'no dot before the MAC',
      edited(good, (signed, mac) => `${signed}~${mac}`),
      'the 44th character from the end is a dot',
    ],
    ['MAC of 42 characters', good.slice(0, -1), 'the 44th character from the end is a dot'],
    ['MAC of 44 characters', `${good}A`, 'the 44th character from the end is a dot'],
    ['MAC with padding', `${good}=`, 'the 44th character from the end is a dot'],
    [
      'MAC in hex',
      edited(good, (signed, mac) => `${signed}.${Buffer.from(mac, 'base64url').toString('hex')}`),
      'the 44th character from the end is a dot',
    ],
    ['space in front', ` ${good}`, 'nothing is trimmed'],
    ['space behind', `${good} `, 'nothing is trimmed'],
    ['line feed behind', `${good}\n`, 'nothing is trimmed'],
    ['dots percent-encoded', good.replaceAll('.', '%2E'), 'nothing is decoded'],
    [
      'MAC percent-encoded in part',
      good.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
      'nothing is decoded',
    ],
  ] as const
).map(([name, token, reason]) => refuse('malformed', `frame: ${name}`, reason, { token }))

const keyIds: readonly Vector[] = (
  [
    ['empty', ''],
    ['33 characters', 'K'.repeat(33)],
    ['a "~"', 'k~1'],
    ['a "+"', 'k+1'],
    ['a space', 'k 1'],
  ] as const
).map(([name, keyId]) =>
  refuse('malformed', `key id: ${name}`, 'a key id is 1 to 32 of A-Z a-z 0-9 _ -', { token: { keyId } }),
)

const unknownKeys: readonly Vector[] = [
  refuse('unknown-key', 'another key id', 'no key has this id, whatever the MAC says', { token: { keyId: 'k2' } }),
  refuse('unknown-key', 'key id in upper case', 'ids are compared byte for byte', { token: { keyId: 'K1' } }),
  refuse('unknown-key', 'key id "__proto__"', 'no key has this id', { token: { keyId: '__proto__' } }),
  refuse('unknown-key', 'key id "constructor"', 'no key has this id', { token: { keyId: 'constructor' } }),
  refuse('unknown-key', 'key id of 32 characters', 'well-formed, and of no key', { token: { keyId: 'K'.repeat(32) } }),
  refuse('unknown-key', 'key retires at this instant', 'from verifyUntil on as if absent', { verifyUntil: T * 1000 }),
  refuse('unknown-key', 'key retired', 'from verifyUntil on as if absent', { verifyUntil: T * 1000 - 1 }),
  refuse('unknown-key', 'retired key and expired link', 'the key comes before the time', {
    verifyUntil: T1 * 1000,
    now: T1 * 1000,
  }),
  refuse('binding-required', 'another key id, bound link, no value', 'the binding comes before the key', {
    token: { keyId: 'k2', boundTo: 'session-1' },
  }),
  refuse('unknown-key', 'another key id, empty block', 'the grammar is not looked at before the MAC', {
    token: { keyId: 'k2', block: '' },
  }),
]

const unbound: readonly Vector[] = [
  refuse('binding-required', 'bound link, no value', 'the request does not say to whom', {
    token: { boundTo: 'session-1' },
  }),
  refuse('binding-required', 'bound link, no value, forged', 'the binding comes before the MAC', {
    token: edited(tokenOf({ boundTo: 'session-1' }), (signed) => `${signed}.${goodMac}`),
  }),
  refuse('binding-required', 'bound link, no value, malformed block', 'the binding comes before the grammar', {
    token: { boundTo: 'session-1', block: '' },
  }),
]

const bound = tokenOf({ boundTo: 'session-1' })
const boundHead = `1b.k1.${PLAIN}`
const key = derive(SECRET, 'links')

const badBindings: readonly Vector[] = (
  [
    ['another value', { token: bound, request: { boundTo: 'session-2' } }, 'it cannot be told from a forgery'],
    ['value in upper case', { token: bound, request: { boundTo: 'Session-1' } }, 'compared byte for byte'],
    ['a prefix of the value', { token: bound, request: { boundTo: 'session-' } }, 'compared byte for byte'],
    [
      'empty value',
      { token: { boundTo: '' }, request: { boundTo: '' } },
      'a binding has 1 to 256 bytes, whatever the MAC says',
    ],
    [
      '257 bytes',
      { token: { boundTo: 'u'.repeat(257) }, request: { boundTo: 'u'.repeat(257) } },
      'a binding has at most 256 bytes, whatever the MAC says',
    ],
    [
      '129 characters of two bytes',
      { token: { boundTo: '\u00e9'.repeat(129) }, request: { boundTo: '\u00e9'.repeat(129) } },
      'the limit counts UTF-8 bytes',
    ],
    [
      'NUL in the value',
      { token: { boundTo: 'a\0b' }, request: { boundTo: 'a\0b' } },
      'a binding has no NUL, whatever the MAC says',
    ],
    [
      'lone surrogate',
      { token: { boundTo: '\ufffd' }, request: { boundTo: '\ud800' } },
      'a binding is well-formed Unicode: nothing is replaced by U+FFFD',
    ],
    [
      'no NUL before the value',
      { token: withMac(boundHead, hmac(key, `${boundHead}session-1`)), request: { boundTo: 'session-1' } },
      'one NUL stands between them',
    ],
    [
      'NUL after the value too',
      { token: withMac(boundHead, hmac(key, `${boundHead}\0session-1\0`)), request: { boundTo: 'session-1' } },
      'nothing stands behind the value',
    ],
    [
      'value left out of the MAC',
      { token: withMac(boundHead, hmac(key, boundHead)), request: { boundTo: 'session-1' } },
      'version 1b covers the value',
    ],
    [
      'version 1 with a value in the MAC',
      { token: { version: '1', boundTo: 'session-1' }, request: { boundTo: 'session-1' } },
      'version 1 ignores the value',
    ],
    [
      '1b turned into 1',
      { token: bound.replace('1b', '1'), request: { boundTo: 'session-1' } },
      'the MAC covers the version',
    ],
    [
      '1 turned into 1b',
      { token: good.replace('1', '1b'), request: { boundTo: 'session-1' } },
      'the MAC covers the version',
    ],
  ] satisfies readonly (readonly [string, Setting, string])[]
).map(([name, setting, reason]) => refuse('bad-signature', `binding: ${name}`, reason, setting))

const first = `1.k1.${PLAIN}`
const narrowing = `e${T + 60}`
const twoBlocks = tokenOf({ narrowed: [narrowing, 'h'] })

const badMacs: readonly Vector[] = (
  [
    ['another secret', { token: { secret: OTHER_SECRET } }, 'the MAC was made with another secret'],
    ['another purpose', { token: { purpose: 'uploads' } }, 'the purpose is part of the derived key'],
    [
      'key not derived',
      { token: withMac(first, hmac(Buffer.from(SECRET, 'base64url'), first)) },
      'the secret itself signs nothing',
    ],
    [
      'secret taken as text',
      { token: withMac(first, hmac(SECRET, first)) },
      'the secret is decoded, and a key derived from it',
    ],
    ['version and key id left out of the MAC', { token: withMac(first, hmac(key, PLAIN)) }, 'the MAC covers the head'],
    [
      'trailing dot in the MAC',
      { token: withMac(first, hmac(key, `${first}.`)) },
      'the dot before the MAC is not covered',
    ],
    ['expiry edited', { token: good.replace(String(T1), String(T1 + 1)) }, 'one character was changed'],
    ['file edited', { token: good.replace('file-1', 'file-2') }, 'one character was changed'],
    ['permission edited', { token: good.replace('pread', 'pread_write') }, 'a permission was added'],
    ['key id edited', { token: good.replace('k1', 'k2'), keyId: 'k2' }, 'the MAC covers the key id'],
    [
      'letter case of the MAC',
      { token: edited(good, (signed, mac) => `${signed}.${mac.toLowerCase()}`) },
      'the MAC is compared as text',
    ],
    ['MAC of nothing but A', { token: edited(good, (signed) => `${signed}.${'A'.repeat(43)}`) }, '32 zero bytes'],
    [
      '"~" in the MAC',
      { token: edited(good, (signed, mac) => `${signed}.~${mac.slice(1)}`) },
      'the "~" of a MAC are not counted, and no MAC has one',
    ],
    [
      'MAC with "+" and "/"',
      {
        token: edited(
          good,
          (signed, mac) => `${signed}.${mac.replaceAll('-', '+').replaceAll('_', '/').replace(/.$/, '+')}`,
        ),
      },
      'the base64url alphabet alone',
    ],
    [
      'expired and forged',
      { token: good.replace('file-1', 'file-2'), now: T1 * 1000 },
      'the MAC comes before the time',
    ],
    ['empty block and forged', { token: withMac('1.k1.', goodMac) }, 'the MAC comes before the grammar'],
    [
      'key id in a block of another token',
      { token: withMac(`1.k1.k1.${PLAIN}`, goodMac) },
      'the head ends at its second dot',
    ],
    ...twins(goodMac).map(
      (mac, i) =>
        [
          `twin ${i + 1} of the last character`,
          { token: withMac(first, mac) },
          'the same 32 bytes to a lenient decoder; the MAC is compared as text',
        ] as const,
    ),
  ] satisfies readonly (readonly [string, Setting, string])[]
).map(([name, setting, reason]) => refuse('bad-signature', `MAC: ${name}`, reason, setting))

const badChains: readonly Vector[] = (
  [
    ['block appended, MAC kept', withMac(`${first}~${narrowing}`, goodMac), 'each block has its MAC'],
    ['block dropped, MAC kept', withMac(first, child.slice(-43)), 'the MAC is that of the child'],
    [
      'last of two blocks dropped',
      edited(twoBlocks, (signed, mac) => withMac(signed.slice(0, -2), mac)),
      'the MAC is that of two blocks',
    ],
    ['first of two blocks dropped', withMac(`${first}~h`, twoBlocks.slice(-43)), 'the MAC is that of two blocks'],
    ['blocks in another order', withMac(`${first}~h~${narrowing}`, twoBlocks.slice(-43)), 'the chain covers the order'],
    [
      'two blocks made into one',
      withMac(`${first}~${narrowing}.h`, twoBlocks.slice(-43)),
      'the chain covers where a block ends',
    ],
    ['block edited', child.replace(narrowing, `e${T + 61}`), 'one character was changed'],
    [
      "signer's block edited under a child",
      child.replace('file-1', 'file-2'),
      'the chain begins with the head and first block',
    ],
    [
      "parent's MAC decoded to bytes",
      withMac(`${first}~${narrowing}`, hmac(Buffer.from(goodMac, 'base64url'), narrowing)),
      'the key is the text of the MAC',
    ],
    [
      '"~" in the MAC input',
      withMac(`${first}~${narrowing}`, hmac(goodMac, `~${narrowing}`)),
      'a block is covered without its "~"',
    ],
    [
      'head in the MAC input',
      withMac(`${first}~${narrowing}`, hmac(goodMac, `${first}~${narrowing}`)),
      'a narrowing MAC covers its block alone',
    ],
    [
      'child keyed by the derived key',
      withMac(`${first}~${narrowing}`, hmac(key, narrowing)),
      'the key is the text of the MAC before',
    ],
    [
      'everything under one MAC',
      withMac(`${first}~${narrowing}`, hmac(key, `${first}~${narrowing}`)),
      'each block has its MAC',
    ],
    [
      'child of a twin',
      withMac(`${first}~${narrowing}`, hmac(twins(goodMac)[0] as string, narrowing)),
      "a twin of the parent's MAC is another key",
    ],
    [
      'grandchild under the MAC of the root',
      withMac(`${first}~${narrowing}~h`, hmac(goodMac, 'h')),
      'the key is the text of the MAC just before',
    ],
  ] as const
).map(([name, token, reason]) => refuse('bad-signature', `chain: ${name}`, reason, { token }))

const boundChild: Vector = refuse(
  'bad-signature',
  'chain: binding in the MAC of a child',
  'the value is in the first MAC only',
  {
    token: withMac(`${boundHead}~h`, hmac(bound.slice(-43), 'h\0session-1')),
    request: { boundTo: 'session-1', secure: true },
  },
)

const treeEdited: Vector = refuse('bad-signature', 'MAC: tree made of a file', 't was added', {
  token: withMac(`1.k1.${TREE}`, tokenOf({ block: `e${T1}.g${b('a/b')}.pread` }).slice(-43)),
  request: { fileId: 'a/b/c' },
})

export const refused: readonly Vector[] = [
  ...noFrames,
  ...keyIds,
  ...unknownKeys,
  ...unbound,
  ...badBindings,
  ...badMacs,
  treeEdited,
  ...badChains,
  boundChild,
  ...refusedByGrammar,
  ...refusedByTerms,
]
