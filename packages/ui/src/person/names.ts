import { fold } from '../i18n/fold.ts'
import { isolate } from '../i18n/isolate.ts'
import type { Language } from '../i18n/locale.ts'

/** How lists call somebody: in their own script, and in the other one that is known. */
export interface PersonNames {
  readonly name: string
  readonly otherName: string | null
}

const READS: Readonly<Record<Language, RegExp>> = { ar: /\p{Script=Arabic}/u, en: /\p{Script=Latin}/u }

/** Both spellings, first the one in the reader's script; where neither is, the person's own. Two that differ in marks alone are one. */
export function readersFirst({ name, otherName }: PersonNames, language: Language): readonly [string, ...string[]] {
  if (otherName === null || fold(otherName) === fold(name)) return [name]
  return READS[language].test(otherName) && !READS[language].test(name) ? [otherName, name] : [name, otherName]
}

/** Both spellings within a sentence. */
export function bothInWords(names: PersonNames, language: Language): string {
  return readersFirst(names, language).map(isolate).join(' ')
}
