// npm run test:cluster                  ten minutes of load on examples/cluster: rotations, rolling restarts, revocations
// npm run test:cluster -- --minutes 1   a try
import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startCluster } from '../../../examples/cluster/cluster.ts'
import { randomFrom } from '../../support/random.ts'
import { onFreePort } from '../../support/servers/free-port.ts'
import { startRedis } from '../../support/servers/redis.ts'
import { rotate } from '../rotation-under-fire/orders.ts'
import { keysText, plannedKey } from '../rotation-under-fire/planned-key.ts'
import { openLoad } from './load.ts'
import { faults } from './tally.ts'

const MAX_TTL = 20
const TIMING = { lead: 20_000, lag: 2000, skew: 0 }

const { values: flags } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const seed = Number(process.env.DAYPASS_SEED ?? randomInt(2 ** 31))
const until = Date.now() + Number(flags.minutes) * 60_000

const root = await mkdtemp(join(tmpdir(), 'daypass-cluster-'))
for (const file of ['a.txt', 'b.txt', 'c.txt']) await writeFile(join(root, file), `content of ${file}`)
const redis = await startRedis()
let key = plannedKey('k1')
const cluster = await onFreePort((port) =>
  startCluster({ root, port, redis: redis.url, keys: keysText([key]), maxTtl: MAX_TTL }),
)
console.log(`Node ${process.version}, 4 processes behind nginx, Redis; ${flags.minutes} minutes, DAYPASS_SEED=${seed}`)
const load = openLoad(cluster, MAX_TTL, randomFrom(seed))
const fleet = {
  maxTtl: MAX_TTL,
  publish: (keys: Parameters<typeof keysText>[0], lag: number) => cluster.publish(keysText(keys), lag),
}
const done = { rotations: 0, restarts: 0 }
let restarting = true
const restarts = (async () => {
  while (restarting && Date.now() < until) {
    await cluster.restart()
    done.restarts++
  }
})()
try {
  while (Date.now() < until) {
    key = await rotate(fleet, load, key, `k${done.rotations + 2}`, TIMING)
    done.rotations++
  }
} finally {
  restarting = false
  await restarts
  const tally = await load.cease()
  await cluster.stop()
  await redis.stop()
  await rm(root, { recursive: true })
  const { asked, accepted, refused, other, ...rest } = tally
  console.log(`${done.rotations} rotations, ${done.restarts} rolling restarts`)
  console.log('requests by what was right for them:', asked)
  console.log(
    `wrongly accepted: ${accepted.length}, wrongly refused: ${refused.length}, other wrong answers: ${other.length}`,
  )
  console.log({ ...rest, failed: rest.failed.length, miscounted: rest.miscounted.length })
  const found = [...faults(tally), ...(done.restarts === 0 ? ['no rolling restart'] : [])]
  console.log(found.length === 0 ? 'nothing was wrongly accepted or refused' : `FAILED\n  ${found.join('\n  ')}`)
  if (found.length > 0) process.exitCode = 1
}
