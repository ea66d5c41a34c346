import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, WORKER_LANGUAGES } from '@ihala/ui/worker'
import { expect, test } from 'vitest'
import { askHint } from './ask-hint.ts'

const content = (language: string) => ({
  content: { language, wrongs: ['papers-kept' as const], about: 'me' as const, answers: [] },
})

const textsIn = (language: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../packages/ui/src/messages', `${language}.json`), 'utf8'))

test.each(['ar', 'en'])(
  'R-10: whoever asks somebody unknown reads in %s, at the field, in which of the thirteen languages they wrote',
  (language) => {
    const texts = textsIn(language)
    const names = new Intl.DisplayNames([language], { type: 'language' })
    const reading = {
      say: (key: string, values: Readonly<Record<string, string | number>> = {}) =>
        (texts[key] ?? '').replace(/\{(\w+)\}/g, (_place, name: string) => String(values[name])),
      languageName: (code: string) => names.of(code) ?? code,
    }
    const hints = WORKER_LANGUAGES.map((one) => askHint(reading, content(LANGUAGES[one].iso)))
    expect(hints.filter((hint, at) => !hint.includes(names.of(LANGUAGES[WORKER_LANGUAGES[at] ?? 'ar'].iso) ?? '-'))).toEqual([])
    expect(new Set(hints).size).toBe(WORKER_LANGUAGES.length)
    expect(hints.every((hint) => hint.endsWith(` ${texts['report.ask.hint']}`))).toBe(true)
    expect(askHint(reading, { content: null })).toBe(texts['report.ask.hint'])
  },
)
