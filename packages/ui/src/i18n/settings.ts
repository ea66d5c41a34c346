import { DIGITS, type Digits, LANGUAGES, type Language } from './locale.ts'

/** Colours: as the device says, or one of them. */
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Something that is on or off. */
export const SWITCH = ['on', 'off'] as const
export type Switch = (typeof SWITCH)[number]

/** What a reader chose on this device. Nothing about any person. */
export interface Settings {
  readonly language: Language
  readonly digits: Digits
  readonly theme: Theme
  /** Single letters act (WCAG 2.1.4). */
  readonly shortcuts: Switch
  /** The device says that something changed, and never what. */
  readonly notices: Switch
}

const KEY = 'ihala.settings'
const FIRST: Settings = { language: 'ar', digits: 'latn', theme: 'auto', shortcuts: 'on', notices: 'off' }

/** Reads settings kept as text; what is missing or unknown is as on the first day. */
export function settingsFrom(text: string | null): Settings {
  const kept = parsed(text)
  return {
    language: LANGUAGES.find((language) => language === kept.language) ?? FIRST.language,
    digits: DIGITS.find((digits) => digits === kept.digits) ?? FIRST.digits,
    theme: THEMES.find((theme) => theme === kept.theme) ?? FIRST.theme,
    shortcuts: SWITCH.find((shortcuts) => shortcuts === kept.shortcuts) ?? FIRST.shortcuts,
    notices: SWITCH.find((notices) => notices === kept.notices) ?? FIRST.notices,
  }
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The settings of this device. Where storage is forbidden, those of the first day. */
export function readSettings(): Settings {
  try {
    return settingsFrom(localStorage.getItem(KEY))
  } catch {
    return FIRST
  }
}

/** Keeps the settings on this device, where it allows that. */
export function keepSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings))
  } catch {
    // A browser that forbids storage still shows the desk; the choice then lasts as long as the page.
  }
}

const ZONE_KEY = 'ihala.zone'

/** A time zone kept as text; undefined where there is none, or this browser does not know it. */
export function zoneFrom(text: string | null): string | undefined {
  if (text === null || text === '') return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** The zone of the organisation that was signed in here last: clocks are shown in it without a network too. */
export function readZone(): string | undefined {
  try {
    return zoneFrom(localStorage.getItem(ZONE_KEY))
  } catch {
    return undefined
  }
}

/** Keeps the organisation's zone on this device, where it allows that. */
export function keepZone(timeZone: string): void {
  try {
    localStorage.setItem(ZONE_KEY, timeZone)
  } catch {
    // Without it the clocks of a later day without a network are those of the device.
  }
}
