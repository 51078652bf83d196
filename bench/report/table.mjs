import { boundOf, FIGURES, FOOTNOTES, format, VERIFIERS } from '../lib/figures.mjs'

const OUTCOMES = ['valid', 'forged', 'expired', 'garbage']

/** The result of one run as text for a terminal. */
export function printTable({ figures, nanoseconds, notes, node, machine, date, quick }) {
  const major = majorOf(node)
  const lines = [`${machine.cpu}, ${machine.cores} cores, Node ${node}, ${date}${quick ? ', quick and rough' : ''}`, '']
  for (const [name, value] of Object.entries(figures)) {
    const bound = boundOf(name, major)
    const verdict =
      bound === undefined ? '' : `${bound.text.padEnd(10)}${bound.holds(value) ? 'reached' : 'NOT REACHED'}`
    lines.push(`${name.padEnd(42)}${format(value).padStart(10)}   ${verdict}`.trimEnd())
  }
  lines.push('', `${'µs per call'.padEnd(52)}${OUTCOMES.map((outcome) => outcome.padStart(10)).join('')}`)
  for (const [name, says] of Object.entries({ bare: 'bare createHmac', ...VERIFIERS })) {
    lines.push(
      `${says.replaceAll('`', '').padEnd(52)}${timesOf(nanoseconds, name)
        .map((time) => time.padStart(10))
        .join('')}`,
    )
  }
  lines.push(
    '',
    `worst text: ${notes.finalists[0].name} (of ${notes.tried} shapes)`,
    `fastest key of jose: ${notes.jose}`,
  )
  return `${lines.join('\n')}\n`
}

/** The results of several versions of Node, side by side, as Markdown. */
export function markdownTable(results) {
  const majors = results.map(({ node }) => majorOf(node))
  const row = (cells) => `| ${cells.join(' | ')} |`
  const lines = [
    row(['figure', 'target', ...majors.map((major) => `Node ${major}`)]),
    row(['---', '---', ...majors.map(() => '--:')]),
  ]
  for (const [name, { says, reach }] of Object.entries(FIGURES)) {
    const cells = results.map(({ figures }, i) => {
      const value = figures[name]
      if (value === undefined) return ''
      return boundOf(name, majors[i])?.holds(value) === false ? `*${format(value)}*` : format(value)
    })
    lines.push(row([says, reachText(reach), ...cells]))
  }
  lines.push('', 'In italics: the target is not met.', '')
  lines.push(
    row(['µs per verification of a valid link', ...majors.map((major) => `Node ${major}`)]),
    row(['---', ...majors.map(() => '--:')]),
  )
  for (const [name, says] of Object.entries({ bare: 'bare `createHmac`', ...VERIFIERS })) {
    lines.push(row([says, ...results.map(({ nanoseconds }) => timesOf(nanoseconds, name)[0])]))
  }
  lines.push('', ...FOOTNOTES.map((note) => `${note}  `))
  const [{ machine, peers }] = results
  const dates = [...new Set(results.map(({ date }) => date))].join(', ')
  lines.push(
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}; Node ${results.map(({ node }) => node).join(', ')}; ${dates}${results.some(({ quick }) => quick) ? ', quick and rough' : ''}; ` +
      `${Object.entries(peers)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
  )
  return `${lines.join('\n')}\n`
}

function timesOf(nanoseconds, name) {
  if (name === 'bare') return [format(nanoseconds.bare / 1000), ...OUTCOMES.slice(1).map(() => '')]
  return OUTCOMES.map((outcome) => format(nanoseconds[`${name} ${outcome}`] / 1000))
}

function reachText(reach) {
  if (reach === undefined) return ''
  if ('bound' in reach) return reach.text
  return Object.entries(reach)
    .map(([major, { text }]) => `${text} (Node ${major})`)
    .join(', ')
}

function majorOf(node) {
  return node.split('.')[0]
}
