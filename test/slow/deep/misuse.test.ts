import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../support/runs.ts'
import { misuseProperty, VERBS } from './misuse.ts'

it('values of any kind, for every verb, do their work or throw an error that was meant', async () => {
  const seen = new Map<string, number>()
  await fc.assert(misuseProperty(seen), runs(5000))
  // The rarest of these comes in one use of ten: so many fewer are not a matter of luck, but a generator that has lost its way.
  const rare = VERBS.flatMap((verb) => {
    const [works = 0, throws = 0] = [seen.get(`${verb} works`), seen.get(`${verb} throws`)]
    return Math.min(works, throws) > (works + throws) / 20 ? [] : [`${verb}: works ${works} times, throws ${throws}`]
  })
  expect(rare).toEqual([])
})
