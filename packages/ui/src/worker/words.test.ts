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

test('T39: the Arabic never says بلاغ alone, nor what else would betray who reads', () => {
  const text = Object.values(wordsOf('ar')).join('\n')
  expect(text.match(/(?<!إ)بلاغ|شرطة|مجهول|ضحية|اتجار/g)).toBeNull()
  expect(text.match(/إبلاغ(?! عن مخالفة)/g)).toBeNull()
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
