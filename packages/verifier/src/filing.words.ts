import type { ProvenFiling } from './filing.ts'
import { ANCHORS, type Language } from './words.ts'

/** What a proof of filing proves, in sentences for whoever must decide something by it. */
export function filingWords({ what, organisation, names, date, byCode, anchorsPinned }: ProvenFiling, language: Language): string[] {
  const named = names === null ? organisation : `${names[language]} (${organisation})`
  const said = { statement: STATEMENT, list: LIST }[what][language](named, date)
  return [said, CODE[what][byCode ? 'given' : 'none'][language], ANCHORS[language][anchorsPinned ? 'pinned' : 'named']]
}

type Sentence = Readonly<Record<Language, (named: string, date: string) => string>>
type Words = Readonly<Record<Language, string>>

const STATEMENT: Sentence = {
  en: (named, date) => `${named} signed that something was reported to it on ${date}.`,
  ar: (named, date) => `وقّعت ${named} على أنها تلقّت شكوى يوم ${date}.`,
}
const LIST: Sentence = {
  en: (named, date) => `${named} signed the list of what was reported to it on ${date}.`,
  ar: (named, date) => `وقّعت ${named} على قائمة ما قُدّم إليها يوم ${date}.`,
}
const CODE: Readonly<Record<ProvenFiling['what'], Readonly<Record<'given' | 'none', Words>>>> = {
  statement: {
    given: { en: 'The code is the one that was given for it.', ar: 'الرمز هو الذي أُعطي لقاءها.' },
    none: { en: 'No code was given: whose it is, is not shown.', ar: 'لم يُعطَ رمز: لا يتبيّن لمن هي.' },
  },
  list: {
    given: { en: 'The code stands in it: it was reported on that day.', ar: 'الرمز مذكور فيها: قُدّمت الشكوى في ذلك اليوم.' },
    none: { en: 'No code was given: that something of somebody stands in it is not shown.', ar: 'لم يُعطَ رمز: لا يتبيّن ما الذي فيها ولمن.' },
  },
}
