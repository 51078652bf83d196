import { expectSame, type NamedCheck } from './trial.ts'

const LEASE = 300
const HOUR = 3_600_000

export const LEASES: readonly NamedCheck[] = [
  [
    'use: after its lease a claim is a new use',
    async ({ use, key, clock, farEnd, until }) => {
      const [end, count] = [await farEnd(), key()]
      expectSame(await use(count, 'c', 2, LEASE, end), { admitted: true, used: 1 }, 'the first use')
      await until((await clock()) + LEASE)
      expectSame(await use(count, 'c', 0, LEASE, end), { admitted: false, used: 1 }, 'with a max of 0, after the lease')
      expectSame(await use(count, 'c', 2, HOUR, end), { admitted: true, used: 2 }, 'the second use')
      expectSame(await use(count, 'c', 2, HOUR, end), { admitted: true, used: 2 }, 'under its new lease')
      expectSame(await use(count, 'd', 2, HOUR, end), { admitted: false, used: 2 }, 'another claim')
    },
  ],
  [
    'use: a lease lasts from the first use, and further calls do not extend it',
    async ({ use, key, clock, farEnd, until }) => {
      const [end, count, earliest] = [await farEnd(), key(), await clock()]
      await use(count, 'c', 2, LEASE, end)
      const latest = await clock()
      // A lease that is extended by each call never ends in this loop.
      for (let now = latest; now < latest + LEASE; ) {
        const { used } = await use(count, 'c', 2, LEASE, end)
        await until(now + 1)
        now = await clock()
        if (now < earliest + LEASE) expectSame(used, 1, 'within the lease')
      }
      expectSame((await use(count, 'c', 2, LEASE, end)).used, 2, 'after the lease')
    },
  ],
  [
    'use: a later call with a longer lease does not extend the one that is held',
    async ({ use, key, clock, farEnd, before, until }) => {
      const end = await farEnd()
      // The second call must come before the first lease ends, however slow the machine is.
      const first = await before(async (instant) => {
        const [count, lease] = [key(), Math.max(instant - (await clock()), 1)]
        await use(count, 'c', 2, lease, end)
        await use(count, 'c', 2, HOUR, end)
        return { count, lease }
      })
      await until(first.end + first.result.lease)
      expectSame(
        await use(first.result.count, 'c', 0, HOUR, end),
        { admitted: false, used: 1 },
        'after the first lease',
      )
    },
  ],
  [
    'use: a lease ends no later than the end that was given',
    async ({ use, key, farEnd, before, until }) => {
      const { end, result } = await before(async (end) => {
        const count = key()
        await use(count, 'c', 9, HOUR, end)
        await use(count, 'd', 9, Number.MAX_SAFE_INTEGER, end)
        await use(count, 'e', 9, HOUR, await farEnd())
        return { count, held: await use(count, 'd', 0, HOUR, end) }
      })
      expectSame(result.held, { admitted: true, used: 3 }, 'before the end')
      await until(end)
      const far = await farEnd()
      for (const claim of ['c', 'd'])
        expectSame(await use(result.count, claim, 0, HOUR, far), { admitted: false, used: 3 }, `${claim}, after it`)
      expectSame(await use(result.count, 'e', 0, HOUR, far), { admitted: true, used: 3 }, 'e, whose end is later')
    },
  ],
]
