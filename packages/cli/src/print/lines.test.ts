import { EVENT_TYPES } from '@ihala/contract'
import { expect, test } from 'vitest'
import { actWords } from './act.words.ts'
import { PAGE_WORDS } from './dossier.words.ts'
import { isPrintable, leftToRight, ofItsOwn, type Run, setLines, spoken } from './lines.ts'

const measure = ({ text }: Run): number => text.length
const set = (text: string, direction: 'rtl' | 'ltr', width = 1000): string[][] =>
  setLines(text, direction, width, measure).map((line) => line.map(({ text: run }) => run))

test('Arabic runs from the right, what is Latin in it from the left, and a bracket opens to what it holds', () => {
  // From left to right as it is printed; within an Arabic run the letters stand in the order they are read: the shaper turns them.
  const line = ['.(', '12', ' ', 'من', ' ', '3', ' ', 'صفحة', ') ', 'ab-1 c2', ' ', 'الإحالة']
  expect(set(`الإحالة ${leftToRight('ab-1 c2')} (صفحة 3 من 12).`, 'rtl')).toEqual([line])
})

test('a time stays a time, whichever way its paragraph runs', () => {
  const time = '2026-11-22 09:35:51 UTC'
  expect(set(`في ${leftToRight(time)}: تم`, 'rtl')).toEqual([['تم', ' :', time, ' ', 'في']])
  expect(set(`By ${leftToRight(time)}: done`, 'ltr')).toEqual([['By ', time, ': done']])
})

test('an Arabic name in an English line turns itself and nothing beside it', () => {
  expect(set(`1 ${ofItsOwn('دار الأمان')} 2`, 'ltr')).toEqual([['1 ', 'الأمان', ' ', 'دار', ' 2']])
})

test('lines break at spaces, a word that is too long where it must, and nothing is lost', () => {
  expect(set('one two three', 'ltr', 8)).toEqual([['one two'], ['three']])
  expect(set('a 0123456789 b', 'ltr', 4).flat().join('').replaceAll(' ', '')).toBe('a0123456789b')
  expect(set('a 0123456789 b', 'ltr', 4).every((line) => line.join('').length <= 4)).toBe(true)
  const text = `واحد اثنان ${leftToRight('three four')} خمسة، ستة`
  const shown = set(text, 'rtl', 12)
  expect(shown.length).toBe(3)
  expect([...shown.flat().join('')].filter((one) => one !== ' ').sort()).toEqual([...spoken(text)].filter((one) => one !== ' ').sort())
})

test('every word of the pages can be printed, in both languages', () => {
  for (const language of ['ar', 'en'] as const) {
    const words = Object.values(PAGE_WORDS[language]).flatMap((said) => (typeof said === 'object' ? Object.values(said) : [said]))
    const said = words.filter((one) => typeof one === 'string')
    expect(said.length).toBeGreaterThan(30)
    for (const one of [...said, ...EVENT_TYPES.map((evt) => actWords(evt, language)), actWords('something-new', language)])
      expect(isPrintable(spoken(one)), one).toBe(true)
  }
  expect(isPrintable('Care\u202eHouse')).toBe(false)
  expect(isPrintable('ケア')).toBe(false)
})
