import type { NeedSection } from '@ihala/contract'
import { Refusal } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertNamesNobody, fold } from './minimisation.ts'

const need = (note?: string): NeedSection => ({
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
  ...(note === undefined ? {} : { note }),
})
const KNOWN = [
  'Sara Invented Tesfaye',
  'سارة تسفاي',
  'EP1234567',
  '+97455512345',
  'Invented Household Contracting Company',
  'Labour camp 7, Street 42, Al Wakrah',
  'José Núñez',
]

function names(note: string, known: readonly string[] = KNOWN): boolean {
  try {
    assertNamesNobody(need(note), known)
    return false
  } catch (error) {
    if (error instanceof Refusal && error.code === 'need-names-person') {
      expect(JSON.stringify(error.facts)).not.toContain(note)
      return true
    }
    throw error
  }
}

describe('before acceptance the text names nobody', () => {
  test.each([
    'Please take Tesfaye tonight',
    'TESFAYE, tonight',
    'tesfaye’s room',
    'Her name is sara.',
    'اسمها سارة',
    'اسمها ســارة',
    'غرفة لسارة الليلة',
    'معها طفل وسارة',
    'ولسارة طلب آخر',
    'اسمها سَارَة',
    'اسمها ساره',
    'Jose Nunez waits',
    'José Núñez waits',
    'ＴＥＳＦＡＹＥ waits',
    'She fled from Al Wakrah',
    'passport EP1234567',
    'passport ep1234567',
    'call 5551 2345',
    'call +974 5551-2345',
    'call ٥٥٥١٢٣٤٥',
    'call ۵۵۵۱ ۲۳۴۵',
    'call (555)12345',
    'write to sara.t@example.org',
    'write to ANY@EXAMPLE.ORG',
    'see https://example.org/profile',
    'she worked at Invented',
  ])('%s', (note) => {
    expect(names(note)).toBe(true)
  })

  test('any name on file, however it is written, between any words', () => {
    const name = fc.constantFrom('Tesfaye', 'سارة', 'Núñez', 'Wakrah')
    const dress = fc.constantFrom(
      (word: string) => word.toUpperCase(),
      (word: string) => word.toLowerCase(),
      (word: string) => word.normalize('NFD'),
      (word: string) => [...word].join('\u200c'),
      (word: string) => `(${word})`,
      (word: string) => `“${word}”،`,
    )
    const words = fc.array(fc.constantFrom('she', 'needs', 'room', 'تحتاج', 'غرفة', '2', '،'), { maxLength: 6 })
    fc.assert(
      fc.property(words, name, dress, words, (before, word, dressed, after) => names([...before, dressed(word), ...after].join(' '))),
    )
  })
})

describe('ordinary text is let through', () => {
  test.each([
    'Two people need beds tonight, one with a small child.',
    'She has worked 14 hours a day for 11 months without leave.',
    'Arrives at 18:30; the driver should be a woman.',
    'From 2025 to 2026 she was paid twice.',
    'The company holds her passport and the camp is far from any street.',
    'Owed 4500 QAR.',
    'He works 7 days a week, and al so at night.',
    'مسارة الحديث عن السيارة',
    'يحتاج إلى سرير الليلة، ويصل الساعة ٦:٣٠ مساءً.',
    'تعمل ١٤ ساعة في اليوم منذ ١١ شهراً دون إجازة.',
    'الشركة تحتجز جوازها، والسكن بعيد عن الشارع.',
    'مترجمة إلى الأمهرية من فضلكم',
  ])('%s', (note) => {
    expect(names(note)).toBe(false)
  })

  test('part of a longer word is not the name', () => {
    expect(names('They are sarahlike', ['Sara'])).toBe(false)
    expect(names('no names here', [])).toBe(false)
  })

  test('no note says nothing', () => {
    expect(() => assertNamesNobody(need(), KNOWN)).not.toThrow()
  })
})

describe('folding', () => {
  test.each([
    ['أحمد', 'احمد'],
    ['إيمان', 'ايمان'],
    ['آمنة', 'امنه'],
    ['مصطفى', 'مصطفي'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['०१२३४५६७८९', '0123456789'],
    ['Ａｂ１', 'ab1'],
    ['Ñúñez', 'nunez'],
    ['مـحـمـد', 'محمد'],
  ])('%s → %s', (value, folded) => {
    expect(fold(value)).toBe(folded)
  })

  test('folding twice is folding once', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => fold(fold(value)) === fold(value)))
  })
})
