/**
 * Runs the attacks against the receiver with each of its checks switched off in turn, and prints what caught each: one JSON
 * line per alteration. A process of its own, because it loads the sources many times. `--all` tries every attack on every one.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Surprise } from './all-attacks.ts'
import { ALTERATIONS, type Alteration } from './alterations.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const MARK = 'altered'
const PACKAGES = pathToFileURL(join(root, 'packages')).href
const ATTACKERS = pathToFileURL(import.meta.dirname).href
/** Each imports only what stands before it (DESIGN §2). */
const LADDER = ['contract', 'policy', 'seal', 'ledger', 'exchange']

const stepOf = (place: string): number => LADDER.findIndex((name) => place.includes(`packages/${name}/`))
/** What an altered source changes: its own package, all that stand on it, and the attacks. */
function isAffected(url: string, { places }: Alteration): boolean {
  if (url.startsWith(ATTACKERS)) return true
  return url.startsWith(PACKAGES) && !url.includes('/node_modules/') && stepOf(url) >= Math.min(...places.map(({ file }) => stepOf(file)))
}

const stripped = new Map<string, string>()
/** The source of a module, as Node runs it. */
function sourceOf(path: string, { places }: Alteration, read: (file: string) => void): string {
  const here = places.filter(({ file }) => path === join(root, file))
  if (here.length === 0) {
    const known = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'))
    stripped.set(path, known)
    return known
  }
  const altered = here.reduce(
    (text, { file, passage, instead }) => {
      const parts = text.split(passage)
      if (parts.length !== 2) throw new Error(`${file} has the passage ${parts.length - 1} times: ${passage}`)
      read(file)
      return parts.join(instead)
    },
    readFileSync(path, 'utf8'),
  )
  return stripTypeScriptTypes(altered)
}

const unread = new Set(ALTERATIONS.flatMap(({ places }, at) => places.map(({ file }) => `${at} ${file}`)))
registerHooks({
  // What stands on an altered module is loaded anew beside it.
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context)
    const mark = context.parentURL?.split(`?${MARK}=`)[1]
    const alteration = mark === undefined ? undefined : ALTERATIONS[Number(mark)]
    if (!alteration || !isAffected(resolved.url, alteration)) return resolved
    return { ...resolved, url: `${resolved.url}?${MARK}=${mark}` }
  },
  load: (url, context, next) => {
    const [place = '', mark] = url.split(`?${MARK}=`)
    const alteration = mark === undefined ? undefined : ALTERATIONS[Number(mark)]
    if (!alteration) return next(url, context)
    const source = sourceOf(fileURLToPath(place), alteration, (file) => unread.delete(`${mark} ${file}`))
    return { format: 'module', source, shortCircuit: true }
  },
})

/** What one altered receiver did otherwise. */
export interface Caught {
  readonly at: number
  readonly surprises: readonly Surprise[]
}

const all = process.argv.includes('--all')
for (const [at, { places }] of ALTERATIONS.entries()) {
  const { attackAll }: typeof import('./all-attacks.ts') = await import(`./all-attacks.ts?${MARK}=${at}`)
  const surprises = await attackAll(places[0]?.file, all)
  for (const { file } of places) if (unread.has(`${at} ${file}`)) throw new Error(`no part of the receiver: ${file}`)
  console.log(JSON.stringify({ at, surprises } satisfies Caught))
}
