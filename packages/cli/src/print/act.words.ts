import { type EventType, isEventType } from '@ihala/contract'
import type { Language } from '@ihala/verifier'

type Words = Readonly<Record<Language, string>>

/** What kind of act an event is, for somebody who does not know the network; the two organisations stand beside it. */
const ACTS: Readonly<Record<EventType, Words>> = {
  'referral-enquired': { en: 'Asked whether help is possible, without saying for whom', ar: 'سأل عن إمكان المساعدة دون ذكر الشخص' },
  'capacity-answered': { en: 'Answered whether help is possible', ar: 'أجاب عن إمكان المساعدة' },
  'conflict-checked': { en: 'Asked about a conflict of interest', ar: 'سأل عن تعارض المصالح' },
  'conflict-answered': { en: 'Answered about a conflict of interest', ar: 'أجاب عن تعارض المصالح' },
  'referral-requested': { en: 'Asked the other to take the person on', ar: 'طلب إحالة الشخص إلى الطرف الآخر' },
  'sections-disclosed': { en: 'Sent one section of personal data', ar: 'أرسل قسمًا من البيانات الشخصية' },
  'disclosure-voided': {
    en: 'Did not send something after all: the person took it back',
    ar: 'لم يُرسل شيئًا بعد أن سحب الشخص موافقته عليه',
  },
  'referral-opened': { en: 'Opened the referral', ar: 'فتح الإحالة' },
  'referral-accepted': { en: 'Accepted the referral', ar: 'وافق على الإحالة' },
  'referral-rejected': { en: 'Declined the referral', ar: 'اعتذر عن الإحالة' },
  'referral-started': { en: 'Began the work', ar: 'بدأ العمل' },
  'referral-held': { en: 'Put the work on hold', ar: 'علّق العمل' },
  'referral-progressed': { en: 'Reported a stage', ar: 'أبلغ عن مرحلة' },
  'referral-completed': { en: 'Reported the work as completed', ar: 'أبلغ عن اكتمال العمل' },
  'referral-failed': { en: 'Reported the work as not completed', ar: 'أبلغ عن عدم اكتمال العمل' },
  'referral-reopened': { en: 'Reopened the referral', ar: 'أعاد فتح الإحالة' },
  'cancellation-requested': { en: 'Asked the other to stop', ar: 'طلب إيقاف الإحالة' },
  'cancellation-refused': { en: 'Answered that it could not be stopped any more', ar: 'أجاب بتعذّر الإيقاف' },
  'referral-cancelled': { en: 'Stopped the referral as asked', ar: 'أوقف الإحالة كما طُلب' },
  'referral-handed-back': { en: 'Handed the referral back', ar: 'أعاد الإحالة إلى مرسلها' },
  'hand-back-taken': { en: 'Took the referral back', ar: 'استعاد الإحالة' },
  'referral-entered-in-error': { en: 'Said that the referral was entered in error', ar: 'ذكر أن الإحالة أُدخلت خطأً' },
  'outcome-contradicted': { en: 'Passed on that the person says otherwise', ar: 'نقل أن الشخص يقول غير ذلك' },
  'outcome-confirmed': { en: 'Passed on that the person confirms it', ar: 'نقل أن الشخص يؤكد ذلك' },
  'meeting-arranged': { en: 'Said who shall meet the person, where and when', ar: 'حدّد من يلتقي الشخص وأين ومتى' },
  'meeting-answered': { en: 'Answered whether the person will be met so', ar: 'أجاب عن موعد لقاء الشخص' },
  'note-added': { en: 'Added a note', ar: 'أضاف ملاحظة' },
  'consent-withdrawn': { en: 'Said what the person took back of their consent', ar: 'بلّغ عمّا سحبه الشخص من موافقته' },
  'withdrawal-requested': { en: 'Passed on that the person takes back their consent', ar: 'نقل رغبة الشخص في سحب موافقته' },
  'erasure-stated': { en: 'Stated what was erased and what is kept under which law', ar: 'صرّح بما مُحي وبما يُحفظ وبأي قانون' },
  'holding-asked': { en: 'Asked, for the person, what is held of them', ar: 'سأل باسم الشخص عمّا يُحفظ عنه' },
  'holding-stated': { en: 'Stated what is held of the person', ar: 'صرّح بما يُحفظ عن الشخص' },
  'right-exercised': { en: 'Passed on a correction or an objection of the person', ar: 'نقل طلب تصحيح أو اعتراضًا من الشخص' },
  'right-answered': { en: 'Answered a correction or an objection', ar: 'أجاب عن طلب تصحيح أو اعتراض' },
  'second-person-asked': { en: 'Asked for a second person in a case of danger', ar: 'طلب شخصًا ثانيًا في حالة خطر' },
  'second-person-answered': { en: 'Answered as second person in a case of danger', ar: 'أجاب بصفته شخصًا ثانيًا في حالة خطر' },
  'complaint-box': { en: 'Sent the day’s box of complaints, full or empty', ar: 'أرسل صندوق شكاوى اليوم، ممتلئًا أو فارغًا' },
  'file-chunk': { en: 'Sent a part of a file', ar: 'أرسل جزءًا من ملف' },
  'digest-stated': { en: 'Stated a count of what was exchanged', ar: 'صرّح بعدد ما جرى تبادله' },
  'chain-asked': { en: 'Asked what had arrived', ar: 'سأل عمّا وصل' },
  'chain-returned': { en: 'Said what had arrived', ar: 'أجاب عمّا وصل' },
  checkpoint: { en: 'Stated the head of its log', ar: 'صرّح برأس سجلّه' },
  cosignature: { en: 'Countersigned a log', ar: 'شهد على سجلّ' },
}

/** An act in plain words; one that this version does not know is named as it stands. */
export function actWords(evt: string, language: Language): string {
  if (isEventType(evt)) return ACTS[evt][language]
  return language === 'ar' ? `فعل لا تعرفه هذه النسخة: ${evt}` : `An act unknown to this version: ${evt}`
}
