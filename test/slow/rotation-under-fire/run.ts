// Three rotations over real processes under load, and a rolling restart in their midst; then the wrong order. Some 45 seconds.
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '../../support/random.ts'
import { openFire } from './fire.ts'
import { startFleet } from './fleet.ts'
import { rotate, signBeforePublished, wrongOrderFaults } from './orders.ts'
import { plannedKey } from './planned-key.ts'
import { faults, shortfalls, type Tally } from './tally.ts'

const SKEWS = [-400, -100, 200, 400]
const MAX_TTL = 4
const TIMING = { lead: 3000, lag: 1000, skew: 400 }
const IDS = ['k1', 'k2', 'k3', 'k4'] as const

const seed = Number(process.env.DAYPASS_SEED ?? randomInt(2 ** 31))
const random = randomFrom(seed)
const first = plannedKey(IDS[0])
const fleet = await startFleet(SKEWS, MAX_TTL, [first])
try {
  console.log(
    `Node ${process.version}, ${SKEWS.length} servers, their clocks ahead by ${SKEWS.join(', ')} ms; DAYPASS_SEED=${seed}`,
  )
  const started = Date.now()
  const fire = openFire(fleet, [first], random)
  await sleep(1000)
  const second = await rotate(fleet, fire, first, IDS[1], TIMING)
  const restarting = fleet.restart()
  const third = await rotate(fleet, fire, second, IDS[2], TIMING)
  const fourth = await rotate(fleet, fire, third, IDS[3], TIMING)
  await restarting
  const tally = await fire.cease()
  console.log(`\ndocumented order: 3 rotations, with a rolling restart from the second on, in ${seconds(started)} s`)
  print(tally)
  const least = { allowed: 2000, expired: 1000, retired: 1000 }
  const restarts = fleet.members.map(({ restarts }) => restarts)
  conclude('documented order', [
    ...faults(tally),
    ...shortfalls(tally, { least, keys: IDS, servers: SKEWS.length }),
    ...(restarts.every((number) => number === 1) ? [] : [`servers were restarted ${restarts.join(', ')} times`]),
  ])

  const wrongFire = openFire(fleet, [fourth], random)
  await sleep(1000)
  const disorder = await signBeforePublished(fleet, fourth, 'k5', 3000)
  const disordered = await wrongFire.cease()
  console.log('\nwrong order: the next key signs before every server has it')
  print(disordered)
  conclude('wrong order', wrongOrderFaults(disordered, SKEWS.length, disorder))
} finally {
  await fleet.stop()
}

function print({ asked, wrong, undecided, olderKey, made, failedConnections }: Tally): void {
  const not = (right: string): string => count(wrong.filter((one) => one.right === right).length)
  console.log(`  links made                       ${count(made)}`)
  console.log(`  requests with living links       ${count(asked.allowed)}, refused: ${not('allowed')}`)
  console.log(`    of a key that signs no more    ${count(olderKey)}`)
  console.log(`  requests with expired links      ${count(asked.expired)}, not answered 410: ${not('expired')}`)
  console.log(`  requests with a retired key      ${count(asked.retired)}, not answered 403: ${not('retired')}`)
  console.log(`  requests as a link ended         ${count(undecided)}, answered either way`)
  console.log(`  connections that failed          ${count(failedConnections)}, each retried elsewhere`)
}

function conclude(name: string, found: readonly string[]): void {
  if (found.length > 0) process.exitCode = 1
  console.log(found.length === 0 ? `${name}: as it must be` : `${name}: FAILED\n  ${found.join('\n  ')}`)
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000)
}
