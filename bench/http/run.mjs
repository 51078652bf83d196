// npm run bench:http                              seven rounds and more, and bench/results/http.md, http.svg and http.json
// npm run bench:http -- --rounds 3 --seconds 1    rough; writes nothing
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, ensureBuild, ensureDependencies, RESULTS, ROOT, versionOf } from '../lib/environment.mjs'
import { drawRoutes } from './picture.mjs'
import { markdown } from './report.mjs'
import { CONNECTIONS, measureRoutes } from './routes.mjs'

const FRAMEWORKS = ['express', 'koa']
const LEAST_ROUNDS = 7

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, seconds: { type: 'string', default: '2' } },
})
const [rounds, seconds] = [Number(flags.rounds), Number(flags.seconds)]

ensureDependencies()
ensureBuild()
const loadBefore = loadavg()[0]
const measured = {}
for (const framework of FRAMEWORKS) measured[framework] = await measureRoutes(framework, { rounds, seconds })
const result = {
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
  machine: describeMachine(),
  versions: {
    ...Object.fromEntries(FRAMEWORKS.map((name) => [name, versionOf(name, ROOT)])),
    autocannon: versionOf('autocannon'),
  },
  rounds,
  seconds,
  connections: CONNECTIONS,
  load: [loadBefore, loadavg()[0]],
  frameworks: measured,
}
process.stdout.write(markdown(result))
if (rounds >= LEAST_ROUNDS) {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, 'http.json'), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(RESULTS, 'http.md'), markdown(result))
  writeFileSync(join(RESULTS, 'http.svg'), drawRoutes(result))
}
