import { createHmac } from 'node:crypto'
import type { Category, SectionOf } from '@ihala/contract'
import { numbersIn, type Spelt, spellings, withoutNumbers } from './spelling.ts'

/** Categories in which a name or a number stands by which somebody is looked for. */
export const SEARCHED = ['identity', 'contact', 'safe-contact'] as const satisfies readonly Category[]
export type Searched = (typeof SEARCHED)[number]

/** Whether something is looked for in a category. */
export function isSearched(category: Category): category is Searched {
  return SEARCHED.some((one) => one === category)
}

/** Bytes of a token: so many that two are not the same by chance, and no more, for there are many. */
const TOKEN_BYTES = 8
/** A number is found by its last so many digits, or more. */
const SHORTEST_NUMBER = 4
/** How many of its tokens somebody must have of a text to be found by it, 0 to 1. */
const ALIKE = 0.7
/** What the sound of a word counts where its letters are known too. */
const BY_SOUND = 0.6

/** The token of a piece of a name or number under the key of this organisation, hex: what it was cannot be read from it. */
export function tokenOf(key: Uint8Array, piece: string): string {
  return createHmac('sha256', key).update(piece).digest().subarray(0, TOKEN_BYTES).toString('hex')
}

/** The pieces of three of a word: its beginning weighs more than its end, which may not be typed yet. */
function trigrams(word: string): { readonly body: string[]; readonly end: string } {
  const padded = [...`  ${word}`]
  return { body: padded.slice(2).map((_, at) => padded.slice(at, at + 3).join('')), end: `${padded.slice(-2).join('')} ` }
}

const sounds = ({ sound }: Spelt) => trigrams(sound)
const letters = ({ letters: written }: Spelt) => trigrams(written)
const all = (kind: 's' | 'l', { body, end }: ReturnType<typeof trigrams>) => [...body, end].map((piece) => `${kind}:${piece}`)

const named = (text: string | undefined): string[] =>
  text === undefined
    ? []
    : [...spellings(text), ...spellings(text, 'apart')].flatMap((word) => [...all('s', sounds(word)), ...all('l', letters(word))])

/** Every end of a number that is long enough to be looked for. */
function endsOf(text: string | undefined): string[] {
  return text === undefined
    ? []
    : numbersIn(text).flatMap((number) => Array.from({ length: number.length - SHORTEST_NUMBER + 1 }, (_, at) => `n:${number.slice(at)}`))
}

/** What somebody is found by in one section: pieces of their names in each spelling, and their numbers. */
export function piecesOf(section: { [C in Searched]: { readonly category: C; readonly content: SectionOf<C> } }[Searched]): string[] {
  const { category, content } = section
  switch (category) {
    case 'identity':
      return [
        ...new Set([
          ...named(content.names.latin),
          ...named(content.names.own),
          ...[content.passport, content.residencePermit].flatMap(endsOf),
        ]),
      ]
    case 'contact':
    case 'safe-contact':
      return [...new Set(endsOf(content.telephone))]
    default:
      return category satisfies never
  }
}

/** What somebody looks for, taken apart; each word and number is weighed by itself. */
export interface Wanted {
  readonly words: readonly { readonly sound: readonly string[]; readonly soundEnd: string; readonly letters: readonly string[] }[]
  /** Each number, and its ends that are long enough to tell one telephone from another. */
  readonly numbers: readonly (readonly string[])[]
}

/** A telephone is the same with and without its country, not with fewer digits than this. */
const TELEPHONE = 7

/** Takes apart what was typed. `key` blinds each piece. */
export function wantedIn(text: string, key: Uint8Array): Wanted {
  const blind = (kind: 's' | 'l' | 'n') => (piece: string) => tokenOf(key, `${kind}:${piece}`)
  const words = spellings(withoutNumbers(text)).map((word) => {
    const { body, end } = sounds(word)
    return { sound: body.map(blind('s')), soundEnd: blind('s')(end), letters: letters(word).body.map(blind('l')) }
  })
  const numbers = numbersIn(text).map((number) =>
    [number, ...Array.from({ length: Math.max(0, number.length - TELEPHONE) }, (_, at) => number.slice(at + 1))].map(blind('n')),
  )
  return { words, numbers }
}

/** All tokens that are looked for. */
export function tokensIn({ words, numbers }: Wanted): string[] {
  return [...new Set([...words.flatMap(({ sound, soundEnd, letters: written }) => [...sound, soundEnd, ...written]), ...numbers.flat()])]
}

/**
 * How well somebody is what is looked for, 0 to 1; 0 where they are not. Every word must be alike, or nearly, and every number be theirs.
 * @param has tokens that somebody has, of those that are looked for
 */
export function likeness({ words, numbers }: Wanted, has: ReadonlySet<string>): number {
  const count = words.length + numbers.length
  if (count === 0 || numbers.some((ends) => !ends.some((end) => has.has(end)))) return 0
  const each = words.map((word) => {
    const share = (tokens: readonly string[]) => tokens.filter((token) => has.has(token)).length / Math.max(1, tokens.length)
    const sound = share(word.sound)
    const whole = 0.9 * sound + (has.has(word.soundEnd) ? 0.1 : 0)
    return { alike: Math.max(sound, share(word.letters)), rank: BY_SOUND * whole + (1 - BY_SOUND) * share(word.letters) }
  })
  if (each.some(({ alike }) => alike < ALIKE)) return 0
  return (each.reduce((sum, { rank }) => sum + rank, 0) + numbers.length) / count
}
