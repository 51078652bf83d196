// The part of the requests per second of a bare MGET that a verification keeps, by requests in flight.
const KEPT = { 1: 0.8, 64: 0.45 }
/** How many times as long as a plain verification one with the memory store may take. */
const TIMES = { uncounted: 3, counted: 5 }

/** The result of a run as Markdown. */
export function markdown({ node, date, machine, versions, rounds, milliseconds, load, redis, memory, claims, bytes }) {
  const lines = [
    ...table(
      ['tryVerify with Redis', 'in flight', 'keys', 'bare MGET/s', 'tryVerify/s', 'kept', 'target', ''],
      Object.entries(redis).flatMap(([client, { keys, inFlight }]) =>
        Object.entries(inFlight).map(([count, { managed, mget }]) => [
          client,
          count,
          keys,
          mget.perSecond.toFixed(0),
          managed.perSecond.toFixed(0),
          percent(managed.ratio),
          `≥ ${percent(KEPT[count])}`,
          verdict(managed.ratio >= KEPT[count]),
        ]),
      ),
    ),
    ...table(
      ['with the memory store', 'µs', 'times plain', 'target', ''],
      Object.entries(memory).map(([what, { perSecond, ratio }]) => [
        what,
        (1e6 / perSecond / 100).toFixed(2),
        (1 / ratio).toFixed(2),
        TIMES[what] === undefined ? '' : `≤ ${TIMES[what]}`,
        TIMES[what] === undefined ? '' : verdict(1 / ratio <= TIMES[what]),
      ]),
    ),
    ...table(
      ['store', 'first claim, µs', '10,000th claim, µs', 'times', 'bytes per revoked link'],
      Object.keys(bytes).map((name) => [
        name,
        micros(claims[name].fresh),
        micros(claims[name].many),
        (1 / claims[name].many.ratio).toFixed(2),
        bytes[name].toFixed(0),
      ]),
    ),
    `Medians of ${rounds} interleaved rounds of ${milliseconds} ms; a ratio is the median of the ratios within a round. Load average ` +
      `${load.map((one) => one.toFixed(1)).join(' to ')}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}; Node ${node}; ${date}; ` +
      `${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
  ]
  return `${lines.join('\n')}\n`
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line), '']
}

function verdict(isMet) {
  return isMet ? 'met' : 'NOT MET'
}

function percent(ratio) {
  return `${(ratio * 100).toFixed(1)} %`
}

function micros({ perSecond }) {
  return (1e6 / perSecond).toFixed(1)
}
