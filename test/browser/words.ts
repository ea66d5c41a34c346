import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './browsing.ts'

/** The languages of the desk. */
export type Language = 'ar' | 'en'

/** The texts of the desk in one language, as a test looks for them. */
export interface Words {
  readonly language: Language
  /** A text that is said as it stands. Throws for a key that is not there, or whose text has places. */
  readonly word: (key: string) => string
  /** A text with anything in its places. */
  readonly like: (key: string) => RegExp
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A text that is all there is of a thing; a name stands between signs that keep its direction. */
export const whole = (text: string): RegExp => new RegExp(`^\\s*\\u2068?${escaped(text)}\\u2069?\\s*$`)
/** A text with which a thing begins. */
export const beginning = (text: string): RegExp => new RegExp(`^\\s*\\u2068?${escaped(text)}`)

/** The texts of the desk in a language. */
export function wordsIn(language: Language): Words {
  const file = join(ROOT, 'packages', 'ui', 'src', 'messages', `${language}.json`)
  const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'))
  const text = (key: string): string => {
    const found = texts[key]
    if (found === undefined) throw new Error(`the desk has no text ${key}`)
    // Who has chosen nothing reads 0, 1, 2 in Arabic too.
    return found.replaceAll(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x660))
  }
  return {
    language,
    word: (key) => {
      const found = text(key)
      if (found.includes('{')) throw new Error(`the text ${key} has places`)
      return found
    },
    like: (key) =>
      new RegExp(
        text(key)
          .split(/\{\w+\}/)
          .map(escaped)
          .join('.+'),
      ),
  }
}
