// npm run bench:stores                                      bench/results/stores.md and stores.json
// npm run bench:stores -- --rounds 3 --milliseconds 100     rough; writes nothing
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureRoutes } from '../http/routes.mjs'
import { describeMachine, ensureBuild, ensureDependencies, RESULTS, ROOT, say, versionOf } from '../lib/environment.mjs'
import { markdown } from './report.mjs'

const REDIS = ['node-redis', 'ioredis']
const LEAST_ROUNDS = 7
const REVOKED = 10_000

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, milliseconds: { type: 'string', default: '300' } },
})
const settings = { rounds: Number(flags.rounds), milliseconds: Number(flags.milliseconds) }

ensureDependencies()
ensureBuild()
const { openStores } = await import('./open.mjs')
const { besideMget, bytesPerRevoked, manyClaims } = await import('./measures.mjs')

const servers = fork(fileURLToPath(new URL('servers.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
const [urls] = await once(servers, 'message')
const stores = await openStores(urls)
const loadBefore = loadavg()[0]
const each = async (names, what, measure) => {
  const measured = {}
  for (const name of names) {
    say(`${name}: ${what}`)
    measured[name] = await measure(stores[name])
  }
  return measured
}
const result = {
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
  machine: describeMachine(),
  versions: Object.fromEntries(
    ['redis', 'ioredis', 'pg', 'libsql', 'express'].map((name) => [name, versionOf(name, ROOT)]),
  ),
  ...settings,
  redis: await each(REDIS, 'beside a bare MGET', (opened) => besideMget(opened, settings)),
  claims: await each(Object.keys(stores), 'uses under many claims', (opened) => manyClaims(opened, settings)),
  bytes: await each(Object.keys(stores), 'revoked links', (opened) => bytesPerRevoked(opened, REVOKED)),
  route: await guardedRoute(urls.redis),
  load: [loadBefore, loadavg()[0]],
}
/** A guarded Express route with managed links in Redis, beside the same route without the guard. */
async function guardedRoute(redis) {
  say('Express with managed links in Redis')
  const effort = { rounds: Math.min(settings.rounds, 9), seconds: 2 }
  return { ...effort, answers: await measureRoutes('express', { ...effort, redis }) }
}

for (const { close } of Object.values(stores)) await close()
servers.disconnect()
await once(servers, 'exit')

process.stdout.write(markdown(result))
if (settings.rounds >= LEAST_ROUNDS) {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, 'stores.json'), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(RESULTS, 'stores.md'), markdown(result))
}
