import ts from 'typescript'

/**
 * Whether code can throw an error of its own: a `throw` in it, or in a function or class of this project that it calls by name, at any
 * depth. What is caught on the way is not taken into account.
 */
export function canThrow(checker: ts.TypeChecker, start: ts.Node): boolean {
  const seen = new Set<ts.Node>()
  const visit = (node: ts.Node): boolean => {
    if (ts.isThrowStatement(node)) return true
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (bodiesOf(checker, node.expression).some(enter)) return true
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  const enter = (body: ts.Node): boolean => {
    if (seen.has(body)) return false
    seen.add(body)
    return visit(body)
  }
  return enter(start)
}

function bodiesOf(checker: ts.TypeChecker, callee: ts.Expression): readonly ts.Node[] {
  const symbol = checker.getSymbolAtLocation(callee)
  if (symbol === undefined) return []
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (target.declarations ?? []).filter((node) => {
    if (node.getSourceFile().isDeclarationFile) return false
    return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isVariableDeclaration(node)
  })
}
