import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Alteration } from './receiver/alterations.ts'

const root = join(import.meta.dirname, '..', '..')
const MARK = 'altered'
const PACKAGES = pathToFileURL(join(root, 'packages')).href
/** Each imports only what stands before it (DESIGN §2). */
const LADDER = ['contract', 'policy', 'seal', 'ledger', 'exchange']

const stepOf = (place: string): number => LADDER.findIndex((name) => place.includes(`packages/${name}/`))

/** Loads sources with one check switched off, as often as there are alterations. */
export interface AlteredSources {
  /** Specifier of a module that stands on the sources of one alteration. */
  readonly specifier: (module: string, at: number) => string
  /** Throws when a place of an alteration was not loaded: it tells of nothing. */
  readonly assertRead: (at: number) => void
}

/**
 * From now on this process loads, beside the sources as they are, those with an alteration: its own package, all that stand on it,
 * and what lies in `folder`.
 */
export function alteredSources(alterations: readonly Alteration[], folder: string): AlteredSources {
  const within = pathToFileURL(folder).href
  const isAffected = (url: string, { places }: Alteration): boolean => {
    if (url.startsWith(within)) return true
    return url.startsWith(PACKAGES) && !url.includes('/node_modules/') && stepOf(url) >= Math.min(...places.map(({ file }) => stepOf(file)))
  }
  const unread = new Set(alterations.flatMap(({ places }, at) => places.map(({ file }) => `${at} ${file}`)))
  registerHooks({
    // What stands on an altered module is loaded anew beside it.
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context)
      const mark = context.parentURL?.split(`?${MARK}=`)[1]
      const alteration = mark === undefined ? undefined : alterations[Number(mark)]
      if (!alteration || !isAffected(resolved.url, alteration)) return resolved
      return { ...resolved, url: `${resolved.url}?${MARK}=${mark}` }
    },
    load: (url, context, next) => {
      const [place = '', mark] = url.split(`?${MARK}=`)
      const alteration = mark === undefined ? undefined : alterations[Number(mark)]
      if (!alteration) return next(url, context)
      const source = sourceOf(fileURLToPath(place), alteration, (file) => unread.delete(`${mark} ${file}`))
      return { format: 'module', source, shortCircuit: true }
    },
  })
  return {
    specifier: (module, at) => `${module}?${MARK}=${at}`,
    assertRead: (at) => {
      for (const { file } of alterations[at]?.places ?? [])
        if (unread.has(`${at} ${file}`)) throw new Error(`no part of what was tried: ${file}`)
    },
  }
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
