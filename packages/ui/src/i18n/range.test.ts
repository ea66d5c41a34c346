import { expect, test } from 'vitest'
import ar from '../messages/ar.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import { formatOf } from './icu.ts'
import { type Say, sayFrom, textsOf } from './messages.ts'
import { rangeText } from './range.ts'

const saying = (texts: Readonly<Record<string, string>>, language: 'ar' | 'en'): Say => {
  const locale = { language, digits: 'latn' } as const
  const textOf = textsOf({ texts, others: () => undefined }, locale, () => undefined)
  return (key, values) => sayFrom(textOf, locale, () => formatOf)(key, values).replaceAll(/[\u2068\u2069]/g, '')
}
const [arabic, english] = [saying(ar, 'ar'), saying(en, 'en')]

test('a period is said from its first day to its last, and of one day only the day', () => {
  const day = (at: string) => at.slice(0, 10)
  expect(rangeText(english, '2026-07-01', '2026-10-31')).toBe('from 2026-07-01 to 2026-10-31')
  expect(rangeText(english, '2026-02-10T08:00', '2026-02-10T21:00', day)).toBe('2026-02-10')
  expect([rangeText(english, '2026-07-01', undefined), rangeText(english, undefined, '2026-07-01')]).toEqual([
    'from 2026-07-01',
    'until 2026-07-01',
  ])
  expect(rangeText(english, undefined, undefined)).toBe('')
  expect(rangeText(arabic, '21:30', '23:00')).toBe('من 21:30 إلى 23:00')
})

test('in Arabic no range stands with a dash, which is read in the wrong order beside numbers', () => {
  expect(Object.entries(ar).filter(([key, text]) => /[0-9٠-٩]–[0-9٠-٩]/.test(text) && !key.startsWith('digits.'))).toEqual([])
})
