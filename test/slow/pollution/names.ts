import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { PROJECT } from '../../support/project.ts'

const SOURCE = join(PROJECT, 'src')

/** Every name under which the sources of the core could read a member: of accesses, patterns, literals, types and short texts. */
export function namesRead(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  const names = new Set<string>()
  for (const name of files.filter((file) => file.endsWith('.ts') && !file.startsWith('http'))) {
    visit(ts.createSourceFile(name, readFileSync(join(SOURCE, name), 'utf8'), ts.ScriptTarget.Latest, true), names)
  }
  return [...names].sort()
}

function visit(node: ts.Node, names: Set<string>): void {
  if (ts.isPropertyAccessExpression(node)) names.add(node.name.text)
  else if (ts.isBindingElement(node)) add(node.propertyName ?? node.name, names)
  else if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) add(node.name, names)
  else if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) add(node.name, names)
  else if (ts.isStringLiteral(node)) add(node, names)
  ts.forEachChild(node, (child) => visit(child, names))
}

function add(name: ts.Node, names: Set<string>): void {
  if ((ts.isIdentifier(name) || ts.isStringLiteral(name)) && /^[A-Za-z_]\w{0,30}$/.test(name.text)) names.add(name.text)
}
