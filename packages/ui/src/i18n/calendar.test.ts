import { expect, test } from 'vitest'
import { writerOf } from './calendar.ts'

const arabic = writerOf({ language: 'ar', digits: 'arab', timeZone: 'Asia/Qatar' })
const english = writerOf({ language: 'en', digits: 'latn', timeZone: 'Asia/Qatar' })
const at = '2026-03-01T21:30:00.000Z'

test('a day is that of the zone, a calendar date has none', () => {
  expect(english.day(at)).toBe('2 March 2026')
  expect(english.day('2026-03-01')).toBe('1 March 2026')
  expect(arabic.day('2026-03-01')).toBe('١ مارس ٢٠٢٦')
})

test('beside it stands the Umm al-Qura day', () => {
  expect(english.hijri('2026-03-01')).toMatch(/^12 Ramadan 1447/)
  expect(arabic.hijri('2026-03-01')).toMatch(/^١٢ رمضان ١٤٤٧/)
  expect(arabic.hijri('2026-03-01')).toMatch(/١٤٤٧\u00a0\S+$/)
  expect(english.dayInBoth('2026-03-01')).toMatch(/^1 March 2026 \(12 Ramadan 1447.*\)$/)
  expect(arabic.momentInBoth(at)).toMatch(/^٢ مارس ٢٠٢٦.*٠٠:٣٠ \(١٣ رمضان ١٤٤٧.*\)$/)
})

test('how far off is said in the largest fitting unit, never as zero', () => {
  const now = Date.parse(at)
  const later = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  expect(english.away(later(15), now)).toBe('in 15 minutes')
  expect(english.away(later(-125), now)).toBe('2 hours ago')
  expect(english.away(later(0.2), now)).toBe('in 1 minute')
  expect(english.away(later(3 * 24 * 60), now)).toBe('in 3 days')
  expect(arabic.away(later(2 * 60), now)).toBe('خلال ساعتين')
  expect(english.away(later(47 * 60), now)).toBe('in 47 hours')
  // Nobody reads two days where nearly three are left.
  expect(english.away(later(72 * 60 - 1), now)).toBe('in 71 hours')
  expect(english.span(later(-61), now)).toBe('1 hour')
})

test('of the next hours the minutes are said too: nobody reads one hour where nearly two are left', () => {
  const now = Date.parse(at)
  const later = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  expect(english.away(later(119), now)).toBe('in 1 hour 59 minutes')
  expect(english.away(later(60), now)).toBe('in 1 hour')
  expect(english.away(later(6 * 60 + 30), now)).toBe('in 6 hours')
  expect(arabic.away(later(119), now)).toBe('خلال ساعة واحدة و٥٩ دقيقة')
  expect(arabic.away(later(2 * 60 + 2), now)).toBe('خلال ساعتين ودقيقتين')
})

test('money comes from whole minor units', () => {
  expect(english.money(120_000, 'QAR')).toBe('1,200 Qatari riyals')
  expect(english.money(120_050, 'QAR')).toBe('1,200.50 Qatari riyals')
  expect(arabic.money(300, 'QAR')).toMatch(/^٣ ريال/)
  expect(arabic.money(18_500_000, 'NPR')).toMatch(/روبية نيبالية$/)
  expect(arabic.money(18_500_000, 'LKR')).toMatch(/روبية سريلانكية$/)
})

test('languages and countries are named; a code without a name stays a code', () => {
  expect(english.languageName('npi')).toMatch(/Nepali/)
  expect(arabic.languageName('amh')).toBe('الأمهرية')
  expect(english.languageName('qqq')).toBe('qqq')
  expect(english.countryName('ET')).toBe('Ethiopia')
})
