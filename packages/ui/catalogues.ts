import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Plugin } from 'vite'

type Catalogues = Readonly<Record<string, Readonly<Record<string, string>>>>

const LANGUAGES = ['ar', 'en'] as const
const MESSAGES = join(import.meta.dirname, 'src/messages')

/**
 * What the first screen says, and whoever is not signed in: keys, and beginnings of keys that end in a dot. A text that is missing here
 * is said all the same, later.
 */
export const FIRST_TEXTS = [
  ...['clock.', 'digits.', 'do.', 'fact.', 'facts.', 'kind.', 'need.', 'outcome.', 'print.', 'role.', 'search.', 'severity.'],
  ...['shell.', 'sign-in.', 'signed-in.', 'stage.', 'state.', 'theme.', 'urgency.', 'wait.', 'waiting.', 'waiting-reason.', 'work.'],
  ...['command.open', 'notice.changed', 'nowhere.about', 'settings.digits', 'settings.theme'],
  ...['offline.app', 'offline.count', 'offline.count.none', 'offline.newer', 'offline.no-signal'],
  ...['problem.fault', 'problem.no-answer', 'problem.sign-in-again', 'problem.unknown'],
]

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

/** Whether the first screen says it. The name of a screen (`people.title`) stands in its menu. */
export function isFirstText(key: string): boolean {
  return /^[\w-]+\.title$/.test(key) || FIRST_TEXTS.some((first) => (first.endsWith('.') ? key.startsWith(first) : key === first))
}

/**
 * Divides a catalogue: `ar.json?first` is what the first screen says, `ar.json?others` all else. A slow line then waits for a ninth of
 * it.
 * @public to the build of the pages
 */
export function dividedCatalogues(): Plugin {
  return {
    name: 'divided-catalogues',
    enforce: 'pre',
    resolveId(id) {
      const [, language, part] = /\/(ar|en)\.json\?(first|others)$/.exec(id) ?? []
      return part === undefined ? undefined : join(MESSAGES, `${language}.${part}.js`)
    },
    load(id) {
      const [, language, part] = /^(ar|en)\.(first|others)\.js$/.exec(relative(MESSAGES, id)) ?? []
      if (language === undefined) return undefined
      const texts = Object.entries(catalogueOf(language)).filter(([key]) => isFirstText(key) === (part === 'first'))
      // Read as JSON: in a third of the time it takes as a program.
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(texts)))})`
    },
  }
}

const catalogueOf = (language: string): Record<string, string> => JSON.parse(readFileSync(join(MESSAGES, `${language}.json`), 'utf8'))

/**
 * Refuses to build pages in which some reader would find a text missing.
 * @public to the build of the pages
 */
export function completeCatalogues(): Plugin {
  return {
    name: 'complete-catalogues',
    buildStart() {
      const faults = catalogueFaults(Object.fromEntries(LANGUAGES.map((language) => [language, catalogueOf(language)])))
      if (faults.length > 0) this.error(`the catalogues are not complete:\n${faults.join('\n')}`)
    },
  }
}
