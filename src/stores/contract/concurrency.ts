import { expectSame, type NamedCheck } from './trial.ts'

const HOUR = 3_600_000
const CALLS = 100
/** What goes wrong by chance goes wrong in one of these. */
const ROUNDS = 5

const times = <T>(count: number, act: (i: number) => Promise<T>): Promise<readonly T[]> => {
  return Promise.all(Array.from({ length: count }, (_, i) => act(i)))
}

export const CONCURRENCY: readonly NamedCheck[] = [
  [
    'use: of many calls at once exactly max are admitted',
    async ({ use, read, key, farEnd }) => {
      for (const max of [1, 5, 1, 5, 1, 5]) {
        const [end, count] = [await farEnd(), key()]
        const answers = await times(CALLS, () => use(count, undefined, max, HOUR, end))
        const admitted = answers.filter((answer) => answer.admitted).map(({ used }) => used)
        const expected = Array.from({ length: max }, (_, i) => i + 1)
        expectSame([...admitted].sort(), expected, `the counts that admitted calls saw, with a max of ${max}`)
        expectSame(await read([count]), [String(max)], 'the count')
      }
    },
  ],
  [
    'use: of many claims at once exactly max are admitted, each with all of its calls',
    async ({ use, read, key, farEnd }) => {
      const claims = Array.from({ length: CALLS / 4 }, (_, i) => `claim ${i}`)
      for (let round = 0; round < ROUNDS; round++) {
        const [end, count] = [await farEnd(), key()]
        const answers = await times(CALLS, async (i) => {
          const claim = claims[i % claims.length] as string
          return { claim, ...(await use(count, claim, 5, HOUR, end)) }
        })
        const calls = claims.map((claim) => answers.filter((one) => one.claim === claim && one.admitted).length)
        expectSame(calls.filter((admitted) => admitted > 0).sort(), [4, 4, 4, 4, 4], 'admitted calls of each claim')
        expectSame(await read([count]), ['5'], 'the count')
      }
    },
  ],
  [
    'use: many calls at once under one claim are one use',
    async ({ use, read, key, farEnd }) => {
      for (let round = 0; round < ROUNDS; round++) {
        const [end, count] = [await farEnd(), key()]
        const answers = await times(CALLS, () => use(count, 'c', 1, HOUR, end))
        expectSame(
          answers.filter(({ admitted, used }) => !admitted || used !== 1),
          [],
          'answers that differ',
        )
        expectSame(await read([count]), ['1'], 'the count')
      }
    },
  ],
  [
    'raise: of many calls at once the largest number remains',
    async ({ raise, read, key, farEnd }) => {
      const [end, mark] = [await farEnd(), key()]
      // 37 and 100 have no common divisor: each number from 0 to 99 comes once, in an order that goes up and down.
      await times(CALLS, (i) => raise(mark, (i * 37) % CALLS, end))
      expectSame(await read([mark]), [String(CALLS - 1)], 'the mark')
    },
  ],
]
