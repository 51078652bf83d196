import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BENCH, say } from '../lib/environment.mjs'
import { median } from '../lib/statistics.mjs'

/** Connections that ask at the same time. */
export const CONNECTIONS = 10

const LOAD = join(BENCH, 'node_modules/autocannon/autocannon.js')
const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url))

/**
 * Medians over the rounds, and the medians of the ratios within a round: the machine may be slower in one than in another.
 *
 * @param options.redis URL of a Redis server, for managed links
 */
export async function measureRoutes(framework, { rounds, seconds, redis }) {
  const server = fork(SERVER, redis === undefined ? [framework] : [framework, redis], {
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [{ urls }] = await once(server, 'message')
  const routes = Object.keys(urls)
  const samples = Object.fromEntries(routes.map((route) => [route, []]))
  for (const route of routes) await load(server, urls[route], 2) // so that what follows is compiled
  for (let round = 0; round < rounds; round++) {
    say(`${framework}, round ${round + 1} of ${rounds}`)
    for (const what of ['file', 'hello']) {
      // The two that are compared follow each other, and take turns at being the first.
      const pair = [`guarded/${what}`, `by-hand/${what}`]
      for (const route of round % 2 === 0 ? pair : pair.toReversed()) {
        samples[route].push(await load(server, urls[route], seconds))
      }
    }
  }
  server.disconnect()
  const figures = (what) => {
    const [guarded, byHand] = [samples[`guarded/${what}`], samples[`by-hand/${what}`]]
    const of = (list, name) => median(list.map((sample) => sample[name]))
    const ratios = guarded.map(({ perSecond }, i) => perSecond / byHand[i].perSecond)
    return {
      guarded: of(guarded, 'perSecond'),
      byHand: of(byHand, 'perSecond'),
      kept: median(ratios),
      quartiles: quartilesOf(ratios),
      cpuGuarded: of(guarded, 'cpu'),
      cpuByHand: of(byHand, 'cpu'),
      cpuKept: median(guarded.map(({ cpu }, i) => byHand[i].cpu / cpu)),
    }
  }
  return { file: figures('file'), hello: figures('hello') }
}

/** Half of the rounds lie between these two: how far they are apart is how much else the machine did. */
function quartilesOf(ratios) {
  const sorted = ratios.toSorted((a, b) => a - b)
  return [0.25, 0.75].map((part) => sorted[Math.round((sorted.length - 1) * part)])
}

/** Requests per second, and microseconds of the server's processor time for each. */
async function load(server, url, duration) {
  const before = await cpuOf(server)
  const args = [LOAD, '--json', '--no-progress', '-c', String(CONNECTIONS), '-d', String(duration), url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const after = await cpuOf(server)
  const { requests, non2xx, errors, duration: took } = JSON.parse(stdout)
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors under load`)
  return { perSecond: requests.total / took, cpu: (after - before) / requests.total }
}

async function cpuOf(server) {
  server.send('cpu')
  const [{ cpu }] = await once(server, 'message')
  return cpu.user + cpu.system
}
