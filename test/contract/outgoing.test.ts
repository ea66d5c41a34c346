import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { NewContact, NOTICE_TEXTS, Refusal } from '@ihala/contract'
import { expect, test } from 'vitest'
import { assertSafe, assertSafeMeeting, RECEIPT_WORDS } from '../../packages/desk/test/outgoing.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The thirteen languages by ISO 639-3, as notices and papers name them, and as the files of words do. */
const TAGS = {
  ara: 'ar',
  eng: 'en',
  hin: 'hi',
  urd: 'ur',
  ben: 'bn',
  npi: 'ne',
  mal: 'ml',
  tam: 'ta',
  sin: 'si',
  tgl: 'tl',
  swa: 'sw',
  amh: 'am',
  fra: 'fr',
} as const
type Tag = (typeof TAGS)[keyof typeof TAGS]

/** What, read over a shoulder, in a list of notices or on a paper that is found, betrays whoever reads it: as a stem, in every language. */
const BETRAYS: Readonly<Record<Tag, RegExp>> = {
  ar: /ضحي[ةّ]|ضحايا|اتجار|مجهول|بلاغ(?! عن مخالفة)|عمل جبري|العمل القسري|استعباد/,
  en: /victim|traffick|anonym|forced labou?r|slave/i,
  hi: /पीड़ित|तस्करी|गुमनाम|बंधुआ/,
  ur: /متاثرہ شخص|اسمگلنگ|گمنام|جبری مشقت/,
  bn: /ভুক্তভোগী|পাচার|বেনামি|বেনামী|জবরদস্তি/,
  ne: /पीडित|बेचबिखन|तस्करी|गुमनाम|बँधुवा/,
  ml: /മനുഷ്യക്കടത്ത്|അജ്ഞാത|ഇരകൾ|അടിമ/,
  ta: /பாதிக்கப்பட்ட|கடத்தல்|அநாமதேய|கொத்தடிமை/,
  si: /වින්දිත|ජාවාරම|නිර්නාමික|වහල්/,
  tl: /biktima|trafficking|hindi nagpakilala|sapilitang/i,
  sw: /mwathiriwa|mhanga|biashara haramu|usafirishaji haramu|bila jina|\butumwa/i,
  am: /ተጠቂ|ሰለባ|ዝውውር|ባርነት/,
  fr: /victime|traite |trafic|anonym|travail forcé|esclav/i,
}
/** Only what is read to somebody in private says that these are told nothing; nothing that can be found names them. */
const POLICE: Readonly<Record<Tag, RegExp>> = {
  ar: /شرط[ةي]/,
  en: /police/i,
  hi: /पुलिस/,
  ur: /پولیس/,
  bn: /পুলিশ/,
  ne: /प्रहरी|पुलिस/,
  ml: /പോലീസ|പൊലീസ/,
  ta: /காவல்துறை|போலீஸ்/,
  si: /පොලිස|පොලීස/,
  tl: /pulis/i,
  sw: /polisi/i,
  am: /ፖሊስ/,
  fr: /police|policier/i,
}

interface Template {
  readonly what: string
  readonly language: Tag
  readonly texts: readonly string[]
  /** Read aloud before somebody decides, and left with nobody. */
  readonly told?: true
}
const textsOf = (value: object): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    key.startsWith('$') ? [] : typeof inner === 'object' && inner !== null ? textsOf(inner) : [String(inner)],
  )
const texts = (folder: string, language: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(ROOT, 'packages/ui/src', folder, `${language}.json`), 'utf8'))
const tagOf = (iso: string): Tag => {
  const found = Object.entries(TAGS).find(([one]) => one === iso)
  if (found === undefined) throw new Error(`a text in ${iso}, of which nobody said what betrays in it`)
  return found[1]
}

/** All that leaves the network to be read by a person concerned, or shows by itself on a device. */
const TEMPLATES: readonly Template[] = [
  ...Object.values(TAGS).map((language) => ({ what: 'worker pages', language, texts: textsOf(texts('worker/words', language)) })),
  ...Object.entries(RECEIPT_WORDS).map(([iso, words]) => ({ what: 'paper of consent', language: tagOf(iso), texts: textsOf(words) })),
  ...(['ar', 'en'] as const).map((language) => ({
    what: 'notice on a device of staff',
    language,
    texts: [texts('messages', language)['notice.changed'] ?? ''],
  })),
  ...Object.entries(NOTICE_TEXTS).flatMap(([what, inAll]) =>
    Object.entries(inAll).map(([iso, text]) => ({ what, language: tagOf(iso), texts: [text], told: true as const })),
  ),
]

test.each(TEMPLATES)('T39: $what in $language says nothing that betrays who reads it', ({ language, texts: said, told }) => {
  expect(said.length).toBeGreaterThan(0)
  expect(said.filter((text) => BETRAYS[language].test(text))).toEqual([])
  // Where it must be named it is: the pattern finds it there.
  expect(said.some((text) => POLICE[language].test(text))).toBe(told === true)
})

test('T39: of every language that there are words in, somebody said what betrays in it', () => {
  const files = readdirSync(join(ROOT, 'packages/ui/src/worker/words')).map((file) => file.replace('.json', ''))
  expect(files.sort()).toEqual(Object.values(TAGS).sort())
})

test('DOMAIN.md, Words: a paper in Arabic that a worker carries says a safe place, and none by the name of its kind', () => {
  expect(textsOf(RECEIPT_WORDS.ara).filter((text) => /د(?:ا|و)ر (?:ال)?إيواء|ضابط ارتباط/.test(text))).toEqual([])
})

/** What would bring a word to somebody by itself. */
const SENDERS = /new Notification\(|showNotification|PushManager|sendBeacon|mailto:|sms(?:to)?:|createTransport|nodemailer|twilio|web-?push/
const sources = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && ['packages', 'services'].includes(entry.name))
  .flatMap(({ name }) => readdirSync(join(ROOT, name)).map((part) => join(ROOT, name, part)))
  .flatMap((part) => ['src', 'web'].map((folder) => join(part, folder)))
  .flatMap(filesIn)

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    // A part without sources or pages of its own.
    return []
  }
}
const holding = (pattern: RegExp): string[] =>
  sources
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => relative(ROOT, file))
    .sort()

test('T39: nothing else goes out: no mail, no SMS, no push; and whoever contacts a person passes their plan', () => {
  expect(sources.length).toBeGreaterThan(500)
  expect(holding(SENDERS)).toEqual(['packages/ui/src/notify/use-notices.ts'])
  // What is written down of a contact or a meeting is written by nobody else.
  expect(holding(/insertContact\.run/)).toEqual(['packages/desk/src/contact/contact.http.ts'])
  expect(holding(/assertSafe\(/)).toEqual(['packages/desk/src/contact/contact.http.ts', 'packages/desk/src/contact/contact.ts'])
  expect(holding(/assertSafeMeeting\(/)).toEqual(['packages/desk/src/meeting/meeting.http.ts', 'packages/desk/src/meeting/meeting.ts'])
})

/** Hours, in minutes of the local day; those that begin when they end are none. */
const HOURS = [undefined, [660, 780], [1320, 120], [0, 1439], [600, 600]] as const
const written = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const ZONES = [
  ['Asia/Qatar', 180],
  ['Asia/Kathmandu', 345],
] as const
const NUMBER = '+97400004130'
const MIDNIGHT = Date.parse('2026-11-22T00:00:00.000Z')
const DAY = 24 * 60
/** Each twenty minutes, and those around the ends of the hours. */
const MINUTES = [
  ...Array.from({ length: DAY / 20 }, (_, at) => 20 * at),
  ...HOURS.flatMap((hours) => hours ?? []).flatMap((end) => [end - 1, end, end + 1]),
].filter((minute) => minute >= 0 && minute < DAY)

/** By arithmetic alone whether a plan allows a minute of the local day. */
function allowed(may: boolean, hours: readonly [number, number] | undefined, minute: number): boolean {
  if (!may || hours === undefined) return may
  const [from, until] = hours
  return from <= until ? from <= minute && minute < until : minute >= from || minute < until
}

test.each(NewContact.properties.channel.enum)(
  'T39, R-3, C8: by %s nobody is contacted against their plan, at no minute of the day',
  (channel) => {
    const wrong: string[] = []
    const counted = { yes: 0, no: 0 }
    for (const [zone, offset] of ZONES)
      for (const [may, hours, telephone, codeWord] of plans())
        for (const codeWordGiven of [true, false])
          for (const minute of MINUTES) {
            const plan = { mayContact: may, ...(telephone ? { telephone } : {}), ...(codeWord ? { codeWord } : {}), ...hoursOf(hours) }
            const now = new Date(MIDNIGHT + (minute - offset) * 60_000).toISOString()
            const right =
              allowed(may, hours, minute) &&
              (channel === 'in-person' || telephone !== undefined) &&
              (codeWord === undefined || codeWordGiven)
            const safe = isSafe(() => assertSafe(plan, { channel, codeWordGiven }, now, zone))
            counted[safe ? 'yes' : 'no'] += 1
            if (safe !== right) wrong.push(`${zone} ${now} ${JSON.stringify(plan)}`)
          }
    expect(wrong.slice(0, 3)).toEqual([])
    expect(Math.min(counted.yes, counted.no)).toBeGreaterThan(500)
    // Nobody said that they may be contacted: nobody contacts them.
    expect(isSafe(() => assertSafe(undefined, { channel, codeWordGiven: true }, new Date(MIDNIGHT).toISOString(), 'Asia/Qatar'))).toBe(
      false,
    )
  },
)

test('T39, D14: nobody is met against their plan either, and without one not at all', () => {
  const now = new Date(MIDNIGHT).toISOString()
  for (const hours of HOURS)
    for (const minute of MINUTES) {
      const at = new Date(MIDNIGHT + DAY * 60_000 + (minute - 180) * 60_000).toISOString()
      const met = (plan: Parameters<typeof assertSafeMeeting>[1]) =>
        isSafe(() => assertSafeMeeting({ at, codeWord: 'jasmine' }, plan, [], { now, timeZone: 'Asia/Qatar' }))
      expect(met({ mayContact: true, ...hoursOf(hours) })).toBe(allowed(true, hours, minute))
      expect([met({ mayContact: false, ...hoursOf(hours) }), met(undefined)]).toEqual([false, false])
    }
})

function plans() {
  return [true, false].flatMap((may) =>
    HOURS.flatMap((hours) =>
      [NUMBER, undefined].flatMap((telephone) => ['jasmine', undefined].map((word) => [may, hours, telephone, word] as const)),
    ),
  )
}

const hoursOf = (hours: readonly [number, number] | undefined) =>
  hours === undefined ? {} : { hours: { from: written(hours[0]), until: written(hours[1]) } }

function isSafe(contact: () => void): boolean {
  try {
    contact()
    return true
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'contact-not-safe') return false
    throw thrown
  }
}
