import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** A place where a pure package reads the clock, chance or a key: file, 1-based line, what it reads. */
export type Impurity = { file: string; line: number; reads: string }

/** Objects whose harmless members are allowed; the rest of them is the clock or chance. */
const members: Record<string, readonly string[]> = {
  Date: ['now'],
  Math: ['random'],
  Temporal: ['Now'],
}
/** Names that may not be read at all. */
const globals = new Set([
  'crypto',
  'globalThis',
  'performance',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
])

/** Finds what `contract` and `policy` may not do (DESIGN §2): the time, random numbers and ids are arguments there. */
export function findImpurities(file: string, text = readFileSync(file, 'utf8')): Impurity[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Impurity[] = []
  const visit = (node: ts.Node): void => {
    const reads = impurityOf(node)
    if (reads) found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, reads })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function impurityOf(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || !isRead(node)) return undefined
  const { text, parent } = node
  if (globals.has(text)) return text
  const forbidden = members[text]
  if (!forbidden) return undefined
  if (ts.isPropertyAccessExpression(parent)) return forbidden.includes(parent.name.text) ? `${text}.${parent.name.text}` : undefined
  if (text === 'Date' && (ts.isNewExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node) {
    // `new Date(text)` only reads its argument; without one, or called as a function, it reads the clock.
    return ts.isCallExpression(parent) || !parent.arguments?.length ? 'Date()' : undefined
  }
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return undefined
  // Taken apart or passed on, the object carries its clock with it.
  return text
}

/** A name is read when it stands for a value: not as a member, a key, a declaration, an import or a type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false
  if (ts.isShorthandPropertyAssignment(parent)) return true
  const named = parent as { name?: ts.Node; propertyName?: ts.Node }
  return named.name !== node && named.propertyName !== node
}
