// Figures of the last mutation run, by folder: printed, and written to test/slow/mutation/results.md for docs/reviewing.md.
// Fails if a mutant lives in the code that decides: MAC, comparison, keys, order of checks.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const DECIDES = /^src\/(?:(?:one-shot-hmac|mac)\.ts|keys\/.*|links\/verify\.ts|managed\/(?:verify-managed|marks)\.ts)$/
const REPORT = 'reports/mutation/mutation.json'
const RESULTS = 'test/slow/mutation/results.md'

/** How a report's mutants fared in each folder; those that decide stand by themselves. */
function scores({ files }) {
  const rows = new Map()
  for (const [file, { mutants }] of Object.entries(files)) {
    const name = DECIDES.test(file) ? 'MAC, comparison, keys, order of checks' : `\`${folderOf(file)}\``
    rows.set(name, [...(rows.get(name) ?? []), ...mutants])
  }
  return [...rows].sort(([a], [b]) => Number(a > b) - Number(a < b))
}

function folderOf(file) {
  return file.startsWith('examples/') ? 'examples/*/adapter.ts' : dirname(file)
}

/** A row of the table. Mutants that end the run itself, or that a mark hides, count in no share. */
function row([name, mutants]) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
  const [killed, timedOut, lived] = [count('Killed'), count('Timeout'), count('Survived', 'NoCoverage')]
  const [ended, hidden] = [count('RuntimeError', 'CompileError'), count('Ignored')]
  const share = ((100 * (killed + timedOut)) / (killed + timedOut + lived)).toFixed(1)
  return `| ${[name, killed, timedOut, lived, ended, hidden, `${share} %`].join(' | ')} |`
}

/** Where a mutant is not dead that must be: one that the tool could not judge is not. */
function notDeadThatDecide({ files }) {
  return Object.entries(files)
    .filter(([file]) => DECIDES.test(file))
    .flatMap(([file, { mutants }]) =>
      mutants
        .filter(({ status }) => !['Killed', 'Timeout', 'Ignored'].includes(status))
        .map((m) => `${file}:${m.location.start.line} ${m.mutatorName}: ${m.status}`),
    )
}

function main() {
  const report = JSON.parse(readFileSync(REPORT, 'utf8'))
  const rows = scores(report)
  const table = [
    '| mutants in | killed | timed out | survived | crashed the run | disabled by a comment | score |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map(row),
    row(['all published code', rows.flatMap(([, mutants]) => mutants)]),
    '',
    `Written by \`npm run test:mutation\` (Stryker ${report.framework.version}, Node ${process.versions.node}).`,
  ].join('\n')
  console.log(table)
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, `${table}\n`)
  const notDead = notDeadThatDecide(report)
  for (const mutant of notDead) console.error(`must be dead: ${mutant}`)
  if (notDead.length > 0) process.exitCode = 1
}

main()
