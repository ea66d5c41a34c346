import { expect, test } from 'vitest'
import { likeness, piecesOf, tokenOf, tokensIn, wantedIn } from './search.ts'
import { numbersIn, spellings } from './spelling.ts'

const KEY = Buffer.alloc(32, 7)
const person = (own: string, more: Partial<{ latin: string; passport: string; residencePermit: string }> = {}) => {
  const { latin = own, ...papers } = more
  const pieces = piecesOf({ category: 'identity', content: { names: { latin, own }, sex: 'female', ...papers } })
  return new Set(pieces.map((piece) => tokenOf(KEY, piece)))
}
const reached = (telephone: string) =>
  new Set(piecesOf({ category: 'contact', content: { telephone } }).map((piece) => tokenOf(KEY, piece)))
/** How alike what is typed is to a person; of their tokens only those that are looked for are told. */
const alike = (typed: string, has: ReadonlySet<string>): number => {
  const wanted = wantedIn(typed, KEY)
  return likeness(wanted, new Set(tokensIn(wanted).filter((token) => has.has(token))))
}

/** One name in many hands, Arabic and Latin. */
const SAME: readonly (readonly string[])[] = [
  ['محمد', 'مُحَمَّد', 'محـــمد', 'Mohammed', 'Muhammad', 'Mohamad', 'Mohamed', 'MOHAMMAD', 'Mohámmed'],
  ['أحمد', 'احمد', 'إحمد', 'Ahmed', 'Ahmad', 'Ahmet'.replace('t', 'd')],
  ['فاطمة', 'فاطمه', 'Fatima', 'Fatimah', 'Fatma', 'Faatima'],
  ['سارة', 'ساره', 'سارا', 'Sara', 'Sarah'],
  ['عبد الله', 'عبدالله', 'Abdullah', 'Abdallah', 'Abd Allah', 'Abdulla'],
  ['عبد الرحمن', 'عبدالرحمن', 'Abdulrahman', 'Abdul Rahman', 'Abd al-Rahman', 'Abdel Rahman', 'Abdur Rahman'],
  ['يوسف', 'Yusuf', 'Youssef', 'Yousuf', 'Yosef'],
  ['علي', 'على', 'Ali', 'Aly'],
  ['عائشة', 'عايشه', 'Aisha', 'Aicha', 'Ayesha', "'A'isha"],
  ['إبراهيم', 'ابراهيم', 'Ibrahim', 'Ebrahim', 'Ibraheem'],
  ['عثمان', 'Othman', 'Osman', 'Usman', 'Uthman'],
  ['خالد', 'Khalid', 'Khaled'],
  ['نوح', 'Nuh', 'Noah'],
  ['شيماء', 'شيما', 'Shaima', 'Chaimaa', 'Shaymaa'],
  ['مصطفى', 'مصطفي', 'Mustafa', 'Mostafa', 'Moustapha'],
  ['الحسن', 'حسن', 'al-Hasan', 'Hassan', 'El Hassan'],
  ['قاسم', 'Qasim', 'Kassem', 'Qassem'],
  ['جمال', 'Jamal', 'Gamal', 'Djamal'],
  ['ثابا', 'Thapa'],
  ['پریا', 'بريا', 'Priya', 'Priyaa'],
  ['Ngọc', 'Ngoc'],
  ['Łucja', 'Lucja'],
]
test.each(SAME.map((hands) => [hands[0] ?? '', hands] as const))('DESIGN §11: %s is found however it is spelt', (_name, hands) => {
  for (const written of hands)
    for (const typed of hands) expect([written, typed, alike(typed, person(written)) > 0]).toEqual([written, typed, true])
})

/** Names that are near to the eye or the ear, and other names. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['محمد', 'أحمد'],
  ['Mohammed', 'Ahmed'],
  ['Mohammed', 'أحمد'],
  ['Sara', 'Samira'],
  ['سارة', 'سميرة'],
  ['Hirut', 'Hiwot'],
  ['Suman', 'Salman'],
  ['خالد', 'وليد'],
  ['Fatima', 'Karima'],
  ['Grace', 'Gloria'],
  ['يوسف', 'Yasmin'],
  ['Khalid', 'Halima'],
  ['Bekele', 'Kebede'],
]
test.each(OTHERS)('%s does not find %s, nor the other way', (one, other) => {
  expect([alike(one, person(other)), alike(other, person(one))]).toEqual([0, 0])
})

test('every word that is typed must be theirs; the last may not be whole yet', () => {
  const hers = person('ሂሩት በቀለ', { latin: 'Hirut Bekele Tesfaye' })
  for (const typed of ['hirut', 'Bekele Hirut', 'hirut bek', 'tesf', 'Hiroot Bekelle', 'ሂሩት'])
    expect([typed, alike(typed, hers) > 0]).toEqual([typed, true])
  for (const typed of ['Hirut Kebede', 'Hirut Bekele Desta', 'x', '??', '  ']) expect([typed, alike(typed, hers)]).toEqual([typed, 0])
  expect(alike('Hassan', person('Hassan'))).toBeGreaterThan(alike('Hassan', person('Hussein')))
  expect(alike('عبد الله', person('عبد الله'))).toBeGreaterThan(alike('عبد الله', person('عبد الكريم')))
  expect(alike('Mohammed', person('Mohammed'))).toBeGreaterThan(alike('Mohammed', person('Mahmoud')))
})

test('a number is found in both sets of digits, with and without its country, by its end, and never by another that is like it', () => {
  const hers = reached('+97455504130')
  for (const typed of ['+974 5550 4130', '0097455504130', '55504130', '٥٥٥٠٤١٣٠', '۵۵۵۰ ۴۱۳۰', '5550-4130', '055504130', '4130'])
    expect([typed, alike(typed, hers)]).toEqual([typed, 1])
  for (const typed of ['55504131', '5550413', '413', '4131', '974']) expect([typed, alike(typed, hers)]).toEqual([typed, 0])
  const papers = person('Hirut', { passport: 'EP1234567', residencePermit: '28835400123' })
  for (const typed of ['EP1234567', 'ep1234567', '1234567', '28835400123', '0123', 'Hirut 4567'])
    expect([typed, alike(typed, papers) > 0]).toEqual([typed, true])
  for (const typed of ['EP1234568', 'Sara 4567', 'Hirut 4568']) expect([typed, alike(typed, papers)]).toEqual([typed, 0])
  expect(numbersIn('R-000123, not a number of a person')).toEqual(['000123'])
})

test('what is kept is blinded: another key makes other tokens, and no piece stands in them', () => {
  const pieces = piecesOf({ category: 'identity', content: { names: { latin: 'Hirut Bekele' }, sex: 'female' } })
  const [one, other] = [KEY, Buffer.alloc(32, 8)].map((key) => new Set(pieces.map((piece) => tokenOf(key, piece))))
  expect(one?.size).toBe(pieces.length)
  expect([...(one ?? [])].filter((token) => other?.has(token))).toEqual([])
  for (const token of one ?? []) expect(token).toMatch(/^[0-9a-f]{16}$/)
})

test('a long name is bounded, and no text makes it fault', () => {
  expect(spellings('a '.repeat(500))).toHaveLength(12)
  for (const odd of ['', '\u0000', '🙂🙂', '\u064b\u064b', 'ـــ', '٪٪', 'a'.repeat(100), '\ud800', "'", '-'.repeat(100)])
    expect(Number.isFinite(alike(odd, person('Sara')))).toBe(true)
})
