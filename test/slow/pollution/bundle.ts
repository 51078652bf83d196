import { build } from 'esbuild'
import { PROJECT } from '../../support/project.ts'

/** The core, to be loaded as `bundle` says. */
export function bundleCore(): Promise<string> {
  return bundle(`import { createKeyring, createLinks, keysFromEnv, LinkError, narrow } from './src/index.ts'
give({ createKeyring, createLinks, keysFromEnv, LinkError, narrow })`)
}

/** Managed links, and what makes plain and narrowed ones, to be loaded as `bundle` says. */
export function bundleManaged(): Promise<string> {
  return bundle(`import { createLinks, narrow } from './src/index.ts'
import { createManagedLinks, memoryStore } from './src/managed/index.ts'
give({ createLinks, createManagedLinks, memoryStore, narrow })`)
}

/**
 * Modules as the body of a function of `node`, an object with the modules of Node, and `give`, which gets what they export. Thus they can
 * be loaded any number of times in one process, without a module loader, which some pollution breaks.
 */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: PROJECT },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'node20',
    // What Node loads, and not the helpers for bytes of other runtimes.
    conditions: ['node'],
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
