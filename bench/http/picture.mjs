import { percent } from '../lib/markdown.mjs'
import { bar, svg, text } from '../report/svg.mjs'

const FRAMEWORKS = { express: 'Express', koa: 'Koa' }
const ANSWERS = { file: 'file of 64 kB', hello: '“Hello, world”' }
const WIDTH = 820
const LEFT = 200
const RIGHT = 190
const TOP = 62
const GROUP = 58

/** Pairs of bars: requests per second of a route without and with the guard. */
export function drawRoutes({ frameworks, node, machine, date, versions }) {
  const pairs = Object.entries(FRAMEWORKS).flatMap(([framework, name]) =>
    Object.entries(ANSWERS).map(([what, answer]) => ({ label: `${name}, ${answer}`, ...frameworks[framework][what] })),
  )
  const height = TOP + pairs.length * GROUP + 22
  const rows = pairs.flatMap(({ label, byHand, guarded, kept }, i) => {
    const y = TOP + i * GROUP
    const lengthOf = (perSecond) => (perSecond / Math.max(byHand, guarded)) * (WIDTH - LEFT - RIGHT)
    const after = (perSecond) => (LEFT + lengthOf(perSecond) + 6).toFixed(1)
    return [
      text(10, y + 25, label),
      bar(LEFT, y + 4, lengthOf(byHand), 16, 'unit'),
      text(after(byHand), y + 17, `open: ${perSecondText(byHand)}`),
      bar(LEFT, y + 24, lengthOf(guarded), 16, 'ours'),
      text(after(guarded), y + 37, `guarded: ${perSecondText(guarded)} (${percent(kept)})`),
    ]
  })
  const body = [
    text(10, 22, 'A route behind the guard, and the same route open to everyone', { kind: 'head' }),
    text(10, 42, 'Requests per second, each pair on its own scale. In brackets: what the guarded route keeps.', {
      kind: 'small',
    }),
    ...rows,
    text(
      10,
      height - 8,
      `Express ${versions.express}, Koa ${versions.koa}, Node ${node}, ${machine.cpu}, ${machine.cores} cores, ${date}`,
      { kind: 'small' },
    ),
  ].join('\n')
  return svg({
    width: WIDTH,
    height,
    title: 'Requests per second of a route without and with the guard; longer is better',
    description: pairs
      .map((pair) => `${pair.label}: ${perSecondText(pair.byHand)} open, ${perSecondText(pair.guarded)} guarded`)
      .join('; '),
    body,
  })
}

function perSecondText(value) {
  return Math.round(value).toLocaleString('en')
}
