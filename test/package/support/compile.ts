import ts from 'typescript'
import { ownDiagnostics } from '../../support/own-diagnostics.ts'

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
}

/** What the compiler says of some files, with no types but those that they import. */
export function compile(files: readonly string[], resolution: 'node16' | 'bundler'): readonly string[] {
  const modules =
    resolution === 'node16'
      ? { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }
      : { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
  const diagnostics = ownDiagnostics(ts.createProgram(files, { ...STRICT, ...modules }))
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
