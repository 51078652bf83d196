import { join } from 'node:path'
import ts from 'typescript'
import { ownDiagnostics } from '../../../support/own-diagnostics.ts'
import { PROJECT } from '../../../support/project.ts'

/** How a module is found: as bundlers do, as Node does, and as TypeScript did before 4.7, without `exports`. */
export type Resolution = 'Bundler' | 'NodeNext' | 'node10'

const RESOLUTIONS: Readonly<Record<Resolution, ts.CompilerOptions>> = {
  Bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  NodeNext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  node10: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
}

export interface Compiling {
  readonly resolution: Resolution
  readonly strict: boolean
  /** Where packages are whose types are to be used, besides those of Node and the browser. Without it there are none of all these. */
  readonly paths?: Readonly<Record<string, readonly string[]>>
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler reports for some files, and for the declarations of this package that they import. */
export function compile(files: readonly string[], { resolution, strict, paths }: Compiling): readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: paths === undefined ? ['lib.es2022.d.ts'] : ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    strict,
    exactOptionalPropertyTypes: strict,
    esModuleInterop: true,
    skipLibCheck: false,
    noEmit: true,
    types: paths === undefined ? [] : [join(PROJECT, 'node_modules/@types/node')],
    ...(paths !== undefined && { paths: paths as Record<string, string[]> }),
    ...RESOLUTIONS[resolution],
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile
  // Most of the time goes into reading the same declarations again.
  host.getSourceFile = (name, version, ...more) => {
    const key = `${name} ${resolution} ${typeof version === 'object' ? version.impliedNodeFormat : ''}`
    if (!parsed.has(key)) parsed.set(key, read(name, version, ...more))
    return parsed.get(key)
  }
  return ownDiagnostics(ts.createProgram(files, options, host)).map(({ file, start = 0, messageText }) => {
    const at = file?.getLineAndCharacterOfPosition(start).line ?? 0
    return `${file?.text.split('\n')[at]?.trim()}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}
