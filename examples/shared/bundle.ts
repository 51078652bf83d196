import { fileURLToPath } from 'node:url'
import { type BuildFailure, build } from 'esbuild'

/**
 * The script of a page together with all that it imports.
 * @throws Error in one line if a package is not installed
 */
export async function bundle(entry: URL): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(entry)],
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    const { errors } = error as BuildFailure
    throw new Error(`The page cannot be built: ${errors[0]?.text ?? 'unknown error'} (npm ci installs what it needs)`)
  }
}
