import type { ForkedHead, ProvenFork } from './fork.ts'
import type { ProvenLog } from './log-file.ts'
import { ANCHORS, instant, type Language } from './words.ts'

function headWords({ size, root, witnesses, revokedAt }: ForkedHead, language: Language): string {
  const ar = language === 'ar'
  const seen = witnesses.map(({ member, at }) => `${member} (${instant(at)})`).join(ar ? '، ' : ', ')
  return [
    ar ? `الرأس ${size}، والجذر ${root}` : `head ${size}, root ${root}`,
    ...(seen === '' ? [] : [ar ? `شهد عليه ${seen}` : `countersigned by ${seen}`]),
    ...(revokedAt === null
      ? []
      : [
          ar
            ? `وُقّع بمفتاح أُلغي في ${instant(revokedAt)}: قد يكون من سرقه هو من وقّع`
            : `signed with a key that was revoked at ${instant(revokedAt)}: whoever stole it may have signed`,
        ]),
  ].join(' · ')
}

/** What a proof of a fork proves, one line each. */
export function forkWords({ member, origin, older, newer, anchorsPinned }: ProvenFork, language: Language): string[] {
  return [
    language === 'ar'
      ? `لدى ${member} سجلّان باسم واحد: وقّع مفتاحه رأسين من ${origin} لا يمكن أن يكونا لسجل واحد`
      : `${member} keeps two logs under one name: its key signed two heads of ${origin} that cannot both be of one log`,
    headWords(older, language),
    headWords(newer, language),
    ANCHORS[language][anchorsPinned ? 'pinned' : 'named'],
  ]
}

/** What an exported log proves, one line each. */
export function logWords(
  { organisation, origin, size, erased, heads, signedUpTo, witnessedUpTo, anchorsPinned }: ProvenLog,
  language: Language,
): string[] {
  const ar = language === 'ar'
  const after = size - (witnessedUpTo?.size ?? 0)
  return [
    ar
      ? `سجل ${organisation}${origin === null ? '' : ` (${origin})`}: ${size} من السطور، مُحي مضمون ${erased} منها، و${heads} من الرؤوس الموقّعة توافق السطور`
      : `The log of ${organisation}${origin === null ? '' : ` (${origin})`}: ${size} lines, the content of ${erased} erased, and ${heads} signed heads that fit the lines`,
    signedUpTo === null
      ? ar
        ? 'لم توقّع الجهة على أي رأس.'
        : 'The organisation signed no head.'
      : ar
        ? `آخر رأس وقّعته الجهة: ${signedUpTo}`
        : `The last head the organisation signed: ${signedUpTo}`,
    witnessedUpTo === null
      ? ar
        ? 'لم تشهد جهات أخرى كافية على السجل: إنه كلام الجهة وحدها.'
        : 'Not enough others countersigned the log: it is the organisation’s word alone.'
      : ar
        ? `شهد ${witnessedUpTo.witnesses.join('، ')} على السجل حتى الرأس ${witnessedUpTo.size} في ${instant(witnessedUpTo.at)}؛ والسطور التي بعده (${after}) كلام الجهة وحدها`
        : `${witnessedUpTo.witnesses.join(', ')} had seen it up to head ${witnessedUpTo.size} by ${instant(witnessedUpTo.at)}; the ${after} lines after it are the organisation’s word alone`,
    ANCHORS[language][anchorsPinned ? 'pinned' : 'named'],
  ]
}
