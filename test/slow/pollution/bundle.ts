import { build } from 'esbuild'
import { PROJECT } from '../../support/project.ts'

/**
 * The core as the body of a function of `node`, an object with the modules of Node, and `give`, which gets what the core exports. Thus it
 * can be loaded any number of times in one process, without a module loader, which some pollution breaks.
 */
export async function bundleCore(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createKeyring, createLinks, keysFromEnv, LinkError, narrow } from './src/index.ts'
give({ createKeyring, createLinks, keysFromEnv, LinkError, narrow })`,
      resolveDir: PROJECT,
    },
    bundle: true,
    conditions: ['node'],
    write: false,
    format: 'iife',
    target: 'node20',
    plugins: [
      {
        name: 'modules-of-node',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }))
          onLoad({ filter: /^node:crypto$/, namespace: 'node' }, () => ({ contents: 'export default node.crypto' }))
          onLoad({ filter: /^node:util$/, namespace: 'node' }, () => ({
            contents: 'export const { types } = node.util',
          }))
        },
      },
    ],
  })
  return (outputFiles[0] as { text: string }).text
}
