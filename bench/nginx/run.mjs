// npm run bench:nginx                              seven rounds: ratios to nginx alone, for examples/nginx/README.md
// npm run bench:nginx -- --rounds 3 --seconds 1    rough
import { execFile, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { BENCH, describeMachine, ensureDependencies, say, versionOf } from '../lib/environment.mjs'
import { inRounds, ratio } from '../lib/rounds.mjs'

const CONNECTIONS = 10
const LOAD = join(BENCH, 'node_modules/autocannon/autocannon.js')

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '2' } },
})

ensureDependencies()
const servers = fork(fileURLToPath(new URL('servers.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
  env: { ...process.env, NODE_ENV: 'production' },
})
const [sizes] = await once(servers, 'message')
const { cpu, cores, platform } = describeMachine()
const nginx = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim().replace(/.*\//, '')
console.log(`${cpu}, ${cores} cores, ${platform}; load ${loadavg()[0]?.toFixed(1)}`)
console.log(`nginx ${nginx}, Node ${process.versions.node}, autocannon ${versionOf('autocannon')}`)
console.log(
  `${flags.rounds} rounds of ${flags.seconds} s, ${CONNECTIONS} connections; requests per second, nginx alone is 1`,
)
for (const [size, urls] of Object.entries(sizes)) {
  const names = Object.keys(urls)
  const figures = await inRounds(names, Number(flags.rounds), async (name) => {
    say(`${size}: ${name}`)
    return perSecond(urls[name])
  })
  for (const name of names) console.log(`${size}  ${name.padEnd(12)}  ${ratio(figures, name, 'alone').toFixed(2)}`)
}
servers.disconnect()

async function perSecond(url) {
  const args = [LOAD, '--json', '--no-progress', '-c', String(CONNECTIONS), '-d', flags.seconds, url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { requests, non2xx, errors, duration } = JSON.parse(stdout)
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors under load`)
  return requests.total / duration
}
