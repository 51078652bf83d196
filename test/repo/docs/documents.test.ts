import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks, keysFromEnv } from 'daypass'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { checkSnippets } from './support/check-snippets.ts'
import { fencesOf, joinedSnippetsOf, type Snippet, snippetsOf } from './support/fences.ts'
import { runSnippet } from './support/run-snippet.ts'

const textOf = (path: string): string => readFileSync(join(PROJECT, path), 'utf8')

const DOCS = readdirSync(join(PROJECT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
const PAGES = ['README.md', ...DOCS]
const EXAMPLES = readdirSync(join(PROJECT, 'examples'))
  .map((name) => `examples/${name}/README.md`)
  .filter((path) => existsSync(join(PROJECT, path)) && path !== 'examples/recipes/README.md') // has a run of its own
const DOCUMENTS = [
  ...PAGES,
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  'test/slow/mutation/README.md',
  ...EXAMPLES,
]
const SNIPPETS = [...PAGES.flatMap(snippetsOf), ...EXAMPLES.flatMap(joinedSnippetsOf)]

beforeAll(() => {
  vi.stubEnv('DAYPASS_KEYS', `2026-11:${createKey().secret}`)
})

describe('the TypeScript of the documentation', () => {
  it.each(PAGES)('is found, and nothing escapes the tests in another language: %s', (path) => {
    const marks = textOf(path).match(/^ *(?:```|~~~)ts$/gm) ?? []
    expect(snippetsOf(path).length).toBe(marks.length)
    const languages = Array.from(textOf(path).matchAll(/^ *(?:```|~~~)(\w+)$/gm), ([, name]) => name)
    expect(languages.filter((name) => !['ts', 'sh', 'text'].includes(name as string))).toEqual([])
  })

  it('is found in the examples too', () => {
    expect(EXAMPLES).toEqual(expect.arrayContaining(['examples/express/README.md', 'examples/koa/README.md']))
  })

  it.each(SNIPPETS)('runs, and prints what its comments claim: $name', async (snippet) => {
    expect(await runSnippet(snippet)).toEqual([])
  })

  it('compiles under strict', () => {
    // Older majors of the frameworks are checked against the built package: test/repo/package/http.test.ts.
    expect(checkSnippets(SNIPPETS.filter(({ aliases }) => Object.keys(aliases).length === 0))).toEqual([])
  })
})

describe('the README', () => {
  const text = textOf('README.md')

  it('has at most 200 lines', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
  })

  it('lists every page of docs/', () => {
    expect(DOCS.filter((path) => !text.includes(`](${path})`))).toEqual([])
  })

  it('installs this package', () => {
    const { name } = JSON.parse(textOf('package.json'))
    const installs = fencesOf('README.md', 'sh').flatMap(({ code }) => code.match(/^npm install .*$/gm) ?? [])
    expect(installs).toEqual([`npm install ${name}`])
  })

  it.each([
    ['README.md', /^export DAYPASS_KEYS=.*$/gm, '2026-11'],
    ['docs/keys.md', /^export DAYPASS_KEYS="2026-11:\$\(.*$/gm, '2026-11'],
  ])('and the page of keys set and store keys that work: %s', (page, command, id) => {
    const code = fencesOf(page, 'sh').map((fence) => fence.code)
    const commands = [command, /^echo .*$/gm].flatMap((one) => code.join('\n').match(one) ?? [])
    expect(commands.length).toBe(2)
    const start = 'node --env-file=.env'
    expect(textOf(page)).toContain(start)
    const read = `${start} -p process.env.DAYPASS_KEYS`
    const [set = '', stored] = shell(
      `${commands.join('\n')}\nprintf '%s\\n' "$DAYPASS_KEYS"\nunset DAYPASS_KEYS\n${read}`,
    ).split('\n')
    expect(stored).toBe(set)
    const DAYPASS_KEYS = set
    const links = createLinks({ keys: keysFromEnv({ DAYPASS_KEYS }) })
    expect(links.verify(links.sign('a', 'read', '1h')).keyId).toBe(id)
  })

  it('gives the two commands on lines of their own', () => {
    const lines = fencesOf('README.md', 'sh').flatMap(({ code }) => code.split('\n'))
    expect(lines).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']))
  })
})

describe('commands of the documents', () => {
  it('name scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json'))
    const text = DOCUMENTS.map(textOf).join('\n')
    const named = Array.from(text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g), ([, a, b]) => a ?? b)
    expect(named).toContain('start')
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
    const files = Array.from(
      text.matchAll(/(?:tsx|node) ((?:scripts|tools|examples)\/[\w/.-]+\.(?:ts|mjs))/g),
      ([, file]) => file,
    )
    expect(files).toContain('tools/docs-tables.ts')
    expect(files.filter((file) => !existsSync(join(PROJECT, file as string)))).toEqual([])
  })
})

it.each(PAGES)('names only tests that exist: %s', (path) => {
  const named = Array.from(textOf(path).matchAll(/`(test\/[\w/.-]+)`/g), ([, name]) => name as string)
  expect(named.filter((name) => !existsSync(join(PROJECT, name)))).toEqual([])
})

describe('links of the documents', () => {
  it.each(DOCUMENTS)('lead to files and headings that exist: %s', (path) => {
    const targets = Array.from(textOf(path).matchAll(/\]\((?!https?:)(.*?)\)/g), ([, target = '']) => target)
    const broken = targets.filter((target) => {
      const [file = '', anchor] = target.split('#')
      const found = file === '' ? path : join(path, '..', file)
      if (!existsSync(join(PROJECT, found))) return true
      return anchor !== undefined && !anchorsOf(textOf(found)).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

function anchorsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => slug(heading))
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

function shell(script: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'daypass-docs-'))
  try {
    return execFileSync('sh', ['-c', script], { encoding: 'utf8', cwd })
  } finally {
    rmSync(cwd, { recursive: true })
  }
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
