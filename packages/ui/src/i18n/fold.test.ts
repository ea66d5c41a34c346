import { expect, test } from 'vitest'
import { fold, hasWords } from './fold.ts'

test.each([
  ['إحالة جديدة', 'احاله جديده'],
  ['الإعدادات', 'الاعدادات'],
  ['مُهِمّات', 'مهمات'],
  ['مســـؤول', 'مسوول'],
  ['٢٠٢٦ ۱', '2026 1'],
  ['Élin', 'elin'],
])('%s is found as %s', (written, typed) => {
  expect(fold(written)).toBe(fold(typed))
})

test('words are found in any order, and in part', () => {
  expect(hasWords('الأشخاص وحقوقهم', 'حقوق اشخاص')).toBe(true)
  expect(hasWords('New referral', 'ref NEW')).toBe(true)
  expect(hasWords('New referral', 'person')).toBe(false)
  expect(hasWords('anything', '  ')).toBe(true)
})
