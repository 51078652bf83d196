const NAMES = { express: 'Express', koa: 'Koa' }
const WHAT = { file: 'file of 64 kB', hello: 'hello, world' }
/** The part of its requests per second that a route keeps when it is guarded. */
const REACH = { 'express/file': 0.95, 'koa/file': 0.85 }

/** The result of a run as a Markdown table. */
export function markdown({ node, date, machine, versions, rounds, seconds, connections, load, frameworks }) {
  const row = (cells) => `| ${cells.join(' | ')} |`
  const lines = [
    row([
      '',
      'unguarded, requests/s',
      'guarded, requests/s',
      'kept',
      'target',
      '',
      'CPU, unguarded',
      'CPU, guarded',
      'kept',
    ]),
    row(['---', '--:', '--:', '--:', '--:', '---', '--:', '--:', '--:']),
  ]
  for (const [framework, measured] of Object.entries(frameworks)) {
    for (const [what, figures] of Object.entries(measured)) {
      const least = REACH[`${framework}/${what}`]
      const verdict = least === undefined ? '' : figures.kept >= least ? 'met' : 'NOT MET'
      lines.push(
        row([
          `${NAMES[framework]}, ${WHAT[what]}`,
          figures.byHand.toFixed(0),
          figures.guarded.toFixed(0),
          `${percent(figures.kept)} (${figures.quartiles.map(percent).join(' to ')})`,
          least === undefined ? '' : `≥ ${percent(least)}`,
          verdict,
          `${figures.cpuByHand.toFixed(1)} µs`,
          `${figures.cpuGuarded.toFixed(1)} µs`,
          percent(figures.cpuKept),
        ]),
      )
    }
  }
  lines.push(
    '',
    'Unguarded: the same route without the guard; its handler sets the same headers. Kept: the median of the ratios within a round, and the quartiles. ' +
      'CPU: the CPU time of the server per request; its ratio depends less on the load of the machine.',
    '',
    `${rounds} interleaved rounds of ${seconds} s for each route, ${connections} connections, server and load generator in separate processes, load average ${load.map((one) => one.toFixed(1)).join(' to ')}; ` +
      `${machine.cpu}, ${machine.cores} cores, ${machine.platform}; Node ${node}; ${date}; ` +
      `${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
  )
  return `${lines.join('\n')}\n`
}

function percent(ratio) {
  return `${(ratio * 100).toFixed(1)} %`
}
