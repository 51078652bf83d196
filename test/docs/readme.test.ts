import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKey, createLinks, keysFromEnv } from 'daypass'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { checkSnippets } from './support/check-snippets.ts'
import { fencesOf, joinedSnippetsOf, PROJECT, type Snippet, snippetsOf } from './support/fences.ts'
import { runSnippet } from './support/run-snippet.ts'

const EXAMPLES = readdirSync(join(PROJECT, 'examples'))
  .map((name) => `examples/${name}/README.md`)
  .filter((path) => existsSync(join(PROJECT, path)))
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...EXAMPLES]
const SNIPPETS = [...snippetsOf('README.md'), ...EXAMPLES.flatMap(joinedSnippetsOf)]

beforeAll(() => {
  vi.stubEnv('DAYPASS_KEYS', `2026-11:${createKey().secret}`)
})

describe('the TypeScript of the READMEs', () => {
  it('is found', () => {
    const marks = readFileSync(join(PROJECT, 'README.md'), 'utf8').match(/^```ts$/gm)
    expect(snippetsOf('README.md').length).toBe(marks?.length)
    // In no other language could a snippet escape the tests.
    const languages = readFileSync(join(PROJECT, 'README.md'), 'utf8').matchAll(/^ *(?:```|~~~)(\w+)$/gm)
    expect(new Set(Array.from(languages, ([, name]) => name))).toEqual(new Set(['ts', 'sh', 'text']))
    expect(EXAMPLES).toEqual(expect.arrayContaining(['examples/express/README.md', 'examples/koa/README.md']))
  })

  it.each(SNIPPETS)('runs, and prints what it says: $name', async (snippet) => {
    expect(await runSnippet(snippet)).toEqual([])
  })

  it('compiles under strict', () => {
    // Older majors of the frameworks are checked against the built package: test/http/package.test.ts.
    expect(checkSnippets(SNIPPETS.filter(({ aliases }) => Object.keys(aliases).length === 0))).toEqual([])
  })
})

describe('commands of the READMEs', () => {
  it('name scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
    const text = DOCUMENTS.map((path) => readFileSync(join(PROJECT, path), 'utf8')).join('\n')
    const named = Array.from(text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g), ([, a, b]) => a ?? b)
    expect(named).toContain('start')
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })

  it('install this package', () => {
    const { name } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
    const installs = fencesOf('README.md', 'sh').flatMap(({ code }) => code.match(/^npm install .*$/gm) ?? [])
    expect(installs).toEqual([`npm install ${name}`])
  })

  it('print a key that works', () => {
    const commands = fencesOf('README.md', 'sh').flatMap(({ code }) => code.match(/^node .*$/gm) ?? [])
    expect(commands.length).toBe(1)
    const DAYPASS_KEYS = execFileSync('sh', ['-c', commands[0] as string], { encoding: 'utf8' }).trim()
    const links = createLinks({ keys: keysFromEnv({ DAYPASS_KEYS }) })
    expect(links.verify(links.sign('a', 'read', '1h')).keyId).toBe('2026-11')
  })
})

describe('links of the READMEs', () => {
  it.each(DOCUMENTS)('lead to files and headings that exist: %s', (path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8')
    const targets = Array.from(text.matchAll(/\]\((?!https?:)(.*?)\)/g), ([, target = '']) => target)
    const anchors = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => `#${slug(heading)}`)
    expect(targets.filter((target) => target.startsWith('#') && !anchors.includes(target))).toEqual([])
    const files = targets.filter((target) => !target.startsWith('#')).map((target) => target.split('#')[0] as string)
    expect(files.filter((file) => !existsSync(join(PROJECT, path, '..', file)))).toEqual([])
  })
})

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

describe('the harness', () => {
  const snippet = (code: string): Snippet => ({ name: 'x', code, entry: 'daypass', folder: PROJECT, aliases: {} })

  it('sees a line that prints something else, and one that never runs', async () => {
    const code = "console.log('a') // a\nconsole.log('a', 1) // a 2\nif (Date.now() < 0) console.log('a') // a"
    expect(await runSnippet(snippet(code))).toEqual([
      "console.log('a', 1) // a 2 printed: a 1",
      "if (Date.now() < 0) console.log('a') // a printed: nothing",
    ])
  })

  it('passes on what the code throws', async () => {
    await expect(runSnippet(snippet("await Promise.resolve()\nlinks.verify('x')"))).rejects.toThrow('malformed')
  })

  it('sees an error of types, and lends no name that the code declares', () => {
    const wrong = [snippet("const links = 1\nlinks.sign('a', 'read', '1h')"), snippet("links.sign('a', 'read')")]
    expect(checkSnippets(wrong)).toEqual([
      expect.stringContaining("Property 'sign' does not exist on type '1'"),
      expect.stringContaining('Expected 3-4 arguments'),
    ])
  })
})
