import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

type Catalogues = Readonly<Record<string, Readonly<Record<string, string>>>>

const LANGUAGES = ['ar', 'en'] as const
/** What every catalogue says of itself: what it is, and who has yet to review it. */
const ABOUT_ITSELF = ['$about', '$review'] as const

/** What is wrong with catalogues that shall say the same in several languages; none when nothing is. */
export function catalogueFaults(catalogues: Catalogues): readonly string[] {
  const keys = [...new Set([...ABOUT_ITSELF, ...Object.values(catalogues).flatMap((texts) => Object.keys(texts))])].sort()
  return Object.entries(catalogues).flatMap(([language, texts]) =>
    keys.flatMap((key) => {
      const text = texts[key]
      if (text === undefined) return [`${language} lacks ${key}`]
      return text.trim() === '' ? [`${language} has no text for ${key}`] : []
    }),
  )
}

/**
 * Refuses to build pages in which some reader would find a text missing.
 * @public to the build of the pages
 */
export function completeCatalogues(): Plugin {
  return {
    name: 'complete-catalogues',
    buildStart() {
      const read = (language: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'src/messages', `${language}.json`), 'utf8'))
      const faults = catalogueFaults(Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])))
      if (faults.length > 0) this.error(`the catalogues are not complete:\n${faults.join('\n')}`)
    },
  }
}
