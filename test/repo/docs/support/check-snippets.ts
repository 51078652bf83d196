import { join } from 'node:path'
import ts from 'typescript'
import { ownDiagnostics } from '../../../support/own-diagnostics.ts'
import { PROJECT } from '../../../support/project.ts'
import type { Snippet } from './fences.ts'
import { withPrelude } from './prelude.ts'

// An excerpt may leave a result unused; and nothing is written.
const RELAXED: ts.CompilerOptions = { noUnusedLocals: false, noUnusedParameters: false, isolatedDeclarations: false }

const PATHS = {
  daypass: ['./src/index.ts'],
  'daypass/web': ['./src/web/index.ts'],
  'daypass/http': ['./src/http/index.ts'],
  'daypass/express': ['./examples/express/adapter.ts'],
  'daypass/koa': ['./examples/koa/adapter.ts'],
  'daypass/fastify': ['./examples/fastify/adapter.ts'],
  'daypass/hono': ['./examples/hono/adapter.ts'],
  'daypass/fetch': ['./examples/fetch/adapter.ts'],
  'daypass/node': ['./examples/node-http/adapter.ts'],
  'daypass/managed': ['./src/managed/index.ts'],
  'daypass/redis': ['./src/stores/redis.ts'],
  'daypass/sqlite': ['./src/stores/sqlite.ts'],
  'daypass/postgres': ['./src/stores/postgres.ts'],
  'daypass/store-contract': ['./src/stores/contract.ts'],
  jsonwebtoken: ['./test/repo/docs/support/jsonwebtoken.ts'],
  multer: ['./test/repo/docs/support/multer.ts'],
}

// Most of the time goes into reading the same declarations again.
const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says of snippets, under the options of this project. They are modules that exist in memory alone. */
export function checkSnippets(snippets: readonly Snippet[]): readonly string[] {
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['x.ts'] }, ts.sys, PROJECT)
  const given = { ...options, ...RELAXED, declaration: false, paths: PATHS }
  const files = new Map(
    snippets.map(({ code, folder, entry }, i) => {
      return [join(folder, `snippet-${i}.ts`), `${withPrelude(code, entry)}\nexport {}\n`]
    }),
  )
  const host = ts.createCompilerHost(given)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.getSourceFile = (name, target, ...more) => {
    const text = files.get(name)
    if (text !== undefined) return ts.createSourceFile(name, text, target)
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, target, ...more))
    return parsed.get(name)
  }
  const diagnostics = ownDiagnostics(ts.createProgram([...files.keys()], given, host))
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split('\n').length ?? 0
    return `${file?.text.split('\n')[line - 1]?.trim()}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}
