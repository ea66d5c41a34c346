/** Draws the evidence of the invented people into `documents/`. Run by hand; `CHROMIUM` names another browser. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BURJ_AL_RABWA, ZAHRAT_AL_MAWJ } from './companies.ts'
import { HIRUT, NAZMUL, SUMAN } from './people.ts'
import type { Company, Person } from './person.ts'

const LARGEST = 100_000
const out = (file: string) => join(import.meta.dirname, 'documents', file)

interface Clause {
  readonly arabic: string
  readonly own: string
}

/** A conversation as a phone shows it: `me` is the worker. */
interface Message {
  readonly from: 'me' | 'them'
  readonly at: string
  readonly text: string
}

const STYLE = `
  * { box-sizing: border-box; margin: 0 }
  body { font-family: 'Noto Sans', 'Noto Sans Arabic', 'Noto Naskh Arabic', 'Noto Sans Devanagari', 'Noto Sans Bengali', 'Noto Sans Ethiopic', sans-serif; color: #222; background: #fff }
  table { border-collapse: collapse; width: 100% }
  td, th { border: 1px solid #999; padding: 7px 10px; text-align: start; vertical-align: middle }
  th { background: #eee; font-weight: 600 }
  bdi { unicode-bidi: isolate }
`

function payslip(): string {
  const rows: readonly (readonly [string, string])[] = [
    ['الراتب الأساسي', '1,400.00'],
    ['بدل طعام', '300.00'],
    ['خصم: سكن', '−350.00'],
    ['خصم: رسوم تأشيرة', '−300.00'],
  ]
  return page(
    'ar',
    'rtl',
    `body { padding: 28px; width: 640px; font-size: 16px } h1 { font-size: 21px } h2 { font-size: 17px; font-weight: 400; margin: 4px 0 16px }
     .net td { font-weight: 700; background: #f6f6f6 } td:last-child { text-align: end } p { margin-top: 18px; font-size: 14px } .who td:last-child { text-align: start }`,
    `<h1>${ZAHRAT_AL_MAWJ.names.own}</h1><h2>كشف راتب شهر يونيو 2026</h2>
     <table class="who">
       <tr><th>الاسم</th><td><bdi>${SUMAN.names.latin}</bdi></td></tr>
       <tr><th>رقم جواز السفر</th><td><bdi>${SUMAN.passport}</bdi></td></tr>
       <tr><th>المهنة</th><td>بحّار سطح</td></tr>
       <tr><th>أيام العمل</th><td>30</td></tr>
     </table><br>
     <table><tr><th>البند</th><th>المبلغ (ر.ق)</th></tr>
       ${rows.map(([item, amount]) => `<tr><td>${item}</td><td><bdi dir="ltr">${amount}</bdi></td></tr>`).join('')}
       <tr class="net"><td>الصافي</td><td><bdi dir="ltr">1,050.00</bdi></td></tr></table>
     <p>الجوازات محفوظة لدى الإدارة. المحاسب: ........................</p>`,
  )
}

function contract(person: Person, employer: Company, language: string, ownTitle: string, clauses: readonly Clause[]): string {
  return page(
    'ar',
    'rtl',
    `@page { size: A4; margin: 18mm } body { font-size: 12.5pt; line-height: 1.7 } h1 { font-size: 18pt; text-align: center }
     h2 { font-size: 14pt; font-weight: 400; text-align: center; margin-bottom: 8mm } td { width: 50% } .sign td { border: 0; padding-top: 14mm }
     th { font-weight: 400 } footer { margin-top: 8mm; text-align: center; font-size: 10pt }`,
    `<h1>عقد عمل</h1><h2 lang="${language}">${ownTitle}</h2>
     <table>
       <tr><th>صاحب العمل: ${employer.names.own}</th><th lang="${language}" dir="ltr">${person.names.own} · ${person.passport}</th></tr>
       ${clauses.map((clause, i) => `<tr><td>${i + 1}. ${clause.arabic}</td><td lang="${language}" dir="ltr">${i + 1}. ${clause.own}</td></tr>`).join('')}
     </table>
     <table class="sign"><tr><td>صاحب العمل: ....................</td><td dir="ltr" lang="${language}">${person.names.own}: ....................</td></tr></table>
     <footer><bdi dir="ltr">1 / 3</bdi></footer>`,
  )
}

function phone(language: string, title: string, messages: readonly Message[]): string {
  return page(
    language,
    'ltr',
    `body { width: 390px; height: 640px; background: #efe9e1; font-size: 17px; line-height: 1.5 }
     header { background: #24505c; color: #fff; padding: 30px 18px 12px; font-size: 18px } main { padding: 14px; display: grid; gap: 10px }
     p { padding: 8px 12px 4px; border-radius: 12px; max-width: 82% } time { display: block; font-size: 12px; color: #666; text-align: end }
     .me { background: #d5efd0; justify-self: end } .them { background: #fff; justify-self: start }`,
    `<header>${title}</header><main>${messages.map(({ from, at, text }) => `<p class="${from}">${text}<time>${at}</time></p>`).join('')}</main>`,
  )
}

function page(language: string, direction: 'ltr' | 'rtl', style: string, body: string): string {
  return `<!doctype html><html lang="${language}" dir="${direction}"><meta charset="utf-8"><title>·</title><style>${STYLE}${style}</style><body>${body}</body></html>`
}

function draw(file: string, html: string, size: { readonly width: number; readonly height: number }): void {
  const folder = mkdtempSync(join(tmpdir(), 'ihala-documents-'))
  try {
    const source = join(folder, 'page.html')
    writeFileSync(source, html)
    const how = file.endsWith('.pdf')
      ? [`--print-to-pdf=${out(file)}`, '--no-pdf-header-footer']
      : [`--screenshot=${out(file)}`, `--window-size=${size.width},${size.height}`, '--hide-scrollbars']
    // Chromium's sandbox refuses to run as root.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    execFileSync(
      process.env.CHROMIUM ?? 'chromium',
      ['--headless', '--disable-gpu', ...asRoot, `--user-data-dir=${join(folder, 'profile')}`, ...how, pathToFileURL(source).href],
      { stdio: 'ignore' },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const bytes = statSync(out(file)).size
  if (bytes > LARGEST) throw new Error(`${file} has ${bytes} bytes, more than ${LARGEST}`)
  console.info(`${file} ${bytes} bytes`)
}

draw('suman-payslip.png', payslip(), { width: 640, height: 800 })
draw(
  'suman-contract.pdf',
  contract(SUMAN, ZAHRAT_AL_MAWJ, 'ne', 'रोजगार करार', [
    {
      arabic: 'يعمل الطرف الثاني بحّارًا على قوارب الشركة لمدة سنتين تبدأ في 16 مارس 2025.',
      own: 'दोस्रो पक्षले १६ मार्च २०२५ देखि दुई वर्षसम्म कम्पनीको डुङ्गामा काम गर्नेछ।',
    },
    { arabic: 'الأجر الشهري 1,400 ريال قطري.', own: 'मासिक तलब १,४०० कतारी रियाल हुनेछ।' },
    { arabic: 'ساعات العمل 48 ساعة في الأسبوع، ويوم الجمعة راحة.', own: 'हप्तामा ४८ घण्टा काम, शुक्रबार बिदा।' },
    { arabic: 'تتحمل الشركة السكن وتذكرة العودة.', own: 'बस्ने ठाउँ र फर्कने टिकट कम्पनीले दिनेछ।' },
    { arabic: 'لا يغادر العامل الرصيف إلا بإذن القبطان.', own: 'कप्तानको अनुमति बिना कामदार घाट छोडेर जान पाउने छैन।' },
  ]),
  { width: 0, height: 0 },
)
draw(
  'nazmul-messages.png',
  phone('bn', 'ক্যাপ্টেন ইদ্রিস', [
    { from: 'me', at: '১৪ অক্টোবর, ২০:৪১', text: 'স্যার, তিন মাস হয়ে গেল, বেতন কবে পাব?' },
    { from: 'them', at: '২০:৫২', text: 'কাজ করো, কথা কম বলো।' },
    { from: 'me', at: '২০:৫৫', text: `আমার পাসপোর্টটা দরকার। নম্বর ${NAZMUL.passport}।` },
    { from: 'them', at: '২০:৫৭', text: 'পাসপোর্ট আমার কাছে থাকবে। বেশি চাইলে সমুদ্রে ফেলে দেব, কেউ জানবে না।' },
    { from: 'me', at: '২১:১০', text: 'মেয়ের স্কুলের টাকা দিতে হবে, স্যার।' },
  ]),
  { width: 390, height: 640 },
)
draw(
  'hirut-messages.png',
  phone('am', 'ተቆጣጣሪ ፋዋዝ', [
    { from: 'them', at: 'ኖቬምበር 2፣ 22:14', text: 'በሩን ክፈቺ።' },
    { from: 'me', at: '22:15', text: 'አልከፍትም። እባክህ ሂድ።' },
    { from: 'them', at: '22:17', text: 'ካልከፈትሽ ወደ ሀገርሽ እመልስሻለሁ።' },
    { from: 'me', at: '22:20', text: 'ፓስፖርቴን እና የሦስት ወር ደመወዜን ስጡኝ።' },
    { from: 'them', at: '22:21', text: 'ፓስፖርትሽ ቢሮ ውስጥ ነው። ምንም አታገኚም።' },
  ]),
  { width: 390, height: 640 },
)
draw(
  'hirut-contract.pdf',
  contract(HIRUT, BURJ_AL_RABWA, 'am', 'የሥራ ውል', [
    {
      arabic: 'تعمل العاملة في نظافة معسكرات الشركة لمدة سنتين تبدأ في 18 يناير 2026.',
      own: 'ሁለተኛዋ ወገን ከጃንዋሪ 18፣ 2026 ጀምሮ ለሁለት ዓመት በኩባንያው ካምፕ በጽዳት ትሠራለች።',
    },
    { arabic: 'الأجر الشهري 1,100 ريال قطري.', own: 'የወር ደመወዝ 1,100 የኳታር ሪያል ነው።' },
    { arabic: 'ساعات العمل 48 ساعة في الأسبوع، ويوم الجمعة راحة.', own: 'በሳምንት 48 ሰዓት ሥራ፤ ዓርብ እረፍት ነው።' },
    { arabic: 'تقيم العاملة في المعسكر.', own: 'ሠራተኛዋ በካምፑ ውስጥ ትኖራለች።' },
  ]),
  { width: 0, height: 0 },
)
