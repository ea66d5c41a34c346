import type { Erased } from './erased.ts'
import type { Act, Proven } from './verify.ts'
import type { Wrong, WrongCode } from './wrong.ts'

/** Languages in which a proof is read. */
export type Language = 'en' | 'ar'

const WRONG: Readonly<Record<WrongCode, Readonly<Record<Language, string>>>> = {
  'not-json': { en: 'this is not JSON', ar: 'هذا ليس JSON' },
  'not-a-dossier': { en: 'this does not belong in a dossier', ar: 'هذا لا ينتمي إلى ملف إثبات' },
  'duplicate-key': { en: 'one name stands twice: it means two things', ar: 'الاسم نفسه مكرّر: له معنيان' },
  'anchor-unknown': { en: 'these are not the keys of the trust anchor you know', ar: 'هذه ليست مفاتيح جهة الثقة التي تعرفونها' },
  'statement-not-signed': {
    en: 'the trust anchor did not sign this with two of its keys, one of them outside government',
    ar: 'لم توقّع جهة الثقة هذا بمفتاحين أحدهما خارج الحكومة',
  },
  'statement-invalid': { en: 'this is no statement about a member', ar: 'هذا ليس بيانًا عن عضو' },
  'jws-malformed': { en: 'this is no signed message', ar: 'هذه ليست رسالة موقّعة' },
  'jws-header': { en: 'the signature is not of the kind that is allowed here', ar: 'التوقيع ليس من النوع المسموح به هنا' },
  'jws-claims': { en: 'what was signed does not say what it must', ar: 'المحتوى الموقّع ناقص أو غير صالح' },
  'key-unknown': { en: 'nobody vouches for this key', ar: 'لا أحد يشهد لهذا المفتاح' },
  'key-not-valid-then': { en: 'the key was not valid at that time', ar: 'لم يكن المفتاح صالحًا في ذلك الوقت' },
  'key-revoked': { en: 'the key was revoked, and nothing proves that this is older', ar: 'أُلغي المفتاح ولا دليل على أن هذا أقدم' },
  signature: { en: 'the signature is wrong: this was changed, or signed by somebody else', ar: 'التوقيع خاطئ: تغيّر المحتوى أو وقّعه غيره' },
  'not-of-this-case': { en: 'this belongs to another referral', ar: 'هذا من إحالة أخرى' },
  'not-between-these-two': { en: 'this went between others', ar: 'هذا بين جهتين أخريين' },
  'named-twice': { en: 'the same message stands here twice', ar: 'الرسالة نفسها مكرّرة' },
  'chain-broken': { en: 'something before this is missing or was changed', ar: 'ما يسبق هذا ناقص أو متغيّر' },
  equivocation: { en: 'two different things were signed for one place', ar: 'وُقّع شيئان مختلفان لموضع واحد' },
  'grant-missing': { en: 'nothing shows that the person agreed to this', ar: 'لا شيء يثبت موافقة الشخص على هذا' },
  'grant-not-for-this': { en: 'the person’s agreement does not cover this', ar: 'موافقة الشخص لا تشمل هذا' },
  'receipt-of-nothing': { en: 'this receipt is of no message here', ar: 'هذا إيصال لرسالة غير موجودة هنا' },
  'receipt-not-of-the-recipient': {
    en: 'this receipt is not by the one to whom the message went',
    ar: 'هذا الإيصال ليس ممّن أُرسلت إليه الرسالة',
  },
  'checkpoint-invalid': { en: 'this is no signed head of the organisation’s log', ar: 'هذا ليس رأسًا موقّعًا لسجل الجهة' },
  'cosignature-invalid': { en: 'this countersignature is wrong', ar: 'توقيع الشاهد هذا خاطئ' },
  'leaf-of-nothing': { en: 'this line of the log is about nothing here', ar: 'هذا السطر من السجل لا يخصّ شيئًا هنا' },
  'leaf-missing': { en: 'the organisation’s log does not say that this happened', ar: 'سجل الجهة لا يذكر أن هذا حدث' },
  'leaf-not-in-the-log': { en: 'this line is not in the log that was countersigned', ar: 'هذا السطر ليس في السجل الموقّع عليه' },
  'too-large': { en: 'this is larger than any dossier', ar: 'هذا أكبر من أي ملف إثبات' },
  'nothing-enclosed': { en: 'no dossier is enclosed in this PDF', ar: 'لا يوجد ملف إثبات داخل ملف PDF هذا' },
  'more-than-one-enclosed': {
    en: 'more than one file is enclosed in this PDF: it means two things',
    ar: 'في ملف PDF هذا أكثر من مرفق: له معنيان',
  },
  'enclosed-unreadable': { en: 'the file enclosed in this PDF cannot be read', ar: 'تعذّرت قراءة المرفق داخل ملف PDF هذا' },
  'pages-differ': {
    en: 'the pages, their QR code and SHA-256 are not those that this version of the program prints of the dossier inside: the dossier inside is proven, the pages are not',
    ar: 'الصفحات ورمز الاستجابة وبصمة SHA-256 ليست ما تطبعه هذه النسخة من البرنامج من ملف الإثبات الذي في الداخل: الملف الذي في الداخل مُثبت، والصفحات ليست كذلك',
  },
  'not-a-fork': { en: 'this does not belong in a proof of a forked log', ar: 'هذا لا ينتمي إلى إثبات انقسام سجل' },
  'not-of-one-log': { en: 'the two heads are of different logs', ar: 'الرأسان من سجلّين مختلفين' },
  'fork-not-proven': {
    en: 'this does not show that the two heads contradict each other',
    ar: 'هذا لا يثبت أن الرأسين متناقضان',
  },
  'not-a-log': { en: 'this does not belong in an exported log', ar: 'هذا لا ينتمي إلى سجل مصدَّر' },
  'not-these-leaves': {
    en: 'the lines up to the next signed head are not those it was signed over; this is the first that no good head covers',
    ar: 'السطور حتى الرأس الموقّع التالي ليست التي وُقّع عليها؛ هذا أول سطر لا يغطيه رأس صحيح',
  },
  'not-a-filing': { en: 'this is no proof that something was reported', ar: 'هذا ليس إثباتًا لتقديم شكوى' },
  'nobody-vouches': {
    en: 'nothing here says whose key this is: give statements and anchors of the network',
    ar: 'لا شيء هنا يبيّن لمن هذا المفتاح: أعطوا بيانات الشبكة وجهة الثقة',
  },
  'code-mistyped': { en: 'the code was mistyped: its check digits are wrong', ar: 'الرمز مكتوب خطأ: رقما التحقق لا يطابقان' },
  'code-not-filed': { en: 'this code does not stand here', ar: 'هذا الرمز غير مذكور هنا' },
  'log-cut-short': { en: 'the log has more lines than are here, or fewer', ar: 'عدد سطور السجل ليس ما يذكره الملف' },
}

/** One sentence that says what is wrong, and where. */
export function wrongWords({ code, where }: Pick<Wrong, 'code' | 'where'>, language: Language): string {
  return `${where || '/'}: ${WRONG[code][language]}.`
}

/** Whether the anchors were pinned by whoever checked, or are those the file names. */
export const ANCHORS: Readonly<Record<Language, { readonly pinned: string; readonly named: string }>> = {
  en: {
    pinned: 'The keys of the trust anchor are those you know.',
    named: 'The keys of the trust anchor are those the file names: compare them with those you know (--anchors).',
  },
  ar: {
    pinned: 'مفاتيح جهة الثقة هي التي تعرفونها.',
    named: 'مفاتيح جهة الثقة كما يسمّيها الملف: قارنوها بما تعرفون (--anchors).',
  },
}

/** Seconds since 1970 as UTC. */
export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

const RECEIPT: Readonly<Record<Language, Readonly<Record<'stored' | 'quarantined' | 'none', string>>>> = {
  en: {
    stored: 'the recipient signed that it is stored',
    quarantined: 'the recipient signed that it refused it',
    none: 'no receipt of the recipient',
  },
  ar: { stored: 'وقّع المستلم على حفظها', quarantined: 'وقّع المستلم على رفضها', none: 'لا إيصال من المستلم' },
}

function actWords(act: Act, language: Language): string {
  const { iss, aud, evt, seq, seen, at, atLatest, receipt, again } = act
  const answered = RECEIPT[language][receipt ?? 'none']
  if (language === 'ar') {
    const latest = atLatest === null ? 'لا شاهد على الوقت' : `كانت موجودة في ${instant(atLatest)} على الأكثر، بتوقيع جهات أخرى`
    return `${evt}${again ? ' (وُقّعت من جديد)' : ''} · من ${iss} إلى ${aud} · رقم ${seq}، بعد الاطلاع على ${seen} من رسائل الطرف الآخر · تقول إنها في ${instant(at)} · ${latest} · ${answered}`
  }
  const latest =
    atLatest === null ? 'nobody else vouches for the time' : `there at the latest at ${instant(atLatest)}, by the signatures of others`
  return `${evt}${again ? ' (signed again)' : ''} · ${iss} → ${aud} · number ${seq}, having seen ${seen} of the other side · says it was at ${instant(at)} · ${latest} · ${answered}`
}

/** What is still proven of an event that was erased, in one line. */
export function erasedWords({ iss, seq, evt, part, atLatest, receipt, followed, stated }: Erased, language: Language): string {
  const answered = RECEIPT[language][receipt ?? 'none']
  if (language === 'ar') {
    const latest = atLatest === null ? 'لا شاهد على الوقت' : `كانت موجودة في ${instant(atLatest)} على الأكثر، بتوقيع جهات أخرى`
    const place = followed ? 'الرسالة التالية تذكر بصمتها' : 'لا رسالة بعدها تذكر بصمتها'
    const by = stated === null ? 'لا تصريح موقّع بالمحو هنا' : `صرّحت ${stated.by} موقِّعةً أنها مُحيت في ${stated.at}`
    return `مُحي محتواها (${part}): ${evt} · من ${iss} · رقم ${seq} · ${latest} · ${answered} · ${place} · ${by}`
  }
  const latest =
    atLatest === null ? 'nobody else vouches for the time' : `there at the latest at ${instant(atLatest)}, by the signatures of others`
  const place = followed ? 'the next message names its hash' : 'no message after it names its hash'
  const by = stated === null ? 'no signed statement here that it was erased' : `${stated.by} signed that it was erased at ${stated.at}`
  return `content erased (${part}): ${evt} · of ${iss} · number ${seq} · ${latest} · ${answered} · ${place} · ${by}`
}

/** What a dossier proves, one line each. */
export function proofWords(
  { case: caseId, organisation, partner, acts, erased, grants, completeUpTo, anchorsPinned }: Proven,
  language: Language,
): string[] {
  const ar = language === 'ar'
  const head = completeUpTo
  return [
    ar ? `الإحالة ${caseId} بين ${organisation} و${partner}` : `Referral ${caseId} between ${organisation} and ${partner}`,
    ...acts.map((act) => actWords(act, language)),
    ...erased.map((place) => erasedWords(place, language)),
    ar
      ? `${acts.length} رسائل موقّعة دون فجوة، و${grants} موافقات؛ ما كُتب بعد آخر رسالة هنا لا يظهر في هذا الملف`
      : `${acts.length} signed messages without a gap, and ${grants} grants; what was written after the last one here would not show in this file`,
    head === null
      ? ar
        ? 'لم تشهد جهات أخرى كافية على السجل: الوقت والكمال بكلام الجهة وحدها.'
        : 'Not enough others countersigned the log: time and completeness are the organisation’s word alone.'
      : ar
        ? `كلها في السجل حتى الرأس ${head.size} من ${head.origin}، الذي شهدت عليه ${head.witnesses.join('، ')} حتى ${instant(head.at)}`
        : `All of it is in the log up to head ${head.size} of ${head.origin}, which ${head.witnesses.join(', ')} had seen by ${instant(head.at)}`,
    ANCHORS[language][anchorsPinned ? 'pinned' : 'named'],
  ]
}
