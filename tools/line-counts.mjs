// Lines of code that a reviewer has to read, without blank lines and comments, by what imports what. Fails beyond the ceilings.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const SOURCE = fileURLToPath(new URL('../src', import.meta.url))

/** Each count is that of some files and all that they import. Ceilings are a little above what is: growth is to be decided. */
const COUNTS = [
  {
    what: 'run before the MAC is checked: the request, taking the token apart, the MAC',
    roots: ['values/request.ts', 'format/token.ts', 'mac.ts'],
    ceiling: 405,
  },
  { what: 'decide a verification', roots: ['links/verify.ts'], ceiling: 1310 },
  { what: "are loaded by `import 'daypass'`", roots: ['index.ts'], ceiling: 1935 },
]

/**
 * Lines on which a token of TypeScript stands. A token that takes several lines, such as a template, counts with all of
 * them. The parser finds the tokens, so that comment marks in strings, templates and regular expressions are what they are.
 */
export function countCodeLines(text) {
  const file = ts.createSourceFile('counted.ts', text, ts.ScriptTarget.Latest)
  const lines = new Set()
  const lineAt = (position) => file.getLineAndCharacterOfPosition(position).line
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.EndOfFileToken || ts.isJSDoc(node)) return
    const children = node.getChildren(file)
    for (const child of children) visit(child)
    // An empty list of statements or parameters has no children either, and no text.
    if (children.length > 0 || node.getStart(file) >= node.end) return
    for (let line = lineAt(node.getStart(file)); line <= lineAt(node.end); line++) lines.add(line)
  }
  visit(file)
  return lines.size
}

/** Some files and all that they import for use at run time. What is imported for its types alone decides nothing. */
function closureOf(roots) {
  const found = new Set()
  const visit = (name) => {
    if (found.has(name)) return
    found.add(name)
    for (const path of importsOf(name)) {
      if (path === '#bytes') visit('bytes/node.ts')
      if (path.startsWith('.')) visit(join(dirname(name), path))
    }
  }
  for (const root of roots) visit(root)
  return [...found]
}

function importsOf(name) {
  const file = ts.createSourceFile(name, readFileSync(join(SOURCE, name), 'utf8'), ts.ScriptTarget.Latest)
  return file.statements
    .filter((node) => ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier))
    .filter((node) => !isForTypes(node))
    .map((node) => node.moduleSpecifier.text)
}

function isForTypes(node) {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || areTypes(node.exportClause)
  return node.importClause?.isTypeOnly || areTypes(node.importClause?.namedBindings)
}

function areTypes(names) {
  return names?.elements?.every((element) => element.isTypeOnly) ?? false
}

/** The three counts: what is counted, how many lines in how many files, and the ceiling. */
export function lineCounts() {
  return COUNTS.map(({ what, roots, ceiling }) => {
    const names = closureOf(roots)
    const lines = names.reduce((sum, name) => sum + countCodeLines(readFileSync(join(SOURCE, name), 'utf8')), 0)
    return { what, lines, files: names.length, ceiling }
  })
}

function main() {
  for (const { what, lines, files, ceiling } of lineCounts()) {
    console.log(`Lines that ${what}: ${lines} in ${files} files, at most ${ceiling}`)
    if (lines > ceiling) process.exitCode = 1
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
