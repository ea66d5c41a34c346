import { type Chance, oneOf, wholeBetween } from '../../kit/chance.ts'

/** Something by which a person could be found, and the ways it is written. */
export interface Identifier {
  readonly what: 'name' | 'telephone' | 'passport' | 'employer' | 'address' | 'note'
  /** As it is written first, and its variants. */
  readonly forms: readonly [string, ...string[]]
  /** Words of it that nothing else has. */
  readonly words: readonly string[]
}

const PEOPLE = 30
const LATIN = ['ba', 'ke', 'zo', 'mi', 'qu', 'ra', 'vi', 'thu', 'xe', 'no', 'ji', 'wa', 'lo', 'pe', 'gu', 'dha', 'fi', 'ye']
const ARABIC = ['با', 'كي', 'زو', 'مي', 'قو', 'را', 'في', 'ثو', 'خا', 'نو', 'جي', 'وا', 'لو', 'شي', 'غو', 'ضا', 'هي', 'ظو']
const EASTERN = '٠١٢٣٤٥٦٧٨٩'

const eastern = (digits: string): string => digits.replaceAll(/\d/g, (digit) => EASTERN[Number(digit)] ?? digit)
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`

/** T46: three hundred things by which thirty people could be found, in Arabic and Latin. The same for a seed. */
export function identifiersOf(chance: Chance): readonly Identifier[] {
  const taken = new Set<string>()
  const wordOf = (syllables: readonly string[], length: number): string => {
    for (;;) {
      const word = Array.from({ length }, () => oneOf(chance, syllables)).join('')
      if (taken.has(word)) continue
      taken.add(word)
      return word
    }
  }
  const digits = (count: number): string => Array.from({ length: count }, () => wholeBetween(chance, 0, 9)).join('')
  const latin = (): string => capital(wordOf(LATIN, 5))
  const arabic = (): string => wordOf(ARABIC, 4)
  return Array.from({ length: PEOPLE }, () => {
    const [given, family, mine, mineOther] = [latin(), latin(), arabic(), arabic()]
    return [
      name(given, family),
      name(mine, mineOther),
      telephone(`9745${digits(7)}`),
      passport(`QX${digits(7)}`),
      text('employer', latin(), (word) => `${word} Trading & Contracting W.L.L.`),
      text('employer', arabic(), (word) => `شركة ${word} للمقاولات`),
      text('address', latin(), (word) => `Villa 17, ${word} Street, Zone 56`),
      text('address', arabic(), (word) => `شارع ${word}، منطقة ٥٦، بناية ١٧`),
      text('note', latin(), (word) => `She hid her papers behind the ${word} mosque and fears the driver`),
      text('note', arabic(), (word) => `أخفت أوراقها خلف مسجد ${word} وتخاف من السائق`),
    ]
  }).flat()
}

function name(given: string, family: string): Identifier {
  const whole = `${given} ${family}`
  const forms: [string, ...string[]] = [whole, `${family}, ${given}`, whole.toUpperCase(), whole.toLowerCase()]
  return { what: 'name', forms, words: [given, family] }
}

function telephone(digits: string): Identifier {
  return { what: 'telephone', forms: [`+${digits}`, `00${digits}`, grouped(digits), eastern(digits)], words: [digits] }
}

function passport(number: string): Identifier {
  const [letters, digits] = [number.slice(0, 2), number.slice(2)]
  return { what: 'passport', forms: [number, number.toLowerCase(), `${letters} ${digits}`, `${letters}${eastern(digits)}`], words: [] }
}

function text(what: Identifier['what'], word: string, around: (word: string) => string): Identifier {
  return { what, forms: [around(word), around(word).toUpperCase()], words: [word] }
}

/** Every way in which they may stand somewhere, each once. */
export function formsOfAll(identifiers: readonly Identifier[]): string[] {
  return [...new Set(identifiers.flatMap(({ forms, words }) => [...forms, ...words, ...words.map((word) => word.toLowerCase())]))]
}
