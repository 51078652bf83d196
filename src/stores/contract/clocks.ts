import { expectSame, type NamedCheck, type Trial } from './trial.ts'

const MINUTE = 60_000
const YEARS = 10 * 365 * 86_400_000

/** Acts while the clock of this process is wrong, as after a jump; a store may well use that clock. */
async function withClockOff<T>(by: number, act: () => Promise<T>): Promise<T> {
  const real = Date.now
  Date.now = () => real() + by
  try {
    return await act()
  } finally {
    Date.now = real
  }
}

/** Ends are given by the clock that `raise` returns, and must be judged by that one, whichever it is. */
async function expectOneClock({ read, write, use, key, clock }: Trial): Promise<void> {
  const now = await clock()
  const [alive, ended] = [key(), key()]
  await write(alive, 'x', now + MINUTE)
  await write(ended, 'x', now)
  expectSame(await read([alive, ended]), ['x', undefined], 'read')
  const count = key()
  expectSame(await use(count, 'c', 5, 1, now), { admitted: false, used: 0 }, 'an end that has passed')
  expectSame(await use(count, 'c', 5, MINUTE, now + MINUTE), { admitted: true, used: 1 }, 'an end to come')
  expectSame(await use(count, 'c', 5, MINUTE, now + MINUTE), { admitted: true, used: 1 }, 'the lease')
}

export const CLOCKS: readonly NamedCheck[] = [
  [
    'clock: ends and leases are judged by the clock that raise returns, if that of the process jumps',
    async (trial) => {
      await withClockOff(YEARS, () => expectOneClock(trial))
      await withClockOff(-YEARS, () => expectOneClock(trial))
    },
  ],
  [
    'clock: marks and counts survive a jump of the clock that is taken back',
    async ({ read, raise, use, key, farEnd }) => {
      const [end, mark, count] = [await farEnd(), key(), key()]
      await raise(mark, 9, end)
      await use(count, 'c', 1, MINUTE, end)
      const whileOff = (by: number) =>
        withClockOff(by, async () => {
          await raise(mark, 3, end)
          return use(count, 'd', 1, MINUTE, end)
        })
      const refused = { admitted: false, used: 1 }
      expectSame([await whileOff(MINUTE / 2), await whileOff(-MINUTE / 2)], [refused, refused], 'another claim')
      expectSame(await read([mark, count]), ['9', '1'], 'read')
      expectSame(await use(count, 'c', 1, MINUTE, end), { admitted: true, used: 1 }, 'the claim that holds a lease')
    },
  ],
]
