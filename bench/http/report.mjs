import { percent, setting, table, verdict } from '../lib/markdown.mjs'

const NAMES = { express: 'Express', koa: 'Koa' }
const WHAT = { file: 'file of 64 kB', hello: 'hello, world' }
/** The part of its requests per second that a route keeps when it is guarded. */
const REACH = { 'express/file': 0.95, 'koa/file': 0.85 }

/** The result of a run as a Markdown table. */
export function markdown(result) {
  const head = [
    '',
    'unguarded, requests/s',
    'guarded, requests/s',
    'kept',
    'target',
    '',
    'CPU, unguarded',
    'CPU, guarded',
    'kept',
  ]
  const rows = Object.entries(result.frameworks).flatMap(([framework, measured]) =>
    Object.entries(measured).map(([what, figures]) => {
      const least = REACH[`${framework}/${what}`]
      return [
        `${NAMES[framework]}, ${WHAT[what]}`,
        figures.byHand.toFixed(0),
        figures.guarded.toFixed(0),
        `${percent(figures.kept)} (${figures.quartiles.map(percent).join(' to ')})`,
        least === undefined ? '' : `≥ ${percent(least)}`,
        least === undefined ? '' : verdict(figures.kept >= least),
        `${figures.cpuByHand.toFixed(1)} µs`,
        `${figures.cpuGuarded.toFixed(1)} µs`,
        percent(figures.cpuKept),
      ]
    }),
  )
  const lines = [
    ...table(head, rows),
    'Unguarded: the same route without the guard; its handler sets the same headers. Kept: the median of the ratios within a round, and the quartiles. ' +
      'CPU: the CPU time of the server per request; its ratio depends less on the load of the machine.',
    '',
    `${result.rounds} interleaved rounds of ${result.seconds} s for each route, ${result.connections} connections, server and load generator in separate processes, ${setting(result)}`,
  ]
  return `${lines.join('\n')}\n`
}
