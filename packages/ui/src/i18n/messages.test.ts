import { expect, test } from 'vitest'
import ar from '../messages/ar.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import { type Catalogue, inDigitsOf, sayFrom } from './messages.ts'

const arabic = sayFrom(ar as Catalogue, { language: 'ar', digits: 'arab' })
const western = sayFrom(ar as Catalogue, { language: 'ar', digits: 'latn' })
const english = sayFrom(en as Catalogue, { language: 'en', digits: 'arab' })

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

test('a text without arguments is said as it stands', () => {
  expect(english('do.not-now')).toBe('Not now')
})

test('digits written in a text follow the setting, the samples of the setting do not', () => {
  const western = inDigitsOf(ar as Catalogue, { language: 'ar', digits: 'latn' })
  expect(western['age-band.18-24']).toBe('18–24')
  expect(western['digits.arab']).toBe('٠١٢٣٤٥٦٧٨٩')
  expect(inDigitsOf(ar as Catalogue, { language: 'ar', digits: 'arab' })['age-band.18-24']).toBe('١٨–٢٤')
})
