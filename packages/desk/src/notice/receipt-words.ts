import type { Category, HowGiven, InterpreterKind, Purpose, ReceiptLanguage } from '@ihala/contract'

/** The words of a receipt in one language. `{…}` are places that `sentence` fills. */
export interface ReceiptWords {
  readonly direction: 'ltr' | 'rtl'
  /** BCP 47, for dates and names of languages. */
  readonly locale: string
  /** Says nothing of what it is about: the paper may be found. */
  readonly title: string
  readonly gets: string
  readonly nothing: string
  readonly purposes: string
  readonly until: string
  readonly erase: string
  readonly back: string
  readonly noBack: string
  readonly onward: string
  readonly further: string
  readonly noOnward: string
  readonly excluded: string
  readonly takenBack: string
  readonly how: string
  readonly told: string
  /** A notice that no word is here for is said by its id. */
  readonly notice: Readonly<Record<string, string>>
  readonly guardian: string
  readonly incapacity: string
  readonly statutory: string
  readonly danger: string
  readonly keep: string
  readonly category: Readonly<Record<Category, string>>
  readonly purpose: Readonly<Record<Purpose, string>>
  readonly interpreter: Readonly<Record<(typeof InterpreterKind)['enum'][number], string>>
  readonly given: Readonly<Record<(typeof HowGiven)['enum'][number], string>>
  /** Kinds of body are open: one that has no word here is said by its name. */
  readonly kind: Readonly<Record<string, string>>
}

const ENGLISH: ReceiptWords = {
  direction: 'ltr',
  locale: 'en-GB',
  title: 'For you',
  gets: '{to} gets from {from}: {categories}.',
  nothing: 'You took all of it back: {to} may keep nothing that {from} passed on, unless a law makes it.',
  purposes: 'Only for: {purposes}.',
  until: 'Until {until}.',
  erase: 'It erases what it got by {eraseAt} at the latest.',
  back: '{to} tells {from} how it goes.',
  noBack: '{to} tells {from} nothing about you.',
  onward: 'It may pass on {categories} to: {kinds}.',
  further: 'Those may pass it on in turn, to the same kinds of body alone.',
  noOnward: 'It may pass nothing on.',
  excluded: 'The bodies you named never learn of it.',
  takenBack: 'You took back: {categories}.',
  how: 'You can take it back at any time, in whole or in part. Tell {from} or {to}; you need give no reason, and you lose no help by it.',
  told: 'You were told on {at} in {language} ({notice}, version {version}); {interpreter}. You said yes {given}.',
  notice: { protection: 'the text about your safety' },
  guardian: 'Your guardian agreed for you, and you agreed too.',
  incapacity: 'Others decided for you, because you could not then. You are asked yourself on {askAgainAt}.',
  statutory: 'It is the next legal step of the complaint you filed; you agreed when you filed it.',
  danger: 'Two people decided it because of a danger. You are told as soon as it is safe.',
  keep: 'Keep this paper only where it is safe for you. If it is not, ask us to keep it.',
  category: {
    need: 'what you need',
    identity: 'your name and papers’ numbers',
    contact: 'how to reach you',
    'safe-contact': 'how to reach you safely',
    health: 'your health',
    employment: 'your work',
    testimony: 'your account, as you approved it',
    documents: 'your documents',
    family: 'your family',
    exposure: 'what touches your papers and the law',
    progress: 'how it goes',
  },
  purpose: {
    protection: 'your safety',
    shelter: 'a place to stay',
    'legal-aid': 'legal help',
    'complaint-handling': 'your complaint',
    'health-care': 'care for your health',
    'financial-assistance': 'help with money',
    'voluntary-return': 'your journey home, if you want it',
    'follow-up': 'asking later how you are',
  },
  interpreter: {
    'none-needed': 'no interpreter was needed',
    staff: 'one of our staff interpreted',
    'shared-pool': 'an interpreter of the network interpreted',
    independent: 'an independent interpreter interpreted',
  },
  given: {
    signature: 'by your signature',
    thumb: 'by your thumb, before a witness',
    voice: 'by your voice, before a witness',
    'recorded-oral': 'aloud, recorded, before a witness',
  },
  kind: {
    shelter: 'places to stay',
    'legal-aid': 'legal help',
    'charity-funding': 'charities',
    'ministry-intake': 'the ministry',
    'union-liaison': 'unions',
    hospital: 'hospitals',
  },
}

const ARABIC: ReceiptWords = {
  direction: 'rtl',
  locale: 'ar-u-nu-latn',
  title: 'ورقة لك',
  gets: 'يصل إلى «{to}» من «{from}»: {categories}.',
  nothing: 'رجعتَ عن كل ما وافقت عليه: لا يجوز أن تحتفظ الجهة «{to}» بشيء مما أرسلته الجهة «{from}»، إلا ما يُلزمها به قانون.',
  purposes: 'ولا يُستعمل إلا من أجل {purposes}.',
  until: 'حتى {until}.',
  erase: 'ويُمحى ما وصلها في موعد أقصاه {eraseAt}.',
  back: 'تُخبر الجهة «{to}» الجهة «{from}» بما يجري.',
  noBack: 'لا تُخبر الجهة «{to}» الجهة «{from}» بشيء عنك.',
  onward: 'ولها أن تُرسل {categories} إلى: {kinds}.',
  further: 'ولهذه الجهات أن تُرسله بدورها، إلى الأنواع نفسها وحدها.',
  noOnward: 'وليس لها أن تُرسل شيئاً إلى غيرها.',
  excluded: 'الجهات التي سمّيتَها لا تعلم بذلك أبداً.',
  takenBack: 'رجعتَ عن: {categories}.',
  how: 'لك أن ترجع عن موافقتك في أي وقت، كلها أو بعضها. أخبِر «{from}» أو «{to}»، من غير أن تذكر سبباً، ولا تخسر بذلك أي مساعدة.',
  told: 'أُبلغتَ يوم {at} باللغة {language} ({notice}، الإصدار {version})؛ {interpreter}. وقلتَ نعم {given}.',
  notice: { protection: 'النص عن سلامتك' },
  guardian: 'وافق عنك وليّك أو وصيّك، ووافقتَ أنت أيضاً.',
  incapacity: 'قرّر غيرك عنك لأنك لم تكن تستطيع حينها. وتُسأل أنت بنفسك يوم {askAgainAt}.',
  statutory: 'هذه هي الخطوة القانونية التالية للشكوى التي قدّمتَها، وقد وافقتَ عليها حين قدّمتَها.',
  danger: 'قرّر ذلك شخصان بسبب خطر. وتُخبَر به حالما يكون ذلك آمناً.',
  keep: 'احتفِظ بهذه الورقة حيث تكون آمناً فقط. وإن لم يكن ذلك ممكناً فاطلب منا أن نحفظها لك.',
  category: {
    need: 'ما تحتاج إليه',
    identity: 'اسمك وأرقام أوراقك',
    contact: 'كيف يُتصل بك',
    'safe-contact': 'كيف يُتصل بك بأمان',
    health: 'صحتك',
    employment: 'عملك',
    testimony: 'روايتك كما وافقتَ عليها',
    documents: 'وثائقك',
    family: 'أسرتك',
    exposure: 'ما يمسّ أوراقك والقانون',
    progress: 'ما يجري',
  },
  purpose: {
    protection: 'سلامتك',
    shelter: 'مكان تقيم فيه',
    'legal-aid': 'المساعدة القانونية',
    'complaint-handling': 'شكواك',
    'health-care': 'رعاية صحتك',
    'financial-assistance': 'المساعدة المالية',
    'voluntary-return': 'عودتك إلى بلدك إن أردت',
    'follow-up': 'السؤال عنك فيما بعد',
  },
  interpreter: {
    'none-needed': 'ولم تكن هناك حاجة إلى مترجم',
    staff: 'وترجم أحد موظفينا',
    'shared-pool': 'وترجم مترجم من الشبكة',
    independent: 'وترجم مترجم مستقل',
  },
  given: {
    signature: 'بتوقيعك',
    thumb: 'ببصمة إبهامك أمام شاهد',
    voice: 'بصوتك أمام شاهد',
    'recorded-oral': 'شفهياً مع التسجيل أمام شاهد',
  },
  kind: {
    shelter: 'مأوى آمن',
    'legal-aid': 'المساعدة القانونية',
    'charity-funding': 'الجمعيات الخيرية',
    'ministry-intake': 'الوزارة',
    'union-liaison': 'النقابات',
    hospital: 'المستشفيات',
  },
}

/** The words of receipts. A further language is a further entry here, and a code in `RECEIPT_LANGUAGES`. */
export const RECEIPT_WORDS: Readonly<Record<ReceiptLanguage, ReceiptWords>> = { ara: ARABIC, eng: ENGLISH }
