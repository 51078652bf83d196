import { expect, it } from 'vitest'
import { showTime } from '../../../src/command/show-time.ts'
import { NOW } from '../../support/fixtures.ts'

it.each([
  [0, 'now'],
  [1, 'in 1s'],
  [59, 'in 59s'],
  [60, 'in 1m'],
  [3599, 'in 59m 59s'],
  [14_399, 'in 3h 59m'],
  [86_400, 'in 1d'],
  [86_401, 'in 1d'],
  [7 * 86_400 + 3600, 'in 7d 1h'],
  [-90, '1m 30s ago'],
])('%i seconds from now are shown as "%s"', (seconds, text) => {
  const time = new Date(NOW + seconds * 1000)
  expect(showTime(time, NOW)).toBe(`${time.toISOString().replace('.000Z', 'Z')} (${text})`)
})
