// Lines of the core, without blank lines and comments: what a reviewer has to read. Fails beyond the limit.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const LIMIT = 500
const FILES = ['index.ts', 'errors.ts', 'mac.ts']
// What touches a token or a key. Not values/ (what callers may pass), conditions/, narrowing/ and http/.
const FOLDERS = ['keys', 'format', 'links']

const SOURCE = fileURLToPath(new URL('../src', import.meta.url))

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

function coreFiles() {
  const inFolders = FOLDERS.filter((folder) => existsSync(join(SOURCE, folder))).flatMap((folder) =>
    readdirSync(join(SOURCE, folder), { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(folder, name)),
  )
  return [...FILES, ...inFolders]
}

function main() {
  let total = 0
  for (const name of coreFiles()) {
    const lines = countCodeLines(readFileSync(join(SOURCE, name), 'utf8'))
    total += lines
    console.log(`${String(lines).padStart(5)}  src/${name}`)
  }
  console.log(`${String(total).padStart(5)}  in the core, at most ${LIMIT}`)
  if (total > LIMIT) process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
