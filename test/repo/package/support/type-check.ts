import ts from 'typescript'
import { ownDiagnostics } from '../../../support/own-diagnostics.ts'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  esModuleInterop: true,
  skipLibCheck: false,
  lib: ['lib.es2022.d.ts'],
}
const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says of some files, those that they import included. The lines of code in question stand in the messages. */
export function typeCheck(files: readonly string[], options: Pick<ts.CompilerOptions, 'types' | 'paths'>): string[] {
  const all = { ...OPTIONS, ...options }
  const host = ts.createCompilerHost(all)
  const read = host.getSourceFile
  // Most of the time goes into reading the same declarations again.
  host.getSourceFile = (name, languageVersion, ...more) => {
    const key = `${name} ${typeof languageVersion === 'object' ? languageVersion.impliedNodeFormat : ''}`
    if (!parsed.has(key)) parsed.set(key, read(name, languageVersion, ...more))
    return parsed.get(key)
  }
  const program = ts.createProgram(files, all, host)
  return ownDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const at = file?.getLineAndCharacterOfPosition(start).line ?? 0
    const line = file?.text.split('\n')[at]?.trim()
    return `${file?.fileName}: ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}
