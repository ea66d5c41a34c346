import type { Names } from '@ihala/contract'
import { createContext, type ReactNode, use, useContext, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { type Writer, writerOf } from './calendar.ts'
import type { Family, OpenFamily } from './families.ts'
import type { FormatOf } from './icu.ts'
import { isolate } from './isolate.ts'
import { directionOf, type Language, type Locale, tagOf } from './locale.ts'
import { type Catalogue, type Say, sayFrom, textsOf } from './messages.ts'

/** Everything a screen needs to speak to this reader. */
export interface Reading extends Writer {
  readonly locale: Locale
  readonly direction: 'rtl' | 'ltr'
  /** Stands between two short things. In Arabic never a dot or a bar: beside a number they read as ٠ and ١. */
  readonly between: string
  /** A text of the catalogue. Where it has not come yet, React waits for it as for a part of the program. */
  readonly say: Say
  /** Fetches the texts that have not come yet. */
  readonly readOn: () => void
  /** A name in the reader's language, isolated. */
  readonly name: (names: Names) => string
  /** The word for a code of a list. Of an open list it may be missing: then the code itself, never another word. */
  readonly word: (family: Family | OpenFamily, code: string) => string
}

const ReadingContext = createContext<Reading | undefined>(undefined)

/** The reading of this screen. @throws outside a ReadingProvider. */
export function useReading(): Reading {
  const reading = useContext(ReadingContext)
  if (!reading) throw new Error('useReading outside a ReadingProvider')
  return reading
}

/** Gives all below it their language, digits, calendar and direction. */
export function ReadingProvider({
  catalogue,
  language,
  digits,
  timeZone,
  children,
}: Locale & { catalogue: Catalogue; children: ReactNode }) {
  const reading = useMemo(() => readingOf(catalogue, { language, digits, timeZone }), [catalogue, language, digits, timeZone])
  return (
    <I18nProvider locale={tagOf(reading.locale)}>
      <ReadingContext.Provider value={reading}>{children}</ReadingContext.Provider>
    </I18nProvider>
  )
}

function readingOf(catalogue: Catalogue, locale: Locale): Reading {
  const textOf = textsOf(catalogue, locale, use)
  const formatOf = (): FormatOf => {
    const coming = catalogue.others()
    if (coming !== undefined) use(coming)
    const found = catalogue.formatOf()
    if (!found) throw new Error('what counts has not come')
    return found
  }
  return {
    ...writerOf(locale),
    locale,
    direction: directionOf(locale.language),
    between: locale.language === 'ar' ? '، ' : ' · ',
    say: sayFrom(textOf, locale, formatOf),
    readOn: () => void catalogue.others(),
    name: (names) => isolate(names[locale.language satisfies Language]),
    word: (family, code) => textOf(`${family}.${code}`) ?? code,
  }
}
