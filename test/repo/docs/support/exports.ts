import { join } from 'node:path'
import ts from 'typescript'
import { PROJECT } from '../../../support/project.ts'
import { canThrow } from './throwing.ts'

const SOURCES: Readonly<Record<string, string>> = {
  daypass: 'src/index.ts',
  'daypass/web': 'src/web/index.ts',
  'daypass/http': 'src/http/index.ts',
  'daypass/express': 'examples/express/adapter.ts',
  'daypass/koa': 'examples/koa/adapter.ts',
  'daypass/fastify': 'examples/fastify/adapter.ts',
  'daypass/hono': 'examples/hono/adapter.ts',
  'daypass/fetch': 'examples/fetch/adapter.ts',
  'daypass/node': 'examples/node-http/adapter.ts',
  'daypass/managed': 'src/managed/index.ts',
  'daypass/redis': 'src/stores/redis.ts',
  'daypass/sqlite': 'src/stores/sqlite.ts',
  'daypass/postgres': 'src/stores/postgres.ts',
  'daypass/store-contract': 'src/stores/contract.ts',
}

/** Exported interfaces whose functions an application calls; those of all others it provides. */
const HANDED_OUT = ['Links', 'Keyring']

/** What an entry exports, or a function that belongs to what it hands out. */
export interface Exported {
  readonly entry: string
  readonly name: string
  readonly kind: 'function' | 'class' | 'verb' | 'other'
  /** Whether its body can throw; undefined if there is no body to look at. */
  readonly throws: boolean | undefined
  readonly summary: string
  readonly examples: readonly string[]
  readonly throwsTag: string | undefined
}

/** All that the entries export, with its TSDoc. */
export function exportsOfEntries(): readonly Exported[] {
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT)
  const program = ts.createProgram(
    Object.values(SOURCES).map((path) => join(PROJECT, path)),
    options,
  )
  const checker = program.getTypeChecker()
  const seen = new Set<ts.Symbol>() // what daypass/web shares with daypass is described there
  return Object.entries(SOURCES).flatMap(([entry, path]) => {
    const file = checker.getSymbolAtLocation(program.getSourceFile(join(PROJECT, path)) as ts.SourceFile)
    return checker.getExportsOfModule(file as ts.Symbol).flatMap((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      if (seen.has(target)) return []
      seen.add(target)
      const members = HANDED_OUT.includes(target.name)
        ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(target))
        : []
      return [target, ...members].map((one) => describe(checker, entry, one))
    })
  })
}

function describe(checker: ts.TypeChecker, entry: string, symbol: ts.Symbol): Exported {
  const declaration = symbol.declarations?.[0] as ts.Declaration
  const kind = kindOf(declaration)
  const tagsOf = (name: string): readonly string[] =>
    symbol
      .getJsDocTags(checker)
      .filter((tag) => tag.name === name)
      .map(({ text }) => ts.displayPartsToString(text))
  return {
    entry,
    name: kind === 'verb' ? `${(declaration.parent as ts.InterfaceDeclaration).name.text}.${symbol.name}` : symbol.name,
    kind,
    throws: kind === 'function' || kind === 'class' ? canThrow(checker, declaration) : undefined,
    summary: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    examples: tagsOf('example'),
    throwsTag: tagsOf('throws')[0],
  }
}

function kindOf(declaration: ts.Declaration): Exported['kind'] {
  if (ts.isFunctionDeclaration(declaration)) return 'function'
  if (ts.isClassDeclaration(declaration)) return 'class'
  return ts.isPropertySignature(declaration) && declaration.type?.kind === ts.SyntaxKind.FunctionType ? 'verb' : 'other'
}
