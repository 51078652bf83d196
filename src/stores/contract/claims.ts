import { expectSame, type NamedCheck } from './trial.ts'

const HOUR = 3_600_000

/** Claims that a store might take for each other, or for something of its own. */
const ODD_CLAIMS = [
  '',
  'n',
  'N',
  ' ',
  'n ',
  ' n',
  'ends',
  'number',
  'used',
  'max',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'null',
  'undefined',
  '0',
  '00',
  '-0',
  '*',
  '%',
  '_',
  ':',
  '::',
  '{n}',
  '}{',
  '"',
  '""',
  "'",
  "''",
  '\\',
  '\\\\',
  '\\u0000',
  '\0',
  'n\0',
  '\n',
  '\r\n',
  '\t',
  '\u00e9',
  'e\u0301',
  '\u0130',
  'i',
  '\ud800',
  '\udc00',
  '\ufffd',
  '😀',
  'x'.repeat(255),
  'x'.repeat(256),
]

export const CLAIMS: readonly NamedCheck[] = [
  [
    'use: the same claim within its lease is the same use',
    async ({ read, use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      for (const _ of [1, 2, 3]) expectSame(await use(count, 'c', 2, HOUR, end), { admitted: true, used: 1 }, 'c')
      for (const _ of [1, 2]) expectSame(await use(count, 'd', 2, HOUR, end), { admitted: true, used: 2 }, 'd')
      for (const _ of [1, 2]) expectSame(await use(count, 'e', 2, HOUR, end), { admitted: false, used: 2 }, 'e')
      expectSame(await use(count, 'c', 2, HOUR, end), { admitted: true, used: 2 }, 'c, though all are used up')
      expectSame(await use(count, undefined, 2, HOUR, end), { admitted: false, used: 2 }, 'no claim')
      expectSame(await read([count]), ['2'], 'the count')
    },
  ],
  [
    'use: a claim that was refused takes no lease',
    async ({ use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      await use(count, 'c', 1, HOUR, end)
      expectSame(await use(count, 'd', 1, HOUR, end), { admitted: false, used: 1 }, 'refused')
      expectSame(await use(count, 'd', 0, HOUR, end), { admitted: false, used: 1 }, 'refused again')
      expectSame(await use(count, 'd', 2, HOUR, end), { admitted: true, used: 2 }, 'counted with a larger max')
    },
  ],
  [
    'use: without a claim no claim is stored',
    async ({ use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      await use(count, undefined, 5, HOUR, end)
      for (const claim of ['', 'undefined', 'null'])
        expectSame(await use(count, claim, 0, HOUR, end), { admitted: false, used: 1 }, JSON.stringify(claim))
    },
  ],
  [
    'use: no claim is taken for another, whatever it is called',
    async ({ use, read, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      for (const [i, claim] of ODD_CLAIMS.entries()) {
        const what = JSON.stringify(claim)
        expectSame(await use(count, claim, 1000, HOUR, end), { admitted: true, used: i + 1 }, `the first of ${what}`)
      }
      const used = ODD_CLAIMS.length
      for (const claim of ODD_CLAIMS)
        expectSame(await use(count, claim, 0, HOUR, end), { admitted: true, used }, `again ${JSON.stringify(claim)}`)
      expectSame(await read([count]), [String(used)], 'the count')
    },
  ],
  [
    'use: a key and a claim together are not taken for another key and claim',
    async ({ use, read, write, key, farEnd }) => {
      const [end, root] = [await farEnd(), key('n')]
      const keys = [root, `${root}:`, `${root}:c`, `${root}"c"`, `${root}c`]
      const claims = ['c', ':c', 'c:c', '"c"', ':', '"', ' "c"']
      await write(`${root}:text`, 'x', end)
      for (const one of keys) {
        for (const [i, claim] of claims.entries()) {
          const what = JSON.stringify([one.slice(root.length), claim])
          expectSame(await use(one, claim, 1000, HOUR, end), { admitted: true, used: i + 1 }, what)
        }
      }
      await use(root, 'text', 1000, HOUR, end)
      await use(root, ':text', 1000, HOUR, end)
      expectSame(await read([`${root}:text`, `${root}c`]), ['x', String(claims.length)], 'the entries of other keys')
    },
  ],
]
