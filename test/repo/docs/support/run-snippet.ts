import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import ts from 'typescript'
import type { Snippet } from './fences.ts'
import * as jsonwebtoken from './jsonwebtoken.ts'
import * as multer from './multer.ts'
import { ENTRIES, withPrelude } from './prelude.ts'

// Packages that snippets import and this project does not install.
const STAND_INS: Readonly<Record<string, object>> = { jsonwebtoken, multer, 'server-only': {} }

// `console.log(…) // text` at the end of a line: what is printed must be that text.
const CLAIM = /console\.log(?=\(.*\) *\/\/ (.*?) *$)/

/**
 * Runs a snippet as a module. Returns the lines that say what they print, and printed something else or never ran, each with what it
 * printed. Throws what the code throws.
 */
export async function runSnippet(snippet: Omit<Snippet, 'name'>): Promise<readonly string[]> {
  const lines = snippet.code.split('\n')
  const printed = new Map<number, string>()
  const marked = lines.map((line, i) => {
    if (CLAIM.test(line)) printed.set(i, 'nothing')
    return line.replace(CLAIM, `console.at(${i})`)
  })
  const script = toScript(withPrelude(marked.join('\n'), snippet.entry))
  const modules = await loadModules(script, snippet)
  const console = {
    log: () => undefined,
    at:
      (line: number) =>
      (...values: unknown[]) =>
        printed.set(line, format(...values)),
  }
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  await AsyncFunction('exports', 'require', 'console', script)({}, (name: string) => modules.get(name), console)
  return Array.from(printed, ([i, text]) => ({ line: lines[i] ?? '', text }))
    .filter(({ line, text }) => CLAIM.exec(line)?.[1] !== text)
    .map(({ line, text }) => `${line.trim()} printed: ${text}`)
}

// As CommonJS its imports can be answered here. An `await` at the top level stays as it is, which the function around it allows.
function toScript(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true }
  return ts.transpileModule(code, { compilerOptions }).outputText
}

async function loadModules(
  script: string,
  { folder, aliases }: Omit<Snippet, 'name'>,
): Promise<ReadonlyMap<string, object>> {
  const modules = new Map<string, object>()
  for (const [, name = ''] of script.matchAll(/require\("(.*?)"\)/g)) {
    const path = name.startsWith('.') ? pathToFileURL(join(folder, name)).href : (aliases[name] ?? name)
    modules.set(name, {
      __esModule: true,
      ...(ENTRIES[name] ?? STAND_INS[name] ?? (await import(/* @vite-ignore */ path))),
    })
  }
  return modules
}
