import { expectSame, type NamedCheck } from './trial.ts'

const TEXTS_AS_WRITTEN = [
  '',
  ' ',
  '0',
  '007',
  '1e3',
  'null',
  'undefined',
  '{"a":[1]}',
  `'; DROP TABLE daypass; --`,
  '$1 ? :a %s \\ \\x00 \\u0000',
  'line\nline\r\n\ttab',
  '\u0001\u007f',
  '\ufeffbom',
  'e\u0301 \u00e9',
  '日本語 العربية 😀 \u{10ffff}',
  'x'.repeat(10_000),
]

/** Keys that a store might take for the same, or for a pattern. */
const NEAR_KEYS = ['a', 'A', 'a:', 'a:b', 'a*', 'a?', 'a%', 'a_', 'a.', "a'", 'a"', 'a\\', 'a[b]', 'a{b}', '__proto__']

export const TEXTS: readonly NamedCheck[] = [
  [
    'read: one entry for each key, in their order, undefined for what is absent',
    async ({ read, write, raise, use, key, farEnd }) => {
      const end = await farEnd()
      const [text, mark, count, absent] = [key('text'), key('mark'), key('count'), key('absent')]
      await write(text, 'x', end)
      await raise(mark, 7, end)
      await use(count, undefined, 5, 1000, end)
      await use(count, undefined, 5, 1000, end)
      expectSame(
        await read([absent, count, mark, text, mark, absent]),
        [undefined, '2', '7', 'x', '7', undefined],
        'read',
      )
      expectSame(await read([]), [], 'read of no keys')
    },
  ],
  [
    'read: hundreds of keys at once',
    async ({ read, write, key, farEnd }) => {
      const end = await farEnd()
      const keys = Array.from({ length: 300 }, () => key())
      await Promise.all(keys.map((one, i) => (i % 3 === 0 ? write(one, `text ${i}`, end) : undefined)))
      const expected = keys.map((_, i) => (i % 3 === 0 ? `text ${i}` : undefined))
      expectSame(await read(keys), expected, 'read')
    },
  ],
  [
    'keys: compared exactly, and never taken for patterns',
    async ({ read, write, key, farEnd }) => {
      const end = await farEnd()
      const root = key('')
      const keys = NEAR_KEYS.map((rest) => root + rest)
      // As long as a key may be, and different in the last character alone.
      const longest = root + 'k'.repeat(511 - root.length)
      keys.push(`${longest}1`, `${longest}2`)
      for (const one of keys) await write(one, one, end)
      expectSame(await read(keys), keys, 'read')
      await write(`${root}a*`, undefined, end)
      expectSame(await read([`${root}a`, `${root}a*`]), [`${root}a`, undefined], 'after one was deleted')
    },
  ],
  [
    'write: the text comes back as it was written',
    async ({ read, write, key, farEnd }) => {
      const end = await farEnd()
      for (const text of TEXTS_AS_WRITTEN) {
        const one = key()
        await write(one, text, end)
        expectSame(await read([one]), [text], 'read')
      }
    },
  ],
  [
    'write: replaces a text, and undefined deletes it',
    async ({ read, write, key, farEnd }) => {
      const [end, one] = [await farEnd(), key()]
      await write(one, 'first', end)
      await write(one, 'second', end)
      expectSame(await read([one]), ['second'], 'after the second text')
      await write(one, undefined, end)
      expectSame(await read([one]), [undefined], 'after it was deleted')
      await write(one, undefined, end)
      await write(one, 'third', end)
      expectSame(await read([one]), ['third'], 'after it was written again')
    },
  ],
  [
    'write: replaces the end too, by an earlier or a later one, or by none',
    async ({ read, write, key, farEnd, clock, before, until }) => {
      const { end, result } = await before(async (end) => {
        const [extended, shortened, endless] = [key(), key(), key()]
        await write(extended, 'x', end)
        await write(extended, 'x', await farEnd())
        await write(shortened, 'x', Number.POSITIVE_INFINITY)
        await write(shortened, 'x', end)
        await write(endless, 'x', end)
        await write(endless, 'x', Number.POSITIVE_INFINITY)
        return [extended, endless, shortened]
      })
      await until(end)
      expectSame(await read(result), ['x', 'x', undefined], 'after the shorter end')
      await write(result[0] as string, 'x', (await clock()) - 1)
      expectSame(await read(result), [undefined, 'x', undefined], 'after an end in the past')
      await write(result[1] as string, undefined, 0)
    },
  ],
  [
    'write: a text is there until its end, and from then on absent',
    async ({ read, write, key, before, until }) => {
      const { end, result } = await before(async (end) => {
        const one = key()
        await write(one, 'x', end)
        return { one, seen: await read([one]) }
      })
      expectSame(result.seen, ['x'], 'before its end')
      await until(end)
      expectSame(await read([result.one]), [undefined], 'after its end')
    },
  ],
]
