import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The style of all worker pages: a text of its own, because nothing stands inside a page that its content security policy would forbid. */
export function workerStyle(): string {
  const text = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8')
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
