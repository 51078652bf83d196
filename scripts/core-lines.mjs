// Lines of the core, without blank lines and comments: what a reviewer has to read. Fails beyond the limit.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const CORE_LIMIT = 550
const PACKAGE_LIMIT = 1500
const FILES = ['index.ts', 'errors.ts', 'mac.ts']
// Beside it: values/ (what callers may pass, and alphabets), conditions/ and narrowing/, which the second limit holds.
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

/** A file of the source and all that it imports, types included: what a reviewer would have to read to follow it. */
function closureOf(name, found = new Set()) {
  if (found.has(name)) return found
  found.add(name)
  const { importedFiles } = ts.preProcessFile(readFileSync(join(SOURCE, name), 'utf8'))
  for (const { fileName } of importedFiles)
    if (fileName.startsWith('.')) closureOf(join(dirname(name), fileName), found)
  return found
}

function report(what, names, limit) {
  const counts = names.map((name) => countCodeLines(readFileSync(join(SOURCE, name), 'utf8')))
  const total = counts.reduce((sum, lines) => sum + lines, 0)
  console.log(`${what}: ${total} lines in ${names.length} files, at most ${limit}`)
  if (total > limit) process.exitCode = 1
}

function main() {
  report('The core (errors, MAC, keys, format, links, index)', coreFiles(), CORE_LIMIT)
  report('All of `daypass` (index.ts and all that it imports)', [...closureOf('index.ts')], PACKAGE_LIMIT)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
