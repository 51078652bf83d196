// Runs every test file that draws at random with one fresh seed after another: `npm run test:seeds` for twenty of them, or
// `npm run test:seeds -- 5 test/slow/deep` for five, and files whose path begins so. What a seed breaks, `DAYPASS_SEED` brings back.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [count = '20', ...paths] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(count)) throw new RangeError('the number of seeds must be 1 to 9999')

const files = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts') && paths.some((path) => name.startsWith(path)) === paths.length > 0)
  .filter((name) => /from 'fast-check'|support\/seed\.ts'/.test(readFileSync(join(root, name), 'utf8')))
if (files.length === 0) throw new RangeError('no test file there draws at random')

const failed = []
for (let run = 1; run <= Number(count); run++) {
  const seed = String(randomInt(2 ** 31))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', ...files],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, DAYPASS_SEED: seed } },
  )
  console.log(`${run} of ${count}: ${files.length} files, seed ${seed}: ${status === 0 ? 'passed' : 'FAILED'}`)
  if (status === 0) continue
  failed.push(seed)
  console.log(stdout, stderr)
}
console.log(failed.length === 0 ? 'No seed failed.' : `Failed with DAYPASS_SEED=${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
