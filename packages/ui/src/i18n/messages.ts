import { IntlMessageFormat } from 'intl-messageformat'
import type ar from '../messages/ar.json'
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
  /** Fetches those that are not here yet; undefined once all are. It never fails: it tries until they have come. */
  readonly others: () => Promise<void> | undefined
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
  let whole = false
  const come = async (): Promise<void> => {
    try {
      Object.assign(texts, (await others()).default)
      whole = true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN))
      await come()
    }
  }
  return {
    texts,
    others: () => {
      if (whole) return undefined
      coming ??= come()
      return coming
    },
  }
}

/**
 * The texts of a catalogue with the digits of the reader: Arabic texts are written with ٠١٢. The sample of each digit set stays as it is.
 * @param wait what is done where a text has not come yet; it throws
 */
export function textsOf(
  { texts, others }: Catalogue,
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

/** Makes the `say` of texts. What was said once is kept for its life. @throws where there is no such text */
export function sayFrom(textOf: TextOf, locale: Pick<Locale, 'language' | 'digits'>): Say {
  const tag = tagOf(locale)
  const kept = new Map<MessageKey, string | IntlMessageFormat>()
  return (key, values) => {
    let message = kept.get(key)
    if (message === undefined) {
      const text = textOf(key)
      if (text === undefined) throw new Error(`no text says ${key}`)
      message = text.includes('{') ? new IntlMessageFormat(text, tag) : text
      kept.set(key, message)
    }
    return typeof message === 'string' ? message : String(message.format(isolated(values ?? {})))
  }
}

function isolated(values: MessageValues): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolate(value) : value]))
}
