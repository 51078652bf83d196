import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from './package.ts'

/**
 * Modules made of the TypeScript in the READMEs, for one major version of a framework. The blocks of the adapter's own README go on
 * from one to the next; one that begins with `// Express 4` is for that version alone. In the project's README, each block that
 * imports the adapter stands for itself, with the links of the first block.
 */
export function snippetsOf(framework: string, major: number): readonly string[] {
  const adapter = `daypass/${framework.toLowerCase()}`
  const own = blocksOf(`examples/${framework.toLowerCase()}/README.md`)
  const main = blocksOf('README.md')
    .filter((code) => code.includes(`'${adapter}'`))
    .map((code) => (code.includes('const links') ? code : `declare const links: import('daypass').Links\n${code}`))
  const isFor = (code: string): boolean => (/^\/\/ \w+ (\d)\n/.exec(code)?.[1] ?? String(major)) === String(major)
  return [own.filter(isFor).join('\n'), ...main.filter(isFor)]
}

function blocksOf(file: string): readonly string[] {
  const path = join(PROJECT, file)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = '']) => code)
}
