import { expectSame, type NamedCheck } from './trial.ts'

const LARGEST = Number.MAX_SAFE_INTEGER

export const MARKS: readonly NamedCheck[] = [
  [
    'raise: keeps the larger number if an older call arrives later',
    async ({ read, raise, key, farEnd }) => {
      const [end, mark] = [await farEnd(), key()]
      for (const [value, kept] of [
        [5, '5'],
        [9, '9'],
        [7, '9'],
        [10, '10'],
        [9, '10'],
        [0, '10'],
      ] as const) {
        await raise(mark, value, end)
        expectSame(await read([mark]), [kept], `after ${value}`)
      }
    },
  ],
  [
    'raise: keeps the later end, whatever number it comes with',
    async ({ read, raise, key, farEnd, before, until }) => {
      const { end, result } = await before(async (end) => {
        const far = await farEnd()
        const [smallLater, smallEarlier, largeEarlier, endless] = [key(), key(), key(), key()]
        await raise(smallLater, 9, end)
        await raise(smallLater, 1, far)
        await raise(smallEarlier, 9, far)
        await raise(smallEarlier, 1, end)
        await raise(largeEarlier, 1, far)
        await raise(largeEarlier, 9, end)
        await raise(endless, 9, Number.POSITIVE_INFINITY)
        await raise(endless, 1, end)
        return [smallLater, smallEarlier, largeEarlier, endless]
      })
      await until(end)
      expectSame(await read(result), ['9', '9', '9', '9'], 'after the earlier end')
    },
  ],
  [
    'raise: a mark is there until its end, and from then on a smaller one can be set',
    async ({ read, raise, key, farEnd, before, until }) => {
      const { end, result } = await before(async (end) => {
        const mark = key()
        await raise(mark, 9, end)
        return { mark, seen: await read([mark]) }
      })
      expectSame(result.seen, ['9'], 'before its end')
      await until(end)
      expectSame(await read([result.mark]), [undefined], 'after its end')
      await raise(result.mark, 3, await farEnd())
      expectSame(await read([result.mark]), ['3'], 'after it was set again')
    },
  ],
  [
    'raise: an end in the past stores nothing, and takes nothing away',
    async ({ read, raise, key, clock, farEnd }) => {
      const [past, far] = [(await clock()) - 1, await farEnd()]
      const [fresh, there] = [key(), key()]
      await raise(fresh, 9, past)
      await raise(there, 5, far)
      await raise(there, 4, past)
      expectSame(await read([fresh, there]), [undefined, '5'], 'read')
      await raise(fresh, 1, far)
      expectSame(await read([fresh]), ['1'], 'after it was set')
    },
  ],
  [
    'raise: every whole number up to 2^53 - 1 is kept exactly',
    async ({ read, raise, key, farEnd }) => {
      const end = await farEnd()
      for (const value of [0, 1, 2 ** 31, 2 ** 32, 99_999_999_999, 1_795_521_600_123, LARGEST - 1, LARGEST]) {
        const mark = key()
        await raise(mark, value, end)
        expectSame(await read([mark]), [String(value)], 'read')
      }
      const mark = key()
      await raise(mark, LARGEST - 1, end)
      await raise(mark, LARGEST, LARGEST)
      await raise(mark, LARGEST - 2, LARGEST - 1)
      expectSame(await read([mark]), [String(LARGEST)], 'the largest')
    },
  ],
  [
    'raise: returns a clock in milliseconds that advances and does not go back',
    async ({ raise, clock, key, farEnd, until }) => {
      const first = await clock()
      // In seconds it would be below this until the year 5138, in microseconds beyond the other since 1970.
      if (first < 100_000_000_000 || first > 100_000_000_000_000) {
        throw new Error(`${first} is not a time in milliseconds since the epoch`)
      }
      await until(first + 20)
      const mark = key()
      const set = await raise(mark, 5, await farEnd())
      const older = await raise(mark, 4, await farEnd())
      if (set < first + 20 || older < set) throw new Error(`the clock went back: ${[first, set, older].join(', ')}`)
    },
  ],
]
