// Figures of the last mutation run, by folder. Fails where a mutant lives in the code that decides: MAC, comparison, keys, order of checks.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const DECIDES = /^src\/(?:mac\.ts|keys\/.*|links\/verify\.ts)$/
const REPORT = 'reports/mutation/mutation.json'

/** How a report's mutants fared in each folder; those marked equivalent count in neither column. */
function scores({ files }) {
  const folders = new Map()
  for (const [file, { mutants }] of Object.entries(files)) {
    const folder = file.startsWith('examples/') ? 'examples' : dirname(file)
    const { killed, lived } = folders.get(folder) ?? { killed: 0, lived: 0 }
    folders.set(folder, {
      killed: killed + mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
      lived: lived + mutants.filter(isAlive).length,
    })
  }
  return folders
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
  const folders = scores(report)
  const sum = [...folders.values()].reduce((a, b) => ({ killed: a.killed + b.killed, lived: a.lived + b.lived }))
  for (const [name, { killed, lived }] of [...folders, ['all', sum]]) {
    const share = ((100 * killed) / (killed + lived)).toFixed(1)
    console.log(`${name.padEnd(16)} ${share.padStart(5)} %  ${killed} of ${killed + lived} killed`)
  }
  const survivors = survivorsThatDecide(report)
  for (const survivor of survivors) console.error(`must not live: ${survivor}`)
  if (survivors.length > 0) process.exitCode = 1
}

main()
