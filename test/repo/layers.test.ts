import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { PROJECT } from '../support/project.ts'

const source = join(PROJECT, 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

// From the bottom up. A file may import from its own layer and from those before it.
const LAYERS = [
  ['bytes'],
  ['values', 'one-shot-hmac.ts', 'mac.ts'],
  ['conditions'],
  ['grant.ts', 'format'],
  ['errors.ts', 'keys'],
  ['links'],
  ['index.ts'],
  ['web'],
  ['managed'],
  ['stores'],
  ['http'],
  ['command'],
]

// Each is bundled by itself.
const ENTRIES = [
  'index.ts',
  'web/index.ts',
  'http/index.ts',
  'managed/index.ts',
  'stores/redis.ts',
  'stores/sqlite.ts',
  'stores/postgres.ts',
  'stores/contract.ts',
  'command/index.ts',
]

function importsOf(name: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(source, name), 'utf8'))
  return importedFiles.map(({ fileName }) => fileName)
}

function parse(name: string): ts.SourceFile {
  return ts.createSourceFile(name, readFileSync(join(source, name), 'utf8'), ts.ScriptTarget.Latest)
}

function layerOf(name: string): number {
  return LAYERS.findIndex((layer) => layer.includes(name.split('/')[0] as string))
}

it('every file of the source stands on a layer', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(files.filter((name) => layerOf(name) < 0)).toEqual([])
})

it.each(files)('%s imports nothing from a layer above it', (name) => {
  const relative = importsOf(name).filter((path) => path.startsWith('.'))
  const above = relative.filter((path) => layerOf(join(dirname(name), path)) > layerOf(name))
  expect(above).toEqual([])
})

it.each(files.filter((name) => name.startsWith('http/')))(
  '%s takes the core from the package, and only pure helpers of values',
  (name) => {
    const outside = importsOf(name).filter((path) => path.startsWith('../'))
    expect(outside.filter((path) => !path.startsWith('../values/'))).toEqual([])
  },
)

it.each(files.filter((name) => name.startsWith('stores/')))(
  '%s takes the type of a store from the package, and otherwise only the checks of its arguments and pure helpers of values',
  (name) => {
    const outside = importsOf(name)
      .map((path) => (path.startsWith('.') ? join(dirname(name), path) : path))
      .filter((path) => !path.startsWith('stores/'))
    const allowed = ['daypass/managed', 'managed/store-arguments.ts', 'node:timers/promises']
    expect(outside.filter((path) => !allowed.includes(path) && !path.startsWith('values/'))).toEqual([])
  },
)

it.each(files.filter((name) => name.startsWith('command/')))(
  '%s takes the library from the package, and otherwise only what reads tokens, URLs, settings and times, and asks a store for its birth',
  (name) => {
    const outside = importsOf(name)
      .filter((path) => path.startsWith('.'))
      .map((path) => join(dirname(name), path))
      .filter((path) => !path.startsWith('command/'))
    const allowed = [
      'format/block.ts',
      'format/blocks.ts',
      'format/token.ts',
      'http/log-text.ts',
      'http/parameter-name.ts',
      'http/query.ts',
      'keys/iso-time.ts',
      'links/settings.ts',
      'managed/condition-options.ts',
      'managed/reliable-store.ts',
      'managed/subjects.ts',
    ]
    expect(outside.filter((path) => !allowed.includes(path) && !path.startsWith('values/'))).toEqual([])
  },
)

it('the command loads an entry of the package only when a verb needs it', () => {
  const statically = files
    .filter((name) => name.startsWith('command/'))
    .flatMap((name) =>
      parse(name)
        .statements.filter(ts.isImportDeclaration)
        .map((node) => ({ name, node })),
    )
    .filter(({ node }) => !node.importClause?.isTypeOnly)
    .filter(({ node }) => /^daypass\b/.test((node.moduleSpecifier as ts.StringLiteral).text))
  expect(statically.map(({ name }) => name)).toEqual([])
})

it.each(ENTRIES)('no file that %s imports imports itself through others', (entry) => {
  const done = new Set<string>() // each file once: there are exponentially many paths
  const reach = (name: string, seen: readonly string[]): readonly string[] => {
    if (done.has(name)) return []
    done.add(name)
    return importsOf(name)
      .filter((path) => path.startsWith('.'))
      .map((path) => join(dirname(name), path))
      .flatMap((next) => (seen.includes(next) ? [[...seen, next].join(' > ')] : reach(next, [...seen, next])))
  }
  expect(reach(entry, [entry])).toEqual([])
})

/** All files that one imports, other modules such as node:crypto included. */
function loadedBy(entry: string): readonly string[] {
  const loaded = new Set<string>()
  const load = (name: string): void => {
    if (loaded.has(name)) return
    loaded.add(name)
    if (!files.includes(name)) return
    for (const path of importsOf(name)) load(path.startsWith('.') ? join(dirname(name), path) : path)
  }
  load(entry)
  return [...loaded]
}

it("nothing of managed links, stores, HTTP or Web Crypto is loaded by import 'daypass'", () => {
  const loaded = loadedBy('index.ts')
  expect(loaded).toContain('links/verify.ts')
  expect(loaded.filter((name) => /^(?:managed|stores|http|command|web|daypass)\b/.test(name))).toEqual([])
})

it.each(['web/index.ts', 'http/index.ts'])('nothing of Node is loaded by %s', (entry) => {
  const loaded = loadedBy(entry)
  expect(loaded.length).toBeGreaterThan(20)
  expect(loaded.filter((name) => name.startsWith('node:') || /^(?:one-shot-hmac|mac)\.ts$/.test(name))).toEqual([])
})

it('Web Crypto has the same rules: only the MAC, and the order in which it is awaited, are its own', () => {
  const own = files.filter((name) => name.startsWith('web/'))
  expect(own.toSorted()).toEqual(['create-links', 'index', 'mac', 'narrow', 'verify'].map((name) => `web/${name}.ts`))
  const replaced = ['index.ts', 'links/create-links.ts', 'links/narrow.ts', 'links/sign.ts', 'links/verify.ts']
  const shared = loadedBy('index.ts').filter(
    (name) => files.includes(name) && !/^(?:one-shot-hmac|mac)\.ts$/.test(name),
  )
  expect(loadedBy('web/index.ts')).toEqual(expect.arrayContaining(shared.filter((name) => !replaced.includes(name))))
})

it('only the MAC and the source of random bytes use cryptography of Node', () => {
  const users = files.filter((name) => importsOf(name).some((path) => path.includes('crypto')))
  expect(users.toSorted()).toEqual(['bytes/node.ts', 'mac.ts', 'one-shot-hmac.ts'])
})

it('only the MAC and the helpers for bytes need Node', () => {
  const core = files.filter((name) => !/^(?:http|stores|command)\//.test(name))
  const users = core.filter((name) => {
    // What is in a comment or a message is not used.
    const code = ts
      .createPrinter({ removeComments: true })
      .printFile(parse(name))
      .replace(/`[^`]*`/g, '')
    return importsOf(name).some((path) => path.startsWith('node:')) || /\bBuffer\b/.test(code)
  })
  expect(users.toSorted()).toEqual(['bytes/node.ts', 'mac.ts', 'one-shot-hmac.ts'])
})
