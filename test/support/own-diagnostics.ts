import ts from 'typescript'

/**
 * What the compiler says of all files of a program but the declarations of other packages and of TypeScript: to check those takes most
 * of the time, and whether they are right is not for these tests to find out. `npm run lint` checks them once.
 */
export function ownDiagnostics(program: ts.Program): readonly ts.Diagnostic[] {
  const own = program.getSourceFiles().filter(({ fileName }) => !/\/node_modules\/(?!daypass\/)/.test(fileName))
  return ts.sortAndDeduplicateDiagnostics([
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ])
}
