import { afterEach, expect, it } from 'vitest'
import { type Fire, openFire } from './fire.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { rotate } from './orders.ts'
import { plannedKey } from './planned-key.ts'
import { faults } from './tally.ts'

// Three rotations, four servers, a rolling restart, and the wrong order: `npm run test:rotation`.
const SKEWS = [-200, 200]
const MAX_TTL = 2
const TIMING = { lead: 2500, lag: 200, skew: 200 }

let fleet: Fleet | undefined
let fire: Fire | undefined

afterEach(async () => {
  await fire?.cease()
  await fleet?.stop()
})

it('a rotation over two processes under load refuses no living link, and lets no dead one pass', {
  timeout: 90_000,
}, async () => {
  const first = plannedKey('k1')
  fleet = await startFleet(SKEWS, MAX_TTL, [first])
  fire = openFire(fleet, [first])
  await rotate(fleet, fire, first, 'k2', TIMING)
  const least = { allowed: 50, expired: 20, retired: 10 }
  expect(faults(await fire.cease(), { least, keys: ['k1', 'k2'], servers: SKEWS.length })).toEqual([])
})
