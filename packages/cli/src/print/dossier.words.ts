import type { Act, Proven } from '@ihala/verifier'
import { leftToRight } from './lines.ts'

/** What the printed pages say in one language. Names, numbers and times come in as they are to stand there. */
export interface PageWords {
  readonly title: string
  readonly subject: (caseId: string) => string
  readonly enclosed: string
  readonly intro: readonly string[]
  readonly facts: readonly [string, string]
  readonly referral: string
  readonly writer: string
  readonly partner: string
  readonly written: string
  readonly counted: string
  readonly counts: (proven: Proven) => string
  readonly anchor: string
  readonly anchorKey: (x: string, holder: string, government: boolean) => string
  readonly done: string
  readonly columns: readonly [string, string, string, string, string]
  readonly between: (from: string, to: string) => string
  readonly again: string
  readonly seen: (seq: number, seen: number) => string
  readonly noWitness: string
  readonly receipt: Readonly<Record<'stored' | 'quarantined' | 'none', string>>
  readonly erased: string
  readonly isProven: string
  readonly proven: readonly string[]
  readonly upTo: (head: NonNullable<Proven['completeUpTo']>, at: string) => string
  readonly notWitnessed: string
  readonly isNotProven: string
  readonly notProven: readonly string[]
  readonly check: string
  readonly checks: readonly string[]
  readonly print: (hash: string) => string
  readonly mark: (text: string) => string
  readonly footer: (caseId: string, page: number, pages: number) => string
}

const COMMAND = 'ihala verify FILE.pdf --anchors ANCHORS.json'

const en: PageWords = {
  title: 'Dossier of a referral',
  subject: (caseId) => `What is proven of referral ${caseId}`,
  enclosed: 'The signed dossier from which these pages were printed. It holds personal data.',
  intro: [
    'These pages say what the dossier proves. The dossier itself, with all signatures, is enclosed in this PDF file; it is the proof, and these pages are for reading.',
    'These pages name no person. The enclosed dossier holds personal data: give this file only to those who may read them.',
  ],
  facts: ['What', 'Value'],
  referral: 'Referral',
  writer: 'Written by',
  partner: 'The other organisation',
  written: 'Written at',
  counted: 'Holds',
  counts: ({ acts, grants }) => `Signed messages: ${acts.length}; signed grants of consent: ${grants}`,
  anchor: 'Trust anchor and its keys',
  anchorKey: (x, holder, government) => `${x} held by ${holder}${government ? ' (government)' : ' (not government)'}`,
  done: 'What was done',
  columns: ['No.', 'Who did what', 'Says it was at', 'Was there at the latest', 'Receipt'],
  between: (from, to) => `${from} to ${to}`,
  again: 'signed again',
  seen: (seq, seen) => `message ${seq} of its writer, who had seen ${seen} of the other side`,
  noWitness: 'nobody else vouches for the time',
  receipt: {
    stored: 'the recipient signed that it is stored',
    quarantined: 'the recipient signed that it refused it',
    none: 'none here',
  },
  erased: 'Whose content was erased',
  isProven: 'What is proven',
  proven: [
    'Each message above was signed by the organisation that is named as its writer, for the one that is named as its recipient, with a key that the trust anchor vouches for, and was not changed since.',
    'No message is missing between the first and the last of each writer, and each says how much its writer had seen of the other side.',
    'Every message that had to be covered by a grant of consent was covered by one, signed by the organisation that asked the person, for this recipient and in its time.',
  ],
  upTo: ({ origin, size, witnesses }, at) =>
    `All of it is in the log ${origin}, up to its head of ${size} lines. These organisations countersigned that head, and had done so by ${at}: ${witnesses.join(', ')}.`,
  notWitnessed:
    'Not enough other organisations countersigned the log: time and completeness are the word of the writing organisation alone.',
  isNotProven: 'What is not proven',
  notProven: [
    'That what a message says is true: a signature shows who said it, not that it is so.',
    'What was written after the last message here, or said outside the network.',
    'The time at which something was done, beyond “at the latest”: the other time is what its writer says.',
    'That the keys of the trust anchor are the right ones: compare those above with what the anchor publishes.',
  ],
  check: 'How to check this',
  checks: [
    `Run ${COMMAND} on a machine without a network. It takes the dossier out, checks every signature, and checks that these pages are the ones that are printed of it. It prints the first thing that is wrong.`,
    'Without this program: take the enclosed file dossier.json out with any PDF reader. Its SHA-256 must be the one below. Its format is open (JSON; signatures as RFC 7515 and RFC 8032, log proofs as RFC 9162).',
  ],
  print: (hash) => `SHA-256 of dossier.json: ${hash}`,
  mark: (text) => `QR code. It says: ${text}`,
  footer: (caseId, page, pages) => `Referral ${caseId} · page ${page} of ${pages}`,
}

const ar: PageWords = {
  title: 'ملف إثبات لإحالة',
  subject: (caseId) => `ما هو مُثبت عن الإحالة ${caseId}`,
  enclosed: 'ملف الإثبات الموقّع الذي طُبعت منه هذه الصفحات. فيه بيانات شخصية.',
  intro: [
    'تذكر هذه الصفحات ما يُثبته ملف الإثبات. الملف نفسه بكل توقيعاته مرفق داخل ملف PDF هذا، وهو الدليل، أمّا هذه الصفحات فهي للقراءة.',
    'لا تُسمّي هذه الصفحات أي شخص. في الملف المرفق بيانات شخصية: لا تُسلّموا هذا الملف إلا لمن يحق له الاطلاع عليها.',
  ],
  facts: ['البند', 'القيمة'],
  referral: 'الإحالة',
  writer: 'كتبته',
  partner: 'الجهة الأخرى',
  written: 'كُتب في',
  counted: 'يحتوي على',
  counts: ({ acts, grants }) => `عدد الرسائل الموقّعة: ${acts.length}، عدد الموافقات الموقّعة: ${grants}`,
  anchor: 'جهة الثقة ومفاتيحها',
  anchorKey: (x, holder, government) => `${x} لدى ${holder}${government ? ' (حكومية)' : ' (غير حكومية)'}`,
  done: 'ما الذي جرى',
  columns: ['الرقم', 'من فعل ماذا', 'الوقت بقول كاتبها', 'كانت موجودة في موعد أقصاه', 'الإيصال'],
  between: (from, to) => `من ${from} إلى ${to}`,
  again: 'وُقّعت من جديد',
  seen: (seq, seen) => `الرسالة رقم ${seq} من كاتبها، بعد اطلاعه على ${seen} من رسائل الطرف الآخر`,
  noWitness: 'لا شاهد على الوقت',
  receipt: { stored: 'وقّع المستلم على حفظها', quarantined: 'وقّع المستلم على رفضها', none: 'لا يوجد هنا' },
  erased: 'ما مُحي محتواه',
  isProven: 'ما هو مُثبت',
  proven: [
    'كل رسالة أعلاه وقّعتها الجهة المذكورة كاتبةً لها، إلى الجهة المذكورة مستلمةً لها، بمفتاح تشهد له جهة الثقة، ولم تتغيّر منذ ذلك.',
    'لا تنقص رسالة بين أول رسالة وآخر رسالة لكل كاتب، وتذكر كل رسالة كم كان كاتبها قد اطّلع عليه من رسائل الطرف الآخر.',
    'كل رسالة تلزمها موافقة شملتها موافقة وقّعتها الجهة التي سألت الشخص، لهذا المستلم وفي مدتها.',
  ],
  upTo: ({ origin, size, witnesses }, at) =>
    `كل ذلك في السجل ${origin} حتى رأسه البالغ ${size} من الأسطر. وقّعت على هذا الرأس الجهات التالية، وكان ذلك قد تم في ${at}: ${witnesses.join('، ')}.`,
  notWitnessed: 'لم تشهد جهات أخرى كافية على السجل: الوقت والكمال بكلام الجهة الكاتبة وحدها.',
  isNotProven: 'ما هو غير مُثبت',
  notProven: [
    'صحة ما تقوله الرسالة: يُثبت التوقيع من قال، لا أن القول صحيح.',
    'ما كُتب بعد آخر رسالة هنا، أو قيل خارج الشبكة.',
    'وقت حدوث الفعل بأكثر من «في موعد أقصاه»: الوقت الآخر هو ما يقوله الكاتب.',
    'أن مفاتيح جهة الثقة هي الصحيحة: قارنوا المذكورة أعلاه بما تنشره جهة الثقة.',
  ],
  check: 'كيف تتحققون من هذا',
  checks: [
    `شغّلوا ${leftToRight(COMMAND)} على جهاز غير متصل بالشبكة. يُخرج الأمر ملف الإثبات ويفحص كل توقيع، ويفحص أن هذه الصفحات هي التي تُطبع منه، ويذكر أول خطأ يجده.`,
    `من دون هذا البرنامج: استخرجوا المرفق ${leftToRight('dossier.json')} بأي قارئ لملفات PDF. يجب أن تكون بصمته ${leftToRight('SHA-256')} هي المذكورة أدناه. صيغته مفتوحة (${leftToRight('JSON')}، والتوقيعات وفق ${leftToRight('RFC 7515')} و${leftToRight('RFC 8032')}، وإثباتات السجل وفق ${leftToRight('RFC 9162')}).`,
  ],
  print: (hash) => `بصمة ${leftToRight('SHA-256')} للمرفق ${leftToRight('dossier.json')}: ${hash}`,
  mark: (text) => `رمز استجابة سريعة. نصّه: ${text}`,
  footer: (caseId, page, pages) => `الإحالة ${caseId} · صفحة ${page} من ${pages}`,
}

/** The words of both languages. */
export const PAGE_WORDS = { en, ar } as const

/** What the recipient signed about an act. */
export const receiptWords = (words: PageWords, { receipt }: Pick<Act, 'receipt'>): string => words.receipt[receipt ?? 'none']
