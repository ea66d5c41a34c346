import { expect, test } from 'vitest'
import ar from '../messages/ar.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import { type FormatOf, formatOf } from './icu.ts'
import { isolate } from './isolate.ts'
import type { Locale } from './locale.ts'
import { type Say, sayFrom, textsOf } from './messages.ts'

const saying = (
  texts: Readonly<Record<string, string>>,
  locale: Pick<Locale, 'language' | 'digits'>,
  formats: () => FormatOf = () => formatOf,
): Say =>
  sayFrom(
    textsOf({ texts, others: () => undefined }, locale, () => undefined),
    locale,
    formats,
  )
const arabic = saying(ar, { language: 'ar', digits: 'arab' })
const western = saying(ar, { language: 'ar', digits: 'latn' })
const english = saying(en, { language: 'en', digits: 'arab' })

const isolatedOf = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolate(value)]))

test('a name put into a sentence is isolated', () => {
  expect(arabic('work.from', { partner: 'ITF liaison office' })).toBe('من \u2068ITF liaison office\u2069')
})

test.each([
  [0, 'بلا قضايا'],
  [1, 'قضية واحدة'],
  [2, 'قضيتان'],
  [3, '٣ قضايا'],
  [11, '١١ قضية'],
  [100, '١٠٠ قضية'],
])('Arabic counts %i in its own form and digits', (count, text) => {
  expect(arabic('lawyers.count', { count })).toBe(text)
})

test('digits follow the setting in Arabic, and English keeps its own', () => {
  expect(western('lawyers.count', { count: 3 })).toBe('3 قضايا')
  expect(english('lawyers.count', { count: 3 })).toBe('3 cases')
})

test('what only names its values is said at once, as ICU says it; what counts waits for what comes later', () => {
  const waits: () => FormatOf = () => {
    throw new Error('waits')
  }
  for (const [language, texts] of [
    ['ar', ar],
    ['en', en],
  ] as const) {
    const locale = { language, digits: 'arab' } as const
    const [soon, later] = [saying(texts, locale, waits), saying(texts, locale)]
    const values = { partner: 'ITF', away: 'خلال ٣ ساعات', code: 'x-1', id: '7' }
    for (const key of ['work.from', 'clock.due', 'problem.unknown', 'problem.fault'] as const) {
      expect(soon(key, values)).toBe(String(formatOf(texts[key], 'ar').format(isolatedOf(values))))
      expect(later(key, values)).toBe(soon(key, values))
    }
    expect(() => soon('lawyers.count', { count: 3 })).toThrow('waits')
    expect(() => soon('work.from', {})).toThrow('partner')
  }
})

test('a text without arguments is said as it stands', () => {
  expect(english('do.not-now')).toBe('Not now')
})

test('digits written in a text follow the setting, the samples of the setting do not', () => {
  expect(western('age-band.18-24')).toBe('من 18 إلى 24')
  expect(western('digits.arab')).toBe('٠١٢٣٤٥٦٧٨٩')
  expect(arabic('age-band.18-24')).toBe('من ١٨ إلى ٢٤')
})

test('a text that has not come yet is waited for, and said once it has', () => {
  const texts: Record<string, string> = {}
  const coming = Promise.resolve()
  const waited: Promise<void>[] = []
  const textOf = textsOf({ texts, others: () => coming }, { language: 'en', digits: 'latn' }, (wait) => waited.push(wait))
  expect(textOf('do.not-now')).toBeUndefined()
  expect(waited).toEqual([coming])
  texts['do.not-now'] = en['do.not-now']
  expect(textOf('do.not-now')).toBe('Not now')
  expect(waited).toHaveLength(1)
})

test('a code without a word, once all texts are here, is waited for no longer', () => {
  const textOf = textsOf({ texts: en, others: () => undefined }, { language: 'en', digits: 'latn' }, () => expect.fail('waited'))
  expect(textOf('kind.embassy-of-nowhere')).toBeUndefined()
})
