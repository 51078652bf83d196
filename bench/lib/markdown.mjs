/** The lines of a table, and an empty line. The first column is text, and one without a head; all others are numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((name, i) => (i === 0 || name === '' ? '---' : '--:'))), ...rows.map(line), '']
}

export function percent(ratio) {
  return `${(ratio * 100).toFixed(1)} %`
}

export function verdict(isMet) {
  return isMet ? 'met' : 'NOT MET'
}

/** What figures were taken on, and with: the end of a sentence. */
export function setting({ machine, load, node, date, versions }) {
  return (
    `load average ${load.map((one) => one.toFixed(1)).join(' to ')}; ` +
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}; Node ${node}; ${date}; ` +
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`
  )
}
