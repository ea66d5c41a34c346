/** What the doctor can say. `{name}` stands for a figure or a name. */
export const WORDS = {
  'node-good': { en: 'Node.js {version} runs this.', ar: 'يعمل هذا على Node.js {version}.' },
  'node-bad': {
    en: 'Node.js {version} is too old: the services need 24 or later.',
    ar: 'إصدار Node.js {version} قديم: تحتاج الخدمات إلى 24 أو أحدث.',
  },
  'settings-good': { en: 'The settings are complete and fit together.', ar: 'الإعدادات كاملة ومتوافقة.' },
  'settings-bad': { en: 'The settings cannot be used: {problem}', ar: 'لا يمكن استعمال الإعدادات: {problem}' },
  'database-good': { en: 'The database answers: PostgreSQL {version}.', ar: 'قاعدة البيانات تستجيب: PostgreSQL {version}.' },
  'database-old': {
    en: 'The database is PostgreSQL {version}: 15 or later is needed.',
    ar: 'قاعدة البيانات PostgreSQL {version}: يلزم 15 أو أحدث.',
  },
  'database-away': { en: 'The database cannot be reached ({code}).', ar: 'تعذّر الوصول إلى قاعدة البيانات ({code}).' },
  'role-good': {
    en: 'The role that works is no superuser, owns no table and does not bypass row-level security.',
    ar: 'الدور العامل ليس مشرفًا أعلى ولا يملك أي جدول ولا يتجاوز أمن الصفوف.',
  },
  'role-bad': {
    en: 'The role of `databaseUrl` is a superuser, bypasses row-level security or owns the tables: give it none of these.',
    ar: 'دور `databaseUrl` مشرف أعلى أو يتجاوز أمن الصفوف أو يملك الجداول: لا تمنحه شيئًا من ذلك.',
  },
  'fences-good': {
    en: 'Row-level security stands on every table with personal data.',
    ar: 'أمن الصفوف قائم على كل جدول فيه بيانات شخصية.',
  },
  'fences-bad': { en: 'Row-level security is missing on {tables}.', ar: 'أمن الصفوف غائب عن {tables}.' },
  'migrations-good': { en: 'The database is in the state this version needs.', ar: 'قاعدة البيانات في الحالة التي يحتاجها هذا الإصدار.' },
  'migrations-due': {
    en: '{count} migrations are still to be applied; the next start, or `ihala upgrade`, does it.',
    ar: 'بقيت {count} من ترحيلات البيانات؛ يطبّقها التشغيل التالي أو `ihala upgrade`.',
  },
  'migrations-none': { en: 'The database was never migrated.', ar: 'لم تُهيّأ قاعدة البيانات قط.' },
  'migrations-bad': { en: 'The database does not fit this version: {problem}', ar: 'قاعدة البيانات لا تناسب هذا الإصدار: {problem}' },
  'keyring-good': {
    en: 'The keyring opens, and nobody else may read its files; the signing key is good for {days} more days.',
    ar: 'حلقة المفاتيح تُفتح ولا يقرأ ملفاتها غيركم؛ مفتاح التوقيع صالح {days} يومًا أخرى.',
  },
  'keyring-ending': {
    en: 'The signing key ends in {days} days: plan its change.',
    ar: 'ينتهي مفتاح التوقيع بعد {days} يومًا: خططوا لتبديله.',
  },
  'keyring-bad': { en: 'The keyring cannot be used: {problem}', ar: 'لا يمكن استعمال حلقة المفاتيح: {problem}' },
  'kek-good': {
    en: 'The key that opens the keyring lies in another folder than the keyring.',
    ar: 'المفتاح الذي يفتح حلقة المفاتيح في مجلد غير مجلدها.',
  },
  'kek-bad': {
    en: 'The key that opens the keyring lies in the folder of the keyring: who copies the one has the other.',
    ar: 'المفتاح الذي يفتح حلقة المفاتيح في مجلدها نفسه: من نسخ هذا ملك ذاك.',
  },
  'escrow-good': {
    en: 'Escrow {version} of the keys was written {age} ago, and no key was made or erased since.',
    ar: 'كُتبت وديعة المفاتيح {version} قبل {age}، ولم يُنشأ مفتاح ولم يُمحَ بعدها.',
  },
  'escrow-old': {
    en: 'Keys were made or erased since escrow {version} ({age} ago): write it again with `ihala keys escrow`.',
    ar: 'أُنشئت مفاتيح أو مُحيت بعد الوديعة {version} (قبل {age}): اكتبوها من جديد بالأمر `ihala keys escrow`.',
  },
  'escrow-none': {
    en: 'There is no escrow of the keys: if this machine is lost, nothing can be read again. `ihala keys escrow` writes one.',
    ar: 'لا وديعة للمفاتيح: إن فُقد هذا الجهاز فلن يُقرأ شيء بعده. يكتبها الأمر `ihala keys escrow`.',
  },
  'recovery-open': {
    en: 'The organisation is recovering: restored {age} ago from a backup.',
    ar: 'المؤسسة في طور التعافي: استُعيدت قبل {age} من نسخة احتياطية.',
  },
  'bus-good': { en: 'The bus answers and knows us: nats-server {version}.', ar: 'الناقل يستجيب ويعرفنا: nats-server {version}.' },
  'bus-problem': { en: '{problem}', ar: 'لا يصلح الناقل للعمل الحقيقي: {problem}' },
  'bus-away': {
    en: 'The bus cannot be reached, or does not take our credentials.',
    ar: 'تعذّر الوصول إلى الناقل، أو أنه لا يقبل أوراق اعتمادنا.',
  },
  'registry-good': {
    en: "The registry's statement about us was heard {age} ago and is good for {left} more.",
    ar: 'سُمع بيان السجل عنا قبل {age}، وهو صالح {left} أخرى.',
  },
  'registry-expired': {
    en: "The registry's statement about us ended {age} ago: nobody takes our messages.",
    ar: 'انتهى بيان السجل عنا قبل {age}: لا أحد يقبل رسائلنا.',
  },
  'registry-none': { en: 'The registry has said nothing about us yet.', ar: 'لم يقل السجل عنا شيئًا بعد.' },
  'outbox-good': {
    en: '{count} messages wait for a receipt; the oldest for {age}.',
    ar: 'عدد الرسائل التي تنتظر الإيصال {count}؛ أقدمها منذ {age}.',
  },
  'outbox-slow': {
    en: '{count} messages wait for a receipt, the oldest for {age}: a partner or the bus is away.',
    ar: 'عدد الرسائل التي تنتظر الإيصال {count}، أقدمها منذ {age}: شريكٌ أو الناقل غائب.',
  },
  'clock-good': { en: 'The clock agrees with that of {whom} ({seconds} s apart).', ar: 'الساعة توافق ساعة {whom} (الفرق {seconds} ث).' },
  'clock-bad': {
    en: 'The clock is {seconds} s apart from that of {whom}: messages are refused beyond 300 s.',
    ar: 'الفرق بين الساعة وساعة {whom} {seconds} ث: تُرفض الرسائل فوق 300 ث.',
  },
  'clock-unknown': { en: 'The clock of {whom} could not be asked.', ar: 'تعذّر سؤال ساعة {whom}.' },
  'disk-good': { en: '{free} GiB are free where the keys lie.', ar: 'المساحة الحرة حيث المفاتيح {free} GiB.' },
  'disk-bad': { en: 'Only {free} GiB are free where the keys lie.', ar: 'لم يبق حيث المفاتيح إلا {free} GiB.' },
} as const satisfies Record<string, { readonly en: string; readonly ar: string }>

/** Languages of the doctor. */
export type Language = 'en' | 'ar'
/** One thing the doctor can say. */
export type Saying = keyof typeof WORDS

const UNITS = [
  { seconds: 86_400, en: 'd', ar: 'ي' },
  { seconds: 3_600, en: 'h', ar: 'س' },
  { seconds: 60, en: 'min', ar: 'د' },
  { seconds: 1, en: 's', ar: 'ث' },
] as const

/** A figure in a sentence; a time is given in seconds and told in its largest unit. */
export type Figure = string | number | { readonly seconds: number }

function told(figure: Figure, language: Language): string {
  if (typeof figure !== 'object') return String(figure)
  const seconds = Math.max(0, Math.round(figure.seconds))
  const unit = UNITS.find((one) => seconds >= one.seconds) ?? UNITS[3]
  return `${Math.floor(seconds / unit.seconds)} ${unit[language]}`
}

/** A sentence in a language. */
export function sentence(saying: Saying, figures: Readonly<Record<string, Figure>>, language: Language): string {
  return WORDS[saying][language].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const figure = figures[name]
    return figure === undefined ? whole : told(figure, language)
  })
}
