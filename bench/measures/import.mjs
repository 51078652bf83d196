import { execFileSync } from 'node:child_process'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { ROOT } from '../lib/environment.mjs'
import { median } from '../lib/statistics.mjs'

const ENTRY = join(ROOT, 'dist', 'index.js')

/** Milliseconds that `import 'daypass'` adds in a fresh process that has the same `node:` modules already. */
export async function measureImport({ processes }) {
  const script = `
    for (const name of ${JSON.stringify(await builtinsOf(ENTRY))}) await import(name)
    await import(${JSON.stringify(new URL('nothing.mjs', import.meta.url).href)})
    const start = performance.now()
    await import(${JSON.stringify(pathToFileURL(ENTRY).href)})
    process.stdout.write(String(performance.now() - start))`
  const run = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }))
  return { figures: { 'import-ms': median(Array.from({ length: processes }, run)) }, notes: { processes } }
}

async function builtinsOf(entry) {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    outfile: 'unused.js',
    logLevel: 'error',
  })
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path).filter(isBuiltin))
}
