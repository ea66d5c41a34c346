/** A language of the worker pages: BCP 47 tag, ISO 639-3 code, direction, and its name as its speakers write it. */
export interface Language {
  readonly tag: WorkerLanguage
  readonly iso: string
  readonly direction: 'ltr' | 'rtl'
  readonly name: string
}

/** Tags of the languages, in the order they are offered. */
export const WORKER_LANGUAGES = ['ar', 'en', 'hi', 'ur', 'bn', 'ne', 'ml', 'ta', 'si', 'tl', 'sw', 'am', 'fr'] as const

/** The thirteen languages of the first deployment. Source: DOMAIN.md; more are added as files. */
export type WorkerLanguage = (typeof WORKER_LANGUAGES)[number]

/** What each of them is. */
export const LANGUAGES: Readonly<Record<WorkerLanguage, Language>> = {
  ar: { tag: 'ar', iso: 'ara', direction: 'rtl', name: 'العربية' },
  en: { tag: 'en', iso: 'eng', direction: 'ltr', name: 'English' },
  hi: { tag: 'hi', iso: 'hin', direction: 'ltr', name: 'हिन्दी' },
  ur: { tag: 'ur', iso: 'urd', direction: 'rtl', name: 'اردو' },
  bn: { tag: 'bn', iso: 'ben', direction: 'ltr', name: 'বাংলা' },
  ne: { tag: 'ne', iso: 'npi', direction: 'ltr', name: 'नेपाली' },
  ml: { tag: 'ml', iso: 'mal', direction: 'ltr', name: 'മലയാളം' },
  ta: { tag: 'ta', iso: 'tam', direction: 'ltr', name: 'தமிழ்' },
  si: { tag: 'si', iso: 'sin', direction: 'ltr', name: 'සිංහල' },
  tl: { tag: 'tl', iso: 'tgl', direction: 'ltr', name: 'Tagalog' },
  sw: { tag: 'sw', iso: 'swa', direction: 'ltr', name: 'Kiswahili' },
  am: { tag: 'am', iso: 'amh', direction: 'ltr', name: 'አማርኛ' },
  fr: { tag: 'fr', iso: 'fra', direction: 'ltr', name: 'Français' },
}
