import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../infra/build.ts'
import { root } from '../run/process.ts'

/** One place of our source, and what a careless hand would have written there. */
export interface Alteration {
  /** From the top of the tree. */
  readonly file: string
  /** What stands there now: exactly once. */
  readonly passage: string
  readonly instead: string
}

/**
 * Bundles a kind of service from altered source; nothing in the product knows of it. Answers what is to be run.
 * @throws when a passage does not stand exactly once in its file, or its file is no part of the program: an altered program is
 *   never silently the healthy one
 */
export async function buildAltered(kind: string, alterations: readonly Alteration[], outdir: string): Promise<string> {
  const altered = new Map<string, string>()
  for (const { file, passage, instead } of alterations) {
    const path = join(root, file)
    const parts = (altered.get(path) ?? readFileSync(path, 'utf8')).split(passage)
    if (parts.length !== 2) throw new Error(`${file} has the passage ${parts.length - 1} times: ${passage}`)
    altered.set(path, parts.join(instead))
  }
  const unread = new Set(altered.keys())
  await bundle(root, join(root, 'services', kind, 'src', 'main.ts'), outdir, (path) => {
    unread.delete(path)
    return altered.get(path) ?? readFileSync(path, 'utf8')
  })
  if (unread.size > 0) throw new Error(`no part of ${kind}: ${[...unread].join(', ')}`)
  return join(outdir, 'main.mjs')
}

/** What the environment of a service needs so that it runs another program at its next start. */
export function running(main: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import ${join(import.meta.dirname, 'other-main.mjs')}`, IHALA_OTHER_MAIN: main }
}
