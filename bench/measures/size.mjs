import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ROOT } from '../lib/environment.mjs'

/** Bytes of the core alone, and of all that `import 'daypass'` loads, as a bundler makes it: minified, then gzipped. */
export async function measureSize() {
  const all = await bundle()
  const core = await bundle(/\/(?:conditions|narrowing|values)\//)
  return {
    figures: { 'core-gzip-bytes': gzipped(core), 'package-gzip-bytes': gzipped(all) },
    notes: { minifiedBytes: all.length },
  }
}

/** Everything that `src/index.ts` reaches, but for imports that match `without`. */
async function bundle(without) {
  const leaveOut = {
    name: 'leave-out',
    setup: ({ onResolve }) => onResolve({ filter: without }, ({ path }) => ({ path, external: true })),
  }
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src', 'index.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['node:*'],
    plugins: without === undefined ? [] : [leaveOut],
    logLevel: 'error',
  })
  return outputFiles[0].contents
}

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length
