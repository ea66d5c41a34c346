import { IntlMessageFormat } from 'intl-messageformat'
import { isolate } from './isolate.ts'
import { type Language, type Locale, tagOf } from './locale.ts'

const loaders = {
  ar: () => import('../messages/ar.json', { with: { type: 'json' } }),
  en: () => import('../messages/en.json', { with: { type: 'json' } }),
}

type Loaded = Awaited<ReturnType<(typeof loaders)['ar']>>['default']

/** A key of the catalogues. What begins with `$` is about the catalogue itself: what it is, and who has yet to review it. */
export type MessageKey = Exclude<keyof Loaded, `$${string}`>
/** The texts of one language. */
export type Catalogue = Readonly<Record<MessageKey, string>>
/** What is put into a text: numbers are written in the reader's digits, strings are isolated. */
export type MessageValues = Readonly<Record<string, string | number>>
/** Says a text of the catalogue. */
export type Say = (key: MessageKey, values?: MessageValues) => string

/** Fetches the catalogue of one language; the other is not loaded. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await loaders[language]()).default
}

/**
 * The same texts with the digits of the reader: Arabic texts are written with ٠١٢. The sample of each digit set stays as it is.
 */
export function inDigitsOf(catalogue: Catalogue, { language, digits }: Pick<Locale, 'language' | 'digits'>): Catalogue {
  if (language !== 'ar' || digits === 'arab') return catalogue
  const western = Object.entries(catalogue).flatMap(([key, text]) =>
    ARABIC_DIGIT.test(text) && !key.startsWith('digits.') ? [[key, text.replaceAll(ARABIC_DIGITS, inWestern)] as const] : [],
  )
  return { ...catalogue, ...Object.fromEntries(western) }
}

const ARABIC_DIGIT = /[٠-٩]/
const ARABIC_DIGITS = /[٠-٩]/g
const inWestern = (digit: string): string => String((digit.codePointAt(0) ?? 0) - 0x660)

/** Makes the `say` of a catalogue. Compiled messages are kept for its life. */
export function sayFrom(catalogue: Catalogue, locale: Pick<Locale, 'language' | 'digits'>): Say {
  const tag = tagOf(locale)
  const compiled = new Map<MessageKey, IntlMessageFormat>()
  return (key, values) => {
    const message = catalogue[key]
    if (!message.includes('{')) return message
    let format = compiled.get(key)
    if (!format) {
      format = new IntlMessageFormat(message, tag)
      compiled.set(key, format)
    }
    return String(format.format(isolated(values ?? {})))
  }
}

function isolated(values: MessageValues): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolate(value) : value]))
}
