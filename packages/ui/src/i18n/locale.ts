/** Languages of the desk. Arabic first. */
export const LANGUAGES = ['ar', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Digit sets an Arabic reader may choose: ٠١٢ (`arab`) or 012 (`latn`). */
export const DIGITS = ['arab', 'latn'] as const
export type Digits = (typeof DIGITS)[number]

/** How one reader reads: language, digits, and the organisation's time zone (IANA name). */
export interface Locale {
  readonly language: Language
  readonly digits: Digits
  readonly timeZone: string
}

/** Direction of writing of a language. */
export function directionOf(language: Language): 'rtl' | 'ltr' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** BCP 47 tag with calendar and digits fixed, so that no machine's own setting changes what is shown. English has its own digits. */
export function tagOf(
  { language, digits }: Pick<Locale, 'language' | 'digits'>,
  calendar: 'gregory' | 'islamic-umalqura' = 'gregory',
): string {
  return language === 'ar' ? `ar-QA-u-ca-${calendar}-nu-${digits}` : `en-GB-u-ca-${calendar}-nu-latn`
}
