import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WORKER_LANGUAGES, type WorkerLanguage } from './languages.ts'
import { wordsIn } from './words.ts'

const wordsOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'words', `${language}.json`), 'utf8'))
const english = wordsOf('en')
const keys = Object.keys(english).filter((key) => key !== '$about')
const blanks = (text = ''): string[] => [...text.matchAll(/\{[a-z]+\}/g)].map(([blank]) => blank).sort()

/** The script a language is written in: a file that was mixed up with another is found. */
const SCRIPTS: Readonly<Record<WorkerLanguage, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  en: /\p{Script=Latin}/u,
  hi: /\p{Script=Devanagari}/u,
  ur: /\p{Script=Arabic}/u,
  bn: /\p{Script=Bengali}/u,
  ne: /\p{Script=Devanagari}/u,
  ml: /\p{Script=Malayalam}/u,
  ta: /\p{Script=Tamil}/u,
  si: /\p{Script=Sinhala}/u,
  tl: /\p{Script=Latin}/u,
  sw: /\p{Script=Latin}/u,
  am: /\p{Script=Ethiopic}/u,
  fr: /\p{Script=Latin}/u,
}

test.each(WORKER_LANGUAGES)(
  'Q1: %s says all that is said, in its own script, and says of itself that nobody has reviewed it',
  (language) => {
    const words = wordsOf(language)
    expect(Object.keys(words)).toEqual(['$about', ...keys])
    expect(words.$about).toContain('to be reviewed by a native speaker')
    expect(keys.filter((key) => (words[key] ?? '').trim() === '')).toEqual([])
    expect(keys.filter((key) => !SCRIPTS[language].test(words[key] ?? ''))).toEqual([])
    expect(keys.filter((key) => blanks(words[key]).join() !== blanks(english[key]).join())).toEqual([])
  },
)

test('no text was left in English, and no two languages are one', () => {
  const same = WORKER_LANGUAGES.filter((language) => language !== 'en').map((language) => {
    const words = wordsOf(language)
    return keys.filter((key) => words[key] === english[key] && /[a-z]{3}/.test(english[key] ?? ''))
  })
  expect(same.flat()).toEqual([])
  expect(new Set(WORKER_LANGUAGES.map((language) => wordsOf(language).tell)).size).toBe(WORKER_LANGUAGES.length)
})

/**
 * DOMAIN.md, D-5 and Words: what worker pages say, in each language the list has words in. What would betray who reads is looked for in
 * all thirteen where everything that goes out is (T39).
 */
const TERMS: readonly (readonly [WorkerLanguage, key: string, term: RegExp])[] = [
  ['ar', 'tell', /^إبلاغ عن مخالفة$/],
  ['ar', 'role.liaison-officer', /مندوب النقابة المجتمعي/],
  ['ar', 'role.shelter-worker', /مأوى آمن/],
  ['ar', 'protected.person', /مأوى آمن/],
  ['ar', 'outcome.became-case', /(?<!\p{L})ملف(?!\p{L})/u],
  ['ar', 'certificate-title', /^إفادة بتقديم شكوى$/],
  ['en', 'role.liaison-officer', /liaison officer/],
  ['en', 'role.shelter-worker', /shelter/],
  ['en', 'protected.person', /shelter/],
  ['en', 'certificate-title', /complaint/],
]
const NEVER: readonly (readonly [WorkerLanguage, RegExp])[] = [
  ['ar', /(?<!إ)بلاغ|إبلاغ(?! عن مخالفة)|ضابط|ضباط|دار (?:ال)?إيواء|دور (?:ال)?إيواء|قضية|قضايا|مستقدِ?م|جهة (?:ال)?اتصال|كفيل/],
  ['en', /\breports?\b|\banonymous|\bvictims?\b|\bsponsor/i],
]

test.each(TERMS)('DOMAIN.md, Words: %s %s is said as %s', (language, key, term) => {
  expect(wordsOf(language)[key]).toMatch(term)
})

test.each(NEVER)('DOMAIN.md, Words: nothing in %s is %s', (language, never) => {
  expect(Object.entries(wordsOf(language)).filter(([key, text]) => key !== '$about' && never.test(text))).toEqual([])
})

test('T40: the title of every page is a harmless word', () => {
  const titles = WORKER_LANGUAGES.map((language) => wordsOf(language).title)
  expect(titles).toEqual([
    'معلومات',
    'Information',
    'जानकारी',
    'معلومات',
    'তথ্য',
    'जानकारी',
    'വിവരങ്ങൾ',
    'தகவல்',
    'තොරතුරු',
    'Impormasyon',
    'Taarifa',
    'መረጃ',
    'Informations',
  ])
})

test('no line of French ends before its question mark, colon or quotation mark', () => {
  expect(Object.values(wordsOf('fr')).filter((text) => / [?:;!»]|« /.test(text))).toEqual([])
})

test('words that need a value are not said without it', () => {
  expect(() => wordsIn('en')('progress', { n: '1' })).toThrow('need all')
  expect(wordsIn('en')('progress', { n: '1', all: '12' })).toBe('1 of 12')
})
