import type ar from '../messages/ar.json'
import type { FormatOf } from './icu.ts'
import { isolate } from './isolate.ts'
import { type Language, type Locale, tagOf } from './locale.ts'

/** Each catalogue comes in two: what the first screen says, and all else (`catalogues.ts` divides it). */
const parts = {
  ar: { first: () => import('../messages/ar.json?first'), others: () => import('../messages/ar.json?others') },
  en: { first: () => import('../messages/en.json?first'), others: () => import('../messages/en.json?others') },
}

/** A key of the catalogues. What begins with `$` is about the catalogue itself: what it is, and who has yet to review it. */
export type MessageKey = Exclude<keyof typeof ar, `$${string}`>

/** The texts of one language, as far as they have come. */
export interface Catalogue {
  readonly texts: Readonly<Record<string, string>>
  /** Fetches those that are not here yet, and what `formatOf` needs; undefined once all is here. It never fails: it tries until it has come. */
  readonly others: () => Promise<void> | undefined
  /** How texts that count or choose are written. The first screen has none, so it comes with the others: undefined until then. */
  readonly formatOf: () => FormatOf | undefined
}

/** What is put into a text: numbers are written in the reader's digits, strings are isolated. */
export type MessageValues = Readonly<Record<string, string | number>>

/** Says a text of the catalogue. */
export type Say = (key: MessageKey, values?: MessageValues) => string

/** What a key says; undefined where no text has it. */
export type TextOf = (key: string) => string | undefined

/** After a line that broke, milliseconds. */
const TRY_AGAIN = 2_000

/** Fetches what the first screen says in one language; the other language is not loaded. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  const { first, others } = parts[language]
  const texts: Record<string, string> = { ...(await first()).default }
  let coming: Promise<void> | undefined
  let formatOf: FormatOf | undefined
  const come = async (): Promise<void> => {
    try {
      const [more, icu] = await Promise.all([others(), import('./icu.ts')])
      Object.assign(texts, more.default)
      formatOf = icu.formatOf
    } catch {
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN))
      await come()
    }
  }
  return {
    texts,
    others: () => {
      if (formatOf) return undefined
      coming ??= come()
      return coming
    },
    formatOf: () => formatOf,
  }
}

/**
 * The texts of a catalogue with the digits of the reader: Arabic texts are written with ٠١٢. The sample of each digit set stays as it is.
 * @param wait what is done where a text has not come yet; it throws
 */
export function textsOf(
  { texts, others }: Pick<Catalogue, 'texts' | 'others'>,
  { language, digits }: Pick<Locale, 'language' | 'digits'>,
  wait: (coming: Promise<void>) => void,
): TextOf {
  const western = language === 'ar' && digits === 'latn'
  return (key) => {
    const coming = Object.hasOwn(texts, key) ? undefined : others()
    if (coming !== undefined) wait(coming)
    const text = texts[key]
    return western && text !== undefined && !key.startsWith('digits.') ? text.replaceAll(ARABIC_DIGITS, inWestern) : text
  }
}

const ARABIC_DIGITS = /[٠-٩]/g
const inWestern = (digit: string): string => String((digit.codePointAt(0) ?? 0) - 0x660)

/** A text that only names its values: `من {partner}`. A quote has a meaning of its own in ICU, and a number counts. */
const NAMES_ONLY = /^[^{}']*(?:\{\w+\}[^{}']*)*$/
const NAMED = /\{(\w+)\}/g

/**
 * Makes the `say` of texts. What was said once is kept for its life. @throws where there is no such text, or a value is missing
 * @param formatOf how texts that count or choose are made; throws what is waited for, where it has not come yet
 */
export function sayFrom(textOf: TextOf, locale: Pick<Locale, 'language' | 'digits'>, formatOf: () => FormatOf): Say {
  const tag = tagOf(locale)
  const kept = new Map<MessageKey, (values: Record<string, string | number>) => string>()
  const made = (key: MessageKey) => {
    const text = textOf(key)
    if (text === undefined) throw new Error(`no text says ${key}`)
    if (!text.includes('{')) return () => text
    if (NAMES_ONLY.test(text))
      return (values: Record<string, string | number>) => text.replaceAll(NAMED, (_, name) => filledIn(values, name))
    const message = formatOf()(text, tag)
    return (values: Record<string, string | number>) => String(message.format(values))
  }
  return (key, values) => {
    const message = kept.get(key) ?? made(key)
    kept.set(key, message)
    return message(isolated(values ?? {}))
  }
}

function filledIn(values: Record<string, string | number>, name: string): string {
  const value = values[name]
  if (value === undefined) throw new Error(`no value for ${name}`)
  return String(value)
}

function isolated(values: MessageValues): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolate(value) : value]))
}
