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
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    throw new Error(`The script of the page cannot be built (npm ci installs what it needs): ${first?.text ?? error}`)
  }
}
