// The deep run: every property test with far more cases than the suite has, and the timing of the comparison.
// The seed is printed; `DAYPASS_SEED=… npm run test:deep` brings back every case of a run.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const seed = Number(process.env.DAYPASS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const FAMILIES = 'test/slow/deep'
const MODEL = 'test/properties/model.test.ts'
const families = readdirSync(join(root, FAMILIES)).filter((name) => name.endsWith('.test.ts'))

/** Test files that take their number of cases from `runs`, apart from those with a line of their own below. */
const others = readdirSync(join(root, 'test'), { recursive: true })
  .filter(
    (name) => name.endsWith('.test.ts') && ![MODEL, `${FAMILIES}/`].some((path) => `test/${name}`.startsWith(path)),
  )
  .filter((name) => readFileSync(join(root, 'test', name), 'utf8').includes('runs('))
  .map((name) => `test/${name}`)

const STEPS = [
  ['token text, token bytes, options, misuse, HTTP requests', 2_000_000, families.map((name) => `${FAMILIES}/${name}`)],
  ['library and reference model', 2_000_000, [MODEL]],
  // A case of these signs, narrows and verifies many links, or asserts in vitest: a hundred times as dear as those above.
  ['all other properties', 30_000, others],
  // Alone, so that nothing else of this run stands in its way.
  ['timing', undefined, ['test/slow/timing']],
]

console.log(`seed ${seed}`)
const started = Date.now()
const failed = []
for (const [name, cases, files] of STEPS) {
  console.log(`\n${name}${cases === undefined ? '' : `: ${cases.toLocaleString('en')} cases of each`}`)
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.deep.config.js', ...files],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, DAYPASS_SEED: String(seed), ...(cases !== undefined && { DAYPASS_RUNS: String(cases) }) },
    },
  )
  if (status !== 0) failed.push(name)
}
const minutes = Math.round((Date.now() - started) / 60_000)
if (failed.length === 0) console.log(`\nseed ${seed}: all held, in ${minutes} minutes`)
else console.log(`\nfailed: ${failed.join('; ')}. DAYPASS_SEED=${seed} npm run test:deep runs the same cases again.`)
process.exitCode = failed.length === 0 ? 0 : 1
