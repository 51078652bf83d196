import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import type { Snippet } from '../../repo/docs/support/fences.ts'
import { ENTRIES, withPrelude } from '../../repo/docs/support/prelude.ts'

/**
 * Runs a snippet of a README as a module, and gives the values of some of its names, exported or not. An import of the package gets
 * its sources.
 */
export async function readmeApp(
  { code, folder, aliases }: Pick<Snippet, 'code' | 'folder' | 'aliases'>,
  names: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true }
  const { outputText } = ts.transpileModule(withPrelude(code, 'daypass'), { compilerOptions })
  const modules = new Map<string, object>()
  for (const [, name = ''] of outputText.matchAll(/require\("(.*?)"\)/g)) {
    const path = name.startsWith('.') ? new URL(name, `${pathToFileURL(folder)}/`).href : (aliases[name] ?? name)
    modules.set(name, { __esModule: true, ...(ENTRIES[name] ?? (await import(/* @vite-ignore */ path))) })
  }
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const values = names.map((name) => `${name}: typeof ${name} === 'undefined' ? exports.${name} : ${name}`)
  const run = AsyncFunction('exports', 'require', `${outputText}\nreturn { ${values.join(', ')} }`)
  return run({}, (name: string) => modules.get(name))
}
