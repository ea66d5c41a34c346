/**
 * What whoever runs the bus sees, live: GET /watch/events answers server-sent events `{at, recipientTag, senderTag, digest, bytes}`,
 * one for each message that passes, after one `before` with how many passed that are not told again. Plain JavaScript: the page is served as it is written.
 */

const texts = {
  ar: {
    title: 'ما يراه مشغّل الناقل',
    sees: 'يرى',
    seesText:
      'متى مرّت رسالة، ورمز الجهة المرسلة ورمز الجهة المستقبلة (وهو يعرف من وراء كل رمز)، وبصمة النص المشفّر، وحجمه. الحجم واحد لكل خطوة؛ ولا يختلف إلا عند مرور ملف. وتمرّ رسائل ولو لم يعمل أحد: يتبادل الأعضاء رؤوس سجلاتهم الموقّعة ليشهد كلٌّ لغيره.',
    blind: 'لا يرى',
    blindText:
      'عن أي شخص هي، ولا ما فيها: هل هي سؤال أم قبول أم اعتذار أم إيصال، ولا أي إحالة تخص. لا يملك مفتاحاً يفتحها، وإن غيّر فيها حرفاً رُفضت.',
    count: 'رسائل مرّت',
    tags: 'رموز ظهرت',
    sizes: 'أحجام ما في القائمة',
    caption: 'الرسائل، الأحدث أولاً، {most} على الأكثر',
    at: 'الوقت (بتوقيت قطر)',
    from: 'من الرمز',
    to: 'إلى الرمز',
    digest: 'البصمة',
    bytes: 'الحجم',
    empty: 'لم تمرّ رسالة بعد. اقبلوا إحالة لدى إحدى الجهات وانظروا هنا.',
    pause: 'توقف',
    resume: 'متابعة',
    live: 'مباشر',
    paused: 'متوقف',
    lost: 'انقطع الاتصال، تُعاد المحاولة…',
    unit: 'بايت',
    other: 'English',
  },
  en: {
    title: 'What the operator of the bus sees',
    sees: 'Sees',
    seesText:
      'When a message passed, the tag of the sending and of the receiving organisation (it knows who stands behind a tag), the digest of the ciphertext, and its size. Every step has the same size; only a file that passes looks different. Messages pass though nobody works: members send each other the signed heads of their logs, to witness them.',
    blind: 'Cannot see',
    blindText:
      'Whom it is about, nor what it says: whether it is a question, an acceptance, a decline or a receipt, nor to which referral it belongs. It holds no key that opens it, and a message with one letter changed is refused.',
    count: 'Messages passed',
    tags: 'Tags seen',
    sizes: 'Sizes of those listed',
    caption: 'Messages, newest first, {most} at most',
    at: 'Time (in Qatar)',
    from: 'From tag',
    to: 'To tag',
    digest: 'Digest',
    bytes: 'Size',
    empty: 'No message has passed yet. Accept a referral at one of the organisations and look here.',
    pause: 'Pause',
    resume: 'Go on',
    live: 'Live',
    paused: 'Paused',
    lost: 'The connection is lost, trying again…',
    unit: 'bytes',
    other: 'العربية',
  },
}

/** The zone of the demonstration's organisations, whose clocks stand beside this page. */
const ZONE = 'Asia/Qatar'
/** As many as the server remembers for a page that is opened late. */
const MOST = 200
const KEY = 'ihala.watch.language'

let language = kept() === 'en' ? 'en' : 'ar'
let paused = false
let connection = 'lost'
/** @type {{at: string, recipientTag: string, senderTag: string, digest: string, bytes: number}[]} */
const shown = []
const tags = new Set()
let count = 0

const byId = (id) => {
  const element = document.getElementById(id)
  if (!element) throw new Error(`the page has no #${id}`)
  return element
}

function kept() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function paint() {
  const say = texts[language]
  const number = new Intl.NumberFormat(language === 'ar' ? 'ar-QA-u-nu-latn' : 'en-GB')
  document.documentElement.lang = language
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr'
  document.title = say.title
  for (const element of document.querySelectorAll('[data-say]'))
    element.textContent = say[element.dataset.say].replace('{most}', number.format(MOST))
  byId('language').textContent = say.other
  byId('language').lang = language === 'ar' ? 'en' : 'ar'
  byId('pause').textContent = paused ? say.resume : say.pause
  byId('state').textContent = paused ? say.paused : say[connection]
  byId('dot').className = paused ? 'paused' : connection
  byId('count').textContent = number.format(count)
  byId('tags').textContent = number.format(tags.size)
  const sizes = Map.groupBy(shown, ({ bytes }) => bytes)
  const sizeList = [...sizes]
    .sort(([a], [b]) => a - b)
    .map(([bytes, times]) => `${number.format(bytes)} ${say.unit} × ${number.format(times.length)}`)
  byId('sizes').replaceChildren(...sizeList.map((line) => Object.assign(document.createElement('bdi'), { textContent: line })))
  byId('empty').hidden = shown.length > 0
  byId('rows').replaceChildren(...shown.map((message) => rowOf(message, number, say)))
}

function rowOf({ at, senderTag, recipientTag, digest, bytes }, number, say) {
  const row = document.createElement('tr')
  const time = document.createElement('time')
  time.dateTime = at
  time.textContent = new Date(at).toLocaleTimeString(language === 'ar' ? 'ar-QA-u-nu-latn' : 'en-GB', { timeZone: ZONE, hour12: false })
  row.append(
    cell(time),
    cell(tagOf(senderTag)),
    cell(tagOf(recipientTag)),
    cell(mono(`${digest.slice(0, 16)}…`, digest)),
    cell(isolated(`${number.format(bytes)} ${say.unit}`)),
  )
  return row
}

function cell(content) {
  const element = document.createElement('td')
  element.append(content)
  return element
}

function isolated(text) {
  return Object.assign(document.createElement('bdi'), { textContent: text })
}

function mono(text, whole) {
  const element = isolated(text)
  element.className = 'mono'
  element.title = whole
  return element
}

/** Degrees between the colours of two tags that appeared one after the other: never near one met before, however many there are. */
const GOLDEN_ANGLE = 137.508

/** A tag with a colour of its own, so that an eye can follow it: by the order in which tags appeared, and saying nothing more. */
function tagOf(tag) {
  const element = mono(`${tag.slice(0, 4)}…${tag.slice(-6)}`, tag)
  element.classList.add('tag')
  element.style.setProperty('--hue', String(([...tags].indexOf(tag) * GOLDEN_ANGLE) % 360))
  return element
}

const waiting = []

function take(message) {
  count += 1
  tags.add(message.senderTag).add(message.recipientTag)
  shown.unshift(message)
  shown.length = Math.min(shown.length, MOST)
}

const events = new EventSource('/watch/events')
events.addEventListener('open', () => {
  connection = 'live'
  // The server tells again what it remembers; without this a lost connection would count everything twice.
  shown.length = 0
  waiting.length = 0
  tags.clear()
  count = 0
  paint()
})
// How many passed before those that are told again.
events.addEventListener('before', ({ data }) => {
  count += Number(data)
})
events.addEventListener('error', () => {
  connection = 'lost'
  paint()
})
events.addEventListener('message', ({ data }) => {
  const message = JSON.parse(data)
  if (paused) {
    waiting.push(message)
    return
  }
  take(message)
  schedule()
})

let asked = false
/** At most one drawing a frame, however much passes. */
function schedule() {
  if (asked) return
  asked = true
  requestAnimationFrame(() => {
    asked = false
    paint()
  })
}

byId('pause').addEventListener('click', () => {
  paused = !paused
  if (!paused) for (const message of waiting.splice(0)) take(message)
  paint()
})
byId('language').addEventListener('click', () => {
  language = language === 'ar' ? 'en' : 'ar'
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Where storage is forbidden the choice lasts as long as the page.
  }
  paint()
})
paint()
