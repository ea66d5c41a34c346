import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { root } from '../run/process.ts'
import { RULES } from './rules.ts'

const NAMES = Array.from({ length: 19 }, (_, at) => `R-${at + 1}`)
const missing = Object.values(RULES).filter((standing) => 'issue' in standing).length
afterAll(() => figure('rules R-1 to R-19', { rules: NAMES.length, 'held by tests': NAMES.length - missing, 'not yet': missing }))

/** Titles of the tests and groups of a file that run: not of those that are skipped. */
function titlesOf(file: string): Set<string> {
  const titles = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments
      if (title && ts.isStringLiteralLike(title)) titles.add(title.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest))
  return titles
}

/** `test`, `it`, `describe`, also `test.each(…)`; nothing that is skipped or still to be written. */
function isTest(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return ['test', 'it', 'describe'].includes(called.text)
  if (ts.isPropertyAccessExpression(called)) return called.name.text === 'each' && isTest(called.expression)
  return ts.isCallExpression(called) && isTest(called.expression)
}

test('every rule of the domain is in the table, and no other', () => {
  expect(Object.keys(RULES)).toEqual(NAMES)
})

test.each(NAMES)('%s: the tests that hold it are there and name it; or it says which issue brings them', (rule) => {
  const standing = RULES[rule]
  if (!standing) throw new Error('it is not in the table')
  if ('issue' in standing) {
    expect(standing.issue).toBeGreaterThan(0)
    expect(standing.missing).not.toBe('')
    return
  }
  for (const [file, title] of standing.held) {
    expect(existsSync(join(root, file)), file).toBe(true)
    expect(titlesOf(file), `${file}: ${title}`).toContain(title)
    expect(title).toMatch(new RegExp(`\\b${rule}(?:a\\b|\\b)`))
  }
})
