// Figures of the last mutation run, by folder: printed, and written to test/mutation/results.md for the README.
// Fails where a mutant lives in the code that decides: MAC, comparison, keys, order of checks.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const DECIDES = /^src\/(?:mac\.ts|keys\/.*|links\/verify\.ts)$/
const REPORT = 'reports/mutation/mutation.json'
const RESULTS = 'test/mutation/results.md'

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
  return file.startsWith('examples/') ? 'examples/{express,koa}/adapter.ts' : dirname(file)
}

/** A row of the table. Mutants that end the run itself, or are marked equivalent, count in no share. */
function row([name, mutants]) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
  const [killed, lived, marked] = [count('Killed', 'Timeout'), mutants.filter(isAlive).length, count('Ignored')]
  const share = ((100 * killed) / (killed + lived)).toFixed(1)
  return `| ${[name, killed, lived, marked, `${share} %`].join(' | ')} |`
}

/** Where a mutant lives that must not. */
function survivorsThatDecide({ files }) {
  return Object.entries(files)
    .filter(([file]) => DECIDES.test(file))
    .flatMap(([file, { mutants }]) =>
      mutants.filter(isAlive).map((m) => `${file}:${m.location.start.line} ${m.mutatorName}`),
    )
}

function isAlive({ status }) {
  return status === 'Survived' || status === 'NoCoverage'
}

function main() {
  const report = JSON.parse(readFileSync(REPORT, 'utf8'))
  const rows = scores(report)
  const { version } = createRequire(import.meta.url)('@stryker-mutator/core/package.json')
  const broken = rows.flatMap(([, mutants]) => mutants).filter(({ status }) => /Error$/.test(status)).length
  const table = [
    '| mutants in | killed | lived | marked equivalent | killed of those not marked |',
    '|---|--:|--:|--:|--:|',
    ...rows.map(row),
    row(['all that is packed', rows.flatMap(([, mutants]) => mutants)]),
    '',
    `Written by \`npm run test:mutation\` (Stryker ${version}, Node ${process.versions.node}). ${broken} more end the run itself, and count as neither.`,
  ].join('\n')
  console.log(table)
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, `${table}\n`)
  const survivors = survivorsThatDecide(report)
  for (const survivor of survivors) console.error(`must not live: ${survivor}`)
  if (survivors.length > 0) process.exitCode = 1
}

main()
