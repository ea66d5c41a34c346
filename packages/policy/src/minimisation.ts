import { type NeedSection, Refusal } from '@ihala/contract'

/** Text folded for comparison: compatibility form, no marks, lower case, Arabic letter variants as one, digits as ASCII. */
export function fold(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ـ\u200c-\u200f\u2066-\u2069]/gu, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .toLowerCase()
}

function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0
  let zero = point
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && point - zero < 9) zero -= 1
  return (point - zero) % 10
}

const NUMBER = /\d[\d\s().-]{4,}\d/u
const ADDRESS = /[^\s@]+@[^\s@]+\.[^\s@]+|https?:/u

/**
 * DESIGN §7: before acceptance only coded need travels, and at most 500 characters that name neither the person nor a
 * number, employer or place of theirs. `known` are the names, numbers and places on file.
 */
export function assertNamesNobody(need: NeedSection, known: readonly string[]): void {
  if (need.note !== undefined) assertTextNamesNobody(need.note, known, '/need/note')
}

/** As `assertNamesNobody`, of any text that goes where the person may not be named; `field` is where it stands in the request. */
export function assertTextNamesNobody(text: string, known: readonly string[], field: string): void {
  const folded = fold(text)
  if (NUMBER.test(folded) || ADDRESS.test(folded) || namesSomebody(text, known)) throw new Refusal('need-names-person', { field })
}

/** Whether a text holds a word of any of these names, numbers and places. */
export function namesSomebody(text: string, known: readonly string[]): boolean {
  const note = ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  const words = known.flatMap((value) => fold(value).split(/[^\p{L}\p{N}]+/gu))
  return words.some((word) => word.length >= 3 && !COMMON.has(word) && stands(note, word))
}

/** Whether a folded word stands in folded text, also behind the particles that Arabic writes on to it (“to Sara”, “and for Sara”). */
function stands(text: string, word: string): boolean {
  return text.includes(` ${word} `) || (/^\p{Script=Arabic}/u.test(word) && new RegExp(` [وفبكل]{1,2}${word} `, 'u').test(text))
}

/** Words of addresses and company names that name nobody by themselves. */
const COMMON: ReadonlySet<string> = new Set([
  'the',
  'and',
  'for',
  'company',
  'contracting',
  'services',
  'trading',
  'camp',
  'room',
  'street',
  'building',
  'area',
  'near',
  'from',
  'with',
  'labour',
  'work',
  'worker',
  'شركه',
  'شارع',
  'قرب',
])
