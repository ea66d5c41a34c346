import { fold } from '@ihala/policy'

/**
 * One word in the two ways it is compared: `sound`, the same for every script and habit of writing (محمد, Mohammed, Muhammad and
 * Mohamad are one), and `letters`, as it is written in its own script, which tells apart what only sounds alike.
 */
export interface Spelt {
  readonly sound: string
  readonly letters: string
}

/** Latin letters that stand for one Arabic one, the longer first. */
const LATIN_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/tch|tsh|sch|ch|sh/g, 'C'],
  [/kh/g, 'X'],
  [/gh|dj/g, 'g'],
  [/dh/g, 'd'],
  [/th/g, 's'],
  [/ph/g, 'f'],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
]
const LATIN: Readonly<Record<string, string>> = { c: 'k', q: 'k', j: 'g', p: 'b', v: 'f' }

/** Arabic letters, also of Persian and Urdu, by how a Latin hand writes them. Vowels and what a Latin hand leaves out are absent. */
const ARABIC: Readonly<Record<string, string>> = {
  ب: 'b',
  پ: 'b',
  ت: 't',
  ط: 't',
  ٹ: 't',
  ث: 's',
  س: 's',
  ص: 's',
  ج: 'g',
  غ: 'g',
  گ: 'g',
  ح: 'h',
  ه: 'h',
  ہ: 'h',
  ھ: 'h',
  خ: 'X',
  د: 'd',
  ذ: 'd',
  ض: 'd',
  ڈ: 'd',
  ر: 'r',
  ڑ: 'r',
  ز: 'z',
  ظ: 'z',
  ژ: 'z',
  ش: 'C',
  چ: 'C',
  ف: 'f',
  ڤ: 'f',
  ق: 'k',
  ك: 'k',
  ک: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ں: 'n',
  و: 'w',
  ي: 'y',
  ی: 'y',
}

/** “Servant of”, with which a name is written as one word or as two; and before which letters its article is heard as that letter. */
const SERVANT = /(^| )(عبد|abd|abdul|abdel|abdal) (?:(al|el|ul) )?(?=\p{L})/gu
const SUN_LETTER = /\babd[aeu]([drsnz])[ -]?(?=\1)/g
/** The article, and “son of”. */
const NO_WORDS: ReadonlySet<string> = new Set(['al', 'el', 'ul', 'bin', 'ibn', 'bint', 'بن', 'ابن', 'بنت', 'ال'])
/** As many words of one name as are compared. */
const WORDS_AT_MOST = 12

/**
 * The words of a name, in the order they are written; the article, and “son of”, which one writes and another leaves out, are none.
 * @param servant whether “servant of” is one word with what follows it, or stands apart
 */
export function spellings(name: string, servant: 'joined' | 'apart' = 'joined'): Spelt[] {
  // What is not heard at the end of a word is no h, as it would be folded.
  const folded = apart(fold(name.replace(/[ةۃ]/gu, 'ا')))
    .replace(/['’ʼ`ʿʾ]/gu, '')
    .replace(/[^\p{L}]+/gu, ' ')
  const words = (servant === 'joined' ? folded.replace(SUN_LETTER, 'abdul').replace(SERVANT, '$1$2$3') : folded)
    .split(' ')
    .filter((word) => word !== '' && !NO_WORDS.has(word))
  return words.slice(0, WORDS_AT_MOST).map((word) => ({ sound: soundOf(word), letters: lettersOf(word) }))
}

/** Latin letters that do not fall apart into a letter and a mark. */
function apart(text: string): string {
  return text.replace(/[æøœßłđðþı]/g, (letter) => APART[letter] ?? letter)
}
const APART: Readonly<Record<string, string>> = {
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

const isArabic = (word: string): boolean => /^\p{Script=Arabic}/u.test(word)

function lettersOf(word: string): string {
  return once(isArabic(word) ? withoutArticle(word) : word)
}

/** How a word sounds: its consonants, with the vowel it begins with as one letter. Words of other scripts are their letters. */
function soundOf(word: string): string {
  if (isArabic(word)) return skeleton([...quietEnd(withoutArticle(word))].map((letter, at) => arabicSound(letter, at)).join(''))
  if (!/^[a-z]+$/.test(word)) return word
  const grouped = LATIN_GROUPS.reduce((text, [group, one]) => text.replace(group, one), quietEnd(word).replaceAll('x', 'ks'))
  return skeleton(grouped.replace(/[cqjpv]/g, (letter) => LATIN[letter] ?? letter))
}

/** The end of فاطمة that one writes ه and another h, and a third not at all; in a short word it is a letter as any other. */
function quietEnd(word: string): string {
  return word.length < 4 ? word : word.replace(/ه$/, 'ا').replace(/^(...+)ah$/, '$1a')
}

function arabicSound(letter: string, at: number): string {
  const sound = ARABIC[letter]
  if (sound !== undefined) return sound
  // Alef, ain and hamza begin a word like a vowel, and are not heard elsewhere.
  return at === 0 ? 'a' : ''
}

/** Vowels are written by one and not by another: only the first is kept, as one. So are w and y, which are half a vowel. */
function skeleton(sounds: string): string {
  const [first = '', ...rest] = sounds
  const start = /[aeiou]/.test(first) ? 'a' : first
  const heard = once(start + rest.join('').replace(/[aeiouwy]/g, ''))
  // The end of صلاح: heard by one, and not by another.
  return heard.length > 3 || /^[^a]..$/.test(heard) ? heard.replace(/h$/, '') : heard
}

function once(text: string): string {
  return text.replace(/(.)\1+/gu, '$1')
}

/** The article is written on to its word; where that would leave less than three letters it is the word itself. */
function withoutArticle(word: string): string {
  return word.length >= 5 && word.startsWith('ال') ? word.slice(2) : word
}

/** Numbers in a text that may be looked for: of papers and telephones, folded, without what stands between their digits. */
export function numbersIn(text: string): string[] {
  const found = fold(text).match(/[a-z]{0,3}\d[\d\s().-]{2,}\d/gu) ?? []
  return found.map((number) => number.replace(/[^a-z\d]/gu, '').replace(/^00(?=\d{8})/, '')).filter((number) => /\d{4}/.test(number))
}

/** The same text without its numbers, for its words. */
export function withoutNumbers(text: string): string {
  return text.replace(/\+?[A-Za-z]{0,3}\p{Nd}[\p{Nd}\s().-]*/gu, ' ')
}
