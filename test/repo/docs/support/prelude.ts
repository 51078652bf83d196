import * as daypass from 'daypass'
import * as express from 'daypass/express'
import * as fastify from 'daypass/fastify'
import * as fetchApi from 'daypass/fetch'
import * as hono from 'daypass/hono'
import * as http from 'daypass/http'
import * as koa from 'daypass/koa'
import * as managed from 'daypass/managed'
import * as node from 'daypass/node'
import * as postgres from 'daypass/postgres'
import * as redis from 'daypass/redis'
import * as sqlite from 'daypass/sqlite'
import * as storeContract from 'daypass/store-contract'
import * as web from 'daypass/web'
import ts from 'typescript'

/** The package's entries, by the names under which they are imported. */
export const ENTRIES: Readonly<Record<string, object>> = {
  daypass,
  'daypass/web': web,
  'daypass/http': http,
  'daypass/express': express,
  'daypass/koa': koa,
  'daypass/fastify': fastify,
  'daypass/hono': hono,
  'daypass/fetch': fetchApi,
  'daypass/node': node,
  'daypass/managed': managed,
  'daypass/redis': redis,
  'daypass/sqlite': sqlite,
  'daypass/postgres': postgres,
  'daypass/store-contract': storeContract,
}

/**
 * What a reader of an excerpt takes for granted: imports of the functions and classes that it uses of `entry` and of `daypass`, and
 * `links` and `managed` with the keys of the environment. What the excerpt imports or declares by itself is left to it.
 */
export function withPrelude(code: string, entry: string): string {
  const { used, declared } = namesOf(code)
  const lacks = (name: string): boolean => used.has(name) && !declared.has(name)
  const own = Object.keys(ENTRIES[entry] ?? {}).filter(lacks)
  const others = Object.keys(daypass).filter((name) => lacks(name) && !own.includes(name))
  const needed = new Map([
    ['daypass', others],
    [entry, own],
  ])
  const imports = Array.from(needed, ([from, names]) => `import { ${names.join(', ')} } from '${from}'\n`)
  const links =
    "import { createLinks as make, keysFromEnv as keys } from 'daypass'\nconst links = make({ keys: keys() })\n"
  const managed =
    "import { keysFromEnv as keysOf } from 'daypass'\nimport { createManagedLinks as manage, memoryStore as memory } from 'daypass/managed'\n" +
    'const managed = manage({ keys: keysOf(), store: memory() })\n'
  return `${imports.join('')}${lacks('links') ? links : ''}${lacks('managed') ? managed : ''}${code}`
}

/** Identifiers of a module: all of them, and those that its top level imports or declares. */
function namesOf(code: string): { readonly used: ReadonlySet<string>; readonly declared: ReadonlySet<string> } {
  const file = ts.createSourceFile('excerpt.ts', code, ts.ScriptTarget.Latest, true)
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text)
    const { name } = node as { readonly name?: ts.Node }
    if (name !== undefined && ts.isIdentifier(name) && isTopLevelDeclaration(node)) declared.add(name.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { used, declared }
}

function isTopLevelDeclaration(node: ts.Node): boolean {
  if (ts.isImportSpecifier(node) || ts.isImportClause(node)) return true
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return ts.isSourceFile(node.parent)
  if (ts.isBindingElement(node)) return isTopLevelDeclaration(node.parent.parent)
  return ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)
}
