import type { LogFault, LogVerdict } from '@ihala/ledger'
import type { Language } from '@ihala/verifier'

const FAULTS: Readonly<Record<LogFault, Readonly<Record<Language, string>>>> = {
  'content-changed': { en: 'what it says, or its hash, was changed', ar: 'تغيّر مضمونه أو بصمته' },
  'leaf-missing': { en: 'this line is missing, or stands twice', ar: 'هذا السطر ناقص أو مكرّر' },
  'leaf-replaced': { en: 'this is not the line that was numbered here', ar: 'ليس هذا السطر الذي رُقّم هنا' },
  'subtree-changed': { en: 'a kept hash is not that of the lines from here on', ar: 'بصمة محفوظة ليست بصمة السطور من هنا' },
  'head-changed': {
    en: 'the lines from here on are not those that a later signed head was signed over',
    ar: 'السطور من هنا ليست التي وُقّع عليها رأس لاحق',
  },
  'log-shortened': { en: 'lines from here on are gone: a signed head counts more', ar: 'السطور من هنا مفقودة: رأس موقّع يعدّ أكثر منها' },
  'head-not-signed': { en: 'a kept head is not signed with a key of this organisation', ar: 'رأس محفوظ غير موقّع بمفتاح من مفاتيح الجهة' },
}

/** What verifying the whole own log came to, one line each. */
export function verdictWords(verdict: LogVerdict, language: Language): string[] {
  const ar = language === 'ar'
  if (verdict.outcome === 'broken') return [`/leaves/${verdict.index}: ${FAULTS[verdict.fault][language]}.`]
  const { size, root, erased, unnumbered } = verdict
  return [
    ar
      ? `السجل كامل: ${size} من السطور، مُحي مضمون ${erased} منها، و${unnumbered} تنتظر رقمًا`
      : `The log is whole: ${size} lines, the content of ${erased} erased, ${unnumbered} waiting for a number`,
    ar ? `الجذر ${root.toString('base64')}` : `root ${root.toString('base64')}`,
  ]
}
