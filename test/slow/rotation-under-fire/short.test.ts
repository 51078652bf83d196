import { expect, it } from 'vitest'
import { randomFrom } from '../../support/random.ts'
import { SEED } from '../../support/seed.ts'
import { openFire } from './fire.ts'
import { startFleet } from './fleet.ts'
import { rotate, TOO_SLOW } from './orders.ts'
import { plannedKey } from './planned-key.ts'
import { faults, shortfalls } from './tally.ts'

// Three rotations, four servers, a rolling restart, and the wrong order: `npm run test:rotation`.
const SKEWS = [-200, 200]
const LEAST = { allowed: 50, expired: 20, retired: 10 }

/** A rotation whose times are `scale` times as long as those that a machine with nothing else to do keeps. */
async function rotation(scale: number): Promise<{ faults: readonly string[]; shortfalls: readonly string[] }> {
  const first = plannedKey('k1')
  const fleet = await startFleet(SKEWS, 2 * scale, [first])
  const fire = openFire(fleet, [first], randomFrom(SEED))
  try {
    await rotate(fleet, fire, first, 'k2', { lead: 2500 * scale, lag: 200 * scale, skew: 200 })
    const tally = await fire.cease()
    return { faults: faults(tally), shortfalls: shortfalls(tally, { least: LEAST, keys: ['k1', 'k2'], servers: 2 }) }
  } catch (error) {
    if ((error as Error).message !== TOO_SLOW) throw error
    return { faults: [], shortfalls: [TOO_SLOW] }
  } finally {
    await fire.cease()
    await fleet.stop()
  }
}

it('a rotation over two processes under load refuses no living link, and lets no dead one pass', async () => {
  let result = await rotation(1)
  // A machine with much else to do gets more time. A wrong answer counts at once.
  for (const scale of [3, 9]) {
    expect(result.faults).toEqual([])
    if (result.shortfalls.length > 0) result = await rotation(scale)
  }
  expect(result).toEqual({ faults: [], shortfalls: [] })
})
