import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../../../support/project.ts'

const DOCS = readdirSync(join(PROJECT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

/**
 * Modules made of the TypeScript in the READMEs, for one major version of a framework. The blocks of the adapter's own README go on
 * from one to the next; one that begins with `// Express 4` is for that version alone. In the project's README and in `docs/`, each block
 * that imports the adapter is a module, with the links of the README's first block.
 */
export function snippetsOf(framework: string, major: number): readonly string[] {
  const name = framework.toLowerCase()
  const adapter = `daypass/${name}`
  const own = blocksOf(`examples/${name === 'node' ? 'node-http' : name}/README.md`)
  const main = ['README.md', ...DOCS]
    .flatMap(blocksOf)
    .filter((code) => code.includes(`'${adapter}'`) && !code.includes("'multer'")) // whose types are not installed
    .map((code) => (code.includes('const links') ? code : `declare const links: import('daypass').Links\n${code}`))
  const isFor = (code: string): boolean => (/^\/\/ \w+ (\d)\n/.exec(code)?.[1] ?? String(major)) === String(major)
  return [own.filter(isFor).join('\n'), ...main.filter(isFor)]
}

function blocksOf(file: string): readonly string[] {
  const path = join(PROJECT, file)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = '']) => code)
}
