import { expectSame, type NamedCheck } from './trial.ts'

const HOUR = 3_600_000

export const USES: readonly NamedCheck[] = [
  [
    'use: without a claim every call counts, until max is reached',
    async ({ read, use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      for (const used of [1, 2, 3])
        expectSame(await use(count, undefined, 3, HOUR, end), { admitted: true, used }, 'use')
      for (const _ of [4, 5]) expectSame(await use(count, undefined, 3, HOUR, end), { admitted: false, used: 3 }, 'use')
      expectSame(await read([count]), ['3'], 'the count')
    },
  ],
  [
    'use: a larger max admits more, and a smaller one takes no use back',
    async ({ use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      const useUpTo = (max: number) => use(count, undefined, max, HOUR, end)
      expectSame(await useUpTo(1), { admitted: true, used: 1 }, 'max 1')
      expectSame(await useUpTo(1), { admitted: false, used: 1 }, 'max 1 again')
      expectSame(await useUpTo(1_000_000), { admitted: true, used: 2 }, 'max 1000000')
      expectSame(await useUpTo(Number.MAX_SAFE_INTEGER), { admitted: true, used: 3 }, 'max 2^53 - 1')
      expectSame(await useUpTo(1), { admitted: false, used: 3 }, 'max 1 at last')
    },
  ],
  [
    'use: counts of different keys are apart',
    async ({ use, key, farEnd }) => {
      const [end, one, other] = [await farEnd(), key(), key()]
      expectSame(await use(one, 'c', 1, HOUR, end), { admitted: true, used: 1 }, 'one')
      expectSame(await use(other, 'c', 1, HOUR, end), { admitted: true, used: 1 }, 'the other, under the same claim')
      expectSame(await use(other, 'd', 1, HOUR, end), { admitted: false, used: 1 }, 'the other, under another claim')
    },
  ],
  [
    'use: with a max of 0 only a claim that holds a lease is admitted, and nothing is written',
    async ({ read, use, key, farEnd }) => {
      const [end, count] = [await farEnd(), key()]
      expectSame(await use(count, undefined, 0, HOUR, end), { admitted: false, used: 0 }, 'no claim')
      expectSame(await use(count, 'c', 0, HOUR, end), { admitted: false, used: 0 }, 'a claim without a lease')
      expectSame(await read([count]), [undefined], 'the count')
      expectSame(await use(count, 'c', 2, HOUR, end), { admitted: true, used: 1 }, 'a first use')
      expectSame(await use(count, 'c', 0, HOUR, end), { admitted: true, used: 1 }, 'the claim with a lease')
      expectSame(await use(count, 'd', 0, HOUR, end), { admitted: false, used: 1 }, 'another claim')
      expectSame(await use(count, 'd', 2, HOUR, end), { admitted: true, used: 2 }, 'that claim had taken no lease')
      expectSame(await read([count]), ['2'], 'the count')
    },
  ],
  [
    'use: nothing is admitted once the end has passed, and nothing is written',
    async ({ read, use, key, clock, farEnd }) => {
      const [past, end, fresh, count] = [await clock(), await farEnd(), key(), key()]
      expectSame(await use(fresh, 'c', 5, HOUR, past), { admitted: false, used: 0 }, 'a fresh count')
      expectSame(await read([fresh]), [undefined], 'the fresh count')
      expectSame(await use(count, 'c', 5, HOUR, end), { admitted: true, used: 1 }, 'before')
      expectSame(await use(count, 'c', 5, HOUR, past), { admitted: false, used: 1 }, 'a claim that holds a lease')
      expectSame(await use(count, 'd', 5, HOUR, past), { admitted: false, used: 1 }, 'another claim')
      expectSame(await use(count, undefined, 5, HOUR, 0), { admitted: false, used: 1 }, 'no claim')
      expectSame(await use(count, 'c', 0, HOUR, end), { admitted: true, used: 1 }, 'the lease is still held')
    },
  ],
  [
    'use: a count lives until the later of its ends, and starts at 0 after it',
    async ({ read, use, key, farEnd, before, until }) => {
      const { end, result } = await before(async (end) => {
        const far = await farEnd()
        const [ended, extended, kept] = [key(), key(), key()]
        await use(ended, undefined, 1, HOUR, end)
        await use(extended, undefined, 2, HOUR, end)
        await use(extended, undefined, 2, HOUR, far)
        await use(kept, undefined, 2, HOUR, far)
        await use(kept, undefined, 2, HOUR, end)
        return { counts: [ended, extended, kept], seen: await read([ended, extended, kept]) }
      })
      expectSame(result.seen, ['1', '2', '2'], 'before the end')
      await until(end)
      expectSame(await read(result.counts), [undefined, '2', '2'], 'after the end')
      const far = await farEnd()
      const again = await Promise.all(result.counts.map((count) => use(count, undefined, 1, HOUR, far)))
      const refused = { admitted: false, used: 2 }
      expectSame(again, [{ admitted: true, used: 1 }, refused, refused], 'used again')
    },
  ],
  [
    'use: a count without an end is kept',
    async ({ read, use, key, farEnd, before, until }) => {
      const { end, result } = await before(async (end) => {
        const [endless, later] = [key(), key()]
        await use(endless, undefined, 2, HOUR, Number.POSITIVE_INFINITY)
        await use(endless, undefined, 2, HOUR, end)
        await use(later, 'c', 2, HOUR, end)
        await use(later, 'd', 2, HOUR, Number.POSITIVE_INFINITY)
        return [endless, later]
      })
      await until(end)
      expectSame(await read(result), ['2', '2'], 'after the other end')
      const [endless = ''] = result
      expectSame(await use(endless, 'c', 2, HOUR, await farEnd()), { admitted: false, used: 2 }, 'used again')
    },
  ],
]
