import { percent, setting, table, verdict } from '../lib/markdown.mjs'

// The part of the requests per second of a bare MGET that a verification keeps, by requests in flight.
const KEPT = { 1: 0.8, 64: 0.45 }

/** The result of a run as Markdown. */
export function markdown(result) {
  const { rounds, milliseconds, redis, claims, bytes, route } = result
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
      ['store', 'first claim, µs', '10,000th claim, µs', 'times', 'bytes per revoked link'],
      Object.keys(bytes).map((name) => [
        name,
        micros(claims[name].fresh),
        micros(claims[name].many),
        (1 / claims[name].many.ratio).toFixed(2),
        bytes[name].toFixed(0),
      ]),
    ),
    ...table(
      ['Express with managed links in Redis', 'unguarded, requests/s', 'guarded, requests/s', 'kept'],
      Object.entries({ file: 'file of 64 kB', hello: 'hello, world' }).map(([what, answer]) => {
        const { byHand, guarded, kept } = route.answers[what]
        return [answer, byHand.toFixed(0), guarded.toFixed(0), percent(kept)]
      }),
    ),
    `Medians of ${rounds} interleaved rounds of ${milliseconds} ms, on the Express route ${route.rounds} of ${route.seconds} s; a ratio is the median of the ratios within a round; ${setting(result)}`,
  ]
  return `${lines.join('\n')}\n`
}

function micros({ perSecond }) {
  return (1e6 / perSecond).toFixed(1)
}
