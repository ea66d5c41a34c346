import { Refusal, type ReportContent, type ReporterIdentity, type ReportSeen, receiptCheckDigits } from '@ihala/contract'
import { WORKER_LANGUAGES } from '@ihala/ui/worker'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Admission, Sealed, WorkerDoor } from '../reports/report-desk.ts'
import { readForm } from './worker-form.ts'
import { answerTo } from './worker-turn.ts'

const DIGITS = '48291037561208'
const CODE = `${DIGITS}${receiptCheckDigits(DIGITS)}`
const DURESS = `${DIGITS}${Number(receiptCheckDigits(DIGITS)) + 1}`
const STATEMENT = 'aGVhZA.Y2xhaW1z.c2ln'
const SEEN: ReportSeen = {
  step: 'received',
  steps: [{ step: 'received', at: '2026-11-22T00:00:00.000Z' }],
  outcome: null,
  contradicted: null,
  messages: [],
  holders: [
    { names: { ar: 'وزارة العمل', en: 'Ministry of Labour' }, categories: ['testimony'], own: false, stands: 'holds', until: null },
  ],
  looks: [],
  filing: { date: '2026-11-22', statement: STATEMENT },
  certificate: true,
  identified: false,
  withdrawn: false,
  hears: true,
}

let filed: [Sealed<ReportContent>, Admission][]
let answered: [string, Sealed<string>][]
let contradicted: [string, Sealed<string> | undefined][]
let identified: [string, ReporterIdentity][]
let withdrawn: string[]
let refuses: Refusal | undefined
let finds: ReportSeen

const acting = async (): Promise<void> => {
  if (refuses) throw refuses
}
const door: WorkerDoor = {
  key: async () => {
    await acting()
    return { kid: 'the-key', jwk: { kty: 'OKP', crv: 'X25519', x: 'x' }, until: '2026-12-20T00:00:00.000Z', statement: STATEMENT }
  },
  puzzle: () => ({ puzzle: 'p', bits: 1 }),
  file: async (report, admission) => {
    await acting()
    filed.push([report, admission])
    return { code: CODE, statement: STATEMENT }
  },
  open: async (code) => (code === CODE ? finds : code === DURESS ? 'decoy' : 'unknown'),
  answer: async (code, message) => {
    await acting()
    answered.push([code, message])
  },
  contradict: async (code, message) => {
    await acting()
    contradicted.push([code, message])
  },
  identify: async (code, who) => {
    await acting()
    identified.push([code, who])
  },
  withdraw: async (code) => {
    await acting()
    withdrawn.push(code)
  },
  proof: () => Promise.resolve(undefined),
  filings: () => Promise.resolve(undefined),
}
beforeEach(() => {
  filed = []
  answered = []
  contradicted = []
  identified = []
  withdrawn = []
  refuses = undefined
  finds = SEEN
})

async function asked(fields: Readonly<Record<string, string | readonly string[]>>): Promise<string> {
  const sent = new URLSearchParams({ language: 'en' })
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) sent.append(name, one)
  const answer = await answerTo({
    door,
    listFile: (date) => Promise.resolve(date === '2026-11-21' ? { format: 'list' } : undefined),
    setting: { language: 'en', leaveTo: 'about:blank', timeZone: 'Asia/Qatar', scripted: false },
    body: readForm(sent.toString()),
    organisation: { names: { ar: 'وزارة العمل', en: 'Ministry of Labour' } },
    lastDay: '2026-11-22',
  })
  return 'page' in answer ? answer.page : JSON.stringify(answer.file)
}
const progressOf = (page: string): string =>
  (/<p class="progress">(.*?)<\/p>/s.exec(page)?.[1] ?? '').replaceAll(/<[^>]*>|[\u2068\u2069]/g, '')
const titleOf = (page: string): string => (/<h1[^>]*>(.*?)<\/h1>/s.exec(page)?.[1] ?? '').replaceAll(/<[^>]*>|[\u2068\u2069]/g, '')
/** What the page would send of itself: its hidden fields, and what is chosen or typed in it. */
function fieldsIn(page: string): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const form = /<form[^>]*>.*?<\/form>/s.exec(page)?.[0] ?? ''
  const keep = (name = '', value = ''): void => {
    found[name] = [...(found[name] ?? []), value]
  }
  for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)) keep(name, value)
  for (const [, name, value] of form.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]*)" checked>/g)) keep(name, value)
  for (const [, name, value] of form.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)<\/textarea>/gs)) keep(name, value)
  return found
}

describe('a report without script (P2)', () => {
  test('goes page by page; everything said travels in the page, and arrives once', async () => {
    let page = await asked({ go: 'wrongs' })
    expect(titleOf(page)).toBe('What is wrong?')
    page = await asked({ ...fieldsIn(page), wrong: ['papers-kept', 'bad-work-or-housing'], go: 'whom' })
    expect(titleOf(page)).toBe('Who is it about?')
    page = await asked({ ...fieldsIn(page), about: 'me' })
    for (const answer of ['yes', 'no', 'not-sure']) {
      const question = /<button name="(q-[a-z0-9-]+)" value="yes"/.exec(page)?.[1] ?? ''
      page = await asked({ ...fieldsIn(page), [question]: answer })
    }
    // Of the papers a picture said it: nobody is asked again.
    expect(progressOf(page)).toBe('6 of 13')
    // Back, and another answer to the last question.
    page = await asked({ ...fieldsIn(page), go: 'q-free-to-leave' })
    expect(page).toContain('value="not-sure" class="plain" aria-pressed="true"')
    page = await asked({ ...fieldsIn(page), 'q-free-to-leave': 'yes' })
    page = await asked({ ...fieldsIn(page), go: 'place' })
    page = await asked({ ...fieldsIn(page), place: 'Street 12', go: 'since' })
    // Passed over with one press; and on the way back what was written stands where it was.
    expect(titleOf(page)).toBe('Since when?')
    page = await asked({ ...fieldsIn(page), go: 'story' })
    page = await asked({ ...fieldsIn(page), story: 'They keep it.', go: 'since' })
    page = await asked({ ...fieldsIn(page), go: 'place' })
    expect(page).toContain('\nStreet 12</textarea>')
    page = await asked({ ...fieldsIn(page), go: 'story' })
    expect(page).toContain('\nThey keep it.</textarea>')
    page = await asked({ ...fieldsIn(page), go: 'over' })
    expect(titleOf(page)).toBe('Read it once more')
    page = await asked({ ...fieldsIn(page), go: 'send' })
    const plain: ReportContent = {
      language: 'eng',
      wrongs: ['papers-kept', 'bad-work-or-housing'],
      about: 'me',
      answers: [
        { question: 'in-danger-now', answer: 'yes' },
        { question: 'papers-kept', answer: 'yes' },
        { question: 'pay-withheld', answer: 'no' },
        { question: 'free-to-leave', answer: 'yes' },
      ],
      place: 'Street 12',
      story: 'They keep it.',
    }
    expect(filed).toEqual([[{ plain }, { kind: 'slow' }]])
    expect(page).toContain(`<span>${CODE.slice(0, 4)}</span>`)
  })

  test('nobody passes the pictures without one, nor reads over what is about nobody', async () => {
    expect(await asked({ at: 'wrongs', go: 'whom' })).toContain('Choose at least one picture.')
    expect(titleOf(await asked({ at: 'story', go: 'over', wrong: 'papers-kept' }))).toBe('Who is it about?')
    expect(titleOf(await asked({ go: 'send', wrong: 'papers-kept' }))).toBe('Who is it about?')
    expect(filed).toEqual([])
  })

  test('a text that is too long is told at its field, and kept', async () => {
    const page = await asked({ at: 'story', go: 'over', wrong: 'papers-kept', about: 'me', story: 'x'.repeat(3001) })
    expect(page).toMatch(/id="story-wrong" role="alert">This text is too long/)
    expect(fieldsIn(page).story).toEqual(['x'.repeat(3001)])
  })

  test.each(['too-many-requests', 'service-unavailable'] as const)('A8: %s: a page says wait and keeps every word', async (code) => {
    refuses = new Refusal(code)
    const said = { wrong: ['papers-kept'], about: 'many', 'q-hurt': 'yes', story: 'All of it.' }
    const page = await asked({ ...said, go: 'send' })
    expect(titleOf(page)).toBe('The site is busy just now')
    expect(fieldsIn(page)).toEqual({ language: ['en'], wrong: ['papers-kept'], about: ['many'], 'q-hurt': ['yes'], story: ['All of it.'] })
    refuses = undefined
    expect(await asked({ ...fieldsIn(page), go: 'send' })).toContain(CODE.slice(0, 4))
  })
})

test('A4: what came sealed is handed on as it is, with the solved puzzle; a puzzle that was used is no fault of who came', async () => {
  await asked({ go: 'send', sealed: 'a.b.c.d.e', puzzle: 'p', solution: '7' })
  expect(filed).toEqual([[{ sealed: 'a.b.c.d.e' }, { kind: 'worked', puzzle: 'p', solution: '7' }]])
  refuses = new Refusal('token-used')
  expect(fieldsIn(await asked({ go: 'send', sealed: 'a.b.c.d.e', puzzle: 'p', solution: '7' }))).toEqual({
    language: ['en'],
    sealed: ['a.b.c.d.e'],
  })
})

describe('the receipt', () => {
  const receipt = { code: CODE, statement: STATEMENT }

  test('is typed once more before one goes on, in any digits, or known by heart', async () => {
    const eastern = [...CODE].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join('')
    expect(titleOf(await asked({ ...receipt, go: 'type' }))).toBe('Now type the code')
    for (const again of [CODE, CODE.replace(/(.{4})/g, '$1 '), eastern])
      expect(titleOf(await asked({ ...receipt, again, go: 'check' }))).toBe('Done')
    for (const again of ['', CODE.slice(1), DURESS])
      expect(await asked({ ...receipt, again, go: 'check' })).toContain('This is not the same code.')
    expect(await asked({ ...receipt, go: 'show' })).toContain(`<span>${CODE.slice(4, 8)}</span>`)
    expect(titleOf(await asked({ ...receipt, go: 'done' }))).toBe('Done')
  })

  test('T40: says in one sentence which code opens a harmless page, and that a paper can betray', async () => {
    const page = await asked({ ...receipt, go: 'show' })
    expect(page).toContain(`type ${DURESS.slice(-2)} instead of ${CODE.slice(-2)} at the end`)
    expect(page).toContain('it can betray you')
  })

  test('T40: the proof of the day stands on a page of its own, on which neither code nor decoy is to be seen', async () => {
    const page = await asked({ ...receipt, go: 'proof' })
    const told = page.replaceAll(/<input[^>]*>/g, '')
    expect([titleOf(page), page.includes('class="qr"')]).toEqual(['Proof that you filed today', true])
    for (const secret of [CODE, CODE.slice(0, 4), 'harmless words', 'this code']) expect(told).not.toContain(secret)
    expect(page).toContain('stays in the downloads of this device')
    expect(await asked({ ...receipt, go: 'show' })).not.toContain('class="qr"')
  })

  test('after it nothing of it is left in the page', async () => {
    const page = await asked({ ...receipt, again: CODE, go: 'check' })
    for (const secret of [CODE, CODE.slice(0, 4), STATEMENT]) expect(page).not.toContain(secret)
  })
})

describe('who comes back', () => {
  test('T40: a duress code opens a page of the same length that tells of nothing', async () => {
    const [real, decoy] = [await asked({ code: CODE, go: 'open' }), await asked({ code: DURESS, go: 'open' })]
    expect(titleOf(real)).toBe('How far is it?')
    finds = {
      ...SEEN,
      messages: Array.from({ length: 200 }, (_, at) => ({
        from: 'you',
        at: '2026-11-22T08:00:00.000Z',
        text: `${at} ${'"'.repeat(1_990)}`,
      })),
    }
    const long = await asked({ code: CODE, go: 'open' })
    const earlier = await asked({ code: CODE, before: /name="before" value="(\d+)"/.exec(long)?.[1] ?? '', go: 'open' })
    expect([long, earlier].map((page) => /<p dir="auto">(\d+) /.exec(page)?.[1])).toEqual(['198', '196'])
    expect([real, long, earlier].map((page) => Buffer.byteLength(page))).toEqual(Array(3).fill(Buffer.byteLength(decoy)))
    expect(decoy).toContain('working hours')
    for (const trace of [DURESS, CODE, 'certificate', 'take-back', 'Ministry', STATEMENT]) expect(decoy).not.toContain(trace)
  })

  test('a code nobody knows is told so', async () => {
    expect(await asked({ code: '1234', go: 'open' })).toContain('This code is not known.')
    refuses = new Refusal('not-found')
    expect(await asked({ code: '1234', message: 'x', go: 'answer' })).toContain('This code is not known.')
  })

  test('answers, and keeps the words when it cannot be sent', async () => {
    expect(await asked({ code: CODE, message: ' Building 14. ', go: 'answer' })).toContain('Sent.')
    await asked({ code: CODE, sealed: 'a.b.c.d.e', go: 'answer' })
    expect(answered).toEqual([
      [CODE, { plain: 'Building 14.' }],
      [CODE, { sealed: 'a.b.c.d.e' }],
    ])
    refuses = new Refusal('too-many-requests')
    expect(fieldsIn(await asked({ code: CODE, message: 'More.', go: 'answer' }))).toEqual({
      language: ['en'],
      code: [CODE],
      message: ['More.'],
    })
  })

  test('P2: what was typed when nothing is read any more is shown with the reason, and no field offered; sealed, the script puts it there', async () => {
    refuses = new Refusal('report-closed')
    finds = { ...SEEN, step: 'closed', hears: false }
    const page = await asked({ code: CODE, message: 'More "to say".', go: 'answer' })
    expect(page).toContain('Nothing more can be sent here.')
    expect(page).toMatch(/<textarea id="unsent"[^>]* readonly>\nMore &quot;to say&quot;.<\/textarea>/)
    expect(page).not.toContain('name="message"')
    expect(await asked({ code: CODE, sealed: 'a.b.c.d.e', go: 'answer' })).toMatch(/<textarea id="unsent"[^>]*>\n<\/textarea>/)
    expect(await asked({ code: CODE, name: 'Suman', go: 'identify' })).not.toContain('id="unsent"')
  })

  test('D8: says of what was closed that it is not so, with words or without, sealed or typed', async () => {
    await asked({ code: CODE, 'not-so': 'yes', go: 'answer' })
    await asked({ code: CODE, 'not-so': 'yes', message: ' Nobody came. ', go: 'answer' })
    await asked({ code: CODE, 'not-so': 'yes', sealed: 'a.b.c.d.e', go: 'answer' })
    expect(contradicted).toEqual([
      [CODE, undefined],
      [CODE, { plain: 'Nobody came.' }],
      [CODE, { sealed: 'a.b.c.d.e' }],
    ])
    expect(answered).toEqual([])
    refuses = new Refusal('too-many-requests')
    expect(fieldsIn(await asked({ code: CODE, 'not-so': 'yes', message: 'No.', go: 'answer' }))).toEqual({
      language: ['en'],
      code: [CODE],
      message: ['No.'],
      'not-so': ['yes'],
    })
  })

  test('A6: says who they are one question at a time; what was said on one page stands on the others, and the number is called only if they say so', async () => {
    let page = await asked({ code: CODE, go: 'who' })
    const length = Buffer.byteLength(page)
    expect(await asked({ ...fieldsIn(page), name: ' ', go: 'who-sex' })).toContain('Write a name.')
    page = await asked({ ...fieldsIn(page), name: 'Suman', go: 'who-sex' })
    expect([titleOf(page), Buffer.byteLength(page)]).toEqual(['Sex', length])
    page = await asked({ ...fieldsIn(page), sex: 'male' })
    expect(await asked({ ...fieldsIn(page), telephone: '5555 0000', go: 'who-call' })).toMatch(
      /role="alert">Start with \+ and the country code.*value="5555 0000"/s,
    )
    page = await asked({ ...fieldsIn(page), telephone: '٠٠٩٧٤ ٥٥٥٥-٠٠٠٠', go: 'who-call' })
    expect([titleOf(page), identified]).toEqual(['May Ministry of Labour call this number?', []])
    // Back to the name: nothing of it is lost.
    const back = await asked({ ...fieldsIn(await asked({ ...fieldsIn(page), go: 'who-telephone' })), telephone: '+97455550000', go: 'who' })
    expect(fieldsIn(back)).toMatchObject({ sex: ['male'], telephone: ['+97455550000'] })
    expect(back).toContain('value="Suman"')
    await asked({ ...fieldsIn(page), call: 'yes' })
    await asked({ ...fieldsIn(page), call: 'no' })
    const who = { name: 'Suman', sex: 'male', telephone: '+97455550000' }
    expect(identified).toEqual([
      [CODE, { ...who, mayCall: true }],
      [CODE, { ...who, mayCall: false }],
    ])
  })

  test('A6, C8: who passes over the number has sent none, whatever stood in the field, and is not asked about calling', async () => {
    const page = await asked({ code: CODE, name: 'Suman', sex: 'not-stated', go: 'who-telephone' })
    expect(page).toContain('<button name="telephone" value="" class="quiet">Skip this question</button>')
    // What was pressed comes after what stood in the field.
    await asked({ ...fieldsIn(page), telephone: ['5555', ''] })
    await asked({ ...fieldsIn(page), telephone: ' ', go: 'who-call' })
    expect(identified).toEqual([
      [CODE, { name: 'Suman', sex: 'not-stated', mayCall: false }],
      [CODE, { name: 'Suman', sex: 'not-stated', mayCall: false }],
    ])
  })

  test('takes it back in two taps', async () => {
    const first = await asked({ code: CODE, go: 'take-back' })
    expect([withdrawn, titleOf(first)]).toEqual([[], 'Take it back'])
    expect(await asked({ ...fieldsIn(first), go: 'withdraw' })).toContain('It was taken back.')
    expect(withdrawn).toEqual([CODE])
  })

  test('R-3: the certificate is in Arabic too, with the day and the body, and without story, name or code', async () => {
    const page = await asked({ code: CODE, go: 'certificate' })
    const paper = /<article.*<\/article>/s.exec(page)?.[0] ?? ''
    for (const said of ['إفادة بتقديم شكوى', 'وزارة العمل', 'Ministry of Labour', '2026-11-22', '22 November 2026'])
      expect(paper).toContain(said)
    expect(paper).not.toContain(CODE)
    expect(page).not.toContain('this code')
    expect(titleOf(await asked({ code: DURESS, go: 'certificate' }))).toBe('Questions and answers')
  })
})

test('what is protected is said, with the key and its statement; without a key that is said too', async () => {
  const page = await asked({ go: 'protected' })
  for (const said of ['This site itself could be tampered with.', 'the-key', STATEMENT, '20 December 2026']) expect(page).toContain(said)
  refuses = new Refusal('service-unavailable')
  expect(await asked({ go: 'protected' })).toContain('cannot be shown at this moment')
})

test('c1: the signed list of a day is a file; a day without one is told', async () => {
  expect(await asked({ go: 'day', date: '2026-11-21' })).toBe('{"format":"list"}')
  const missing = await asked({ go: 'day', date: '2026-11-20' })
  expect(missing).toContain('There is no list for this day.')
  // The day that was chosen stays; offered is the last that is over.
  expect(missing).toContain('value="2026-11-20" max="2026-11-22"')
  const days = await asked({ go: 'days' })
  expect([titleOf(days), days.includes('value="2026-11-22" max="2026-11-22"')]).toEqual(['Lists by day', true])
})

test('the first page is thirteen languages, and whoever chose one is asked what they want', async () => {
  const first = await asked({ go: 'languages' })
  for (const language of WORKER_LANGUAGES) expect(first).toContain(`name="language" value="${language}"`)
  expect(titleOf(await asked({ go: 'start' }))).toBe('What do you want to do?')
})

test('a fault is not hidden behind a page that says wait', async () => {
  refuses = new Refusal('body-invalid', { field: '/story', rule: 'nul' })
  await expect(asked({ wrong: 'papers-kept', about: 'me', go: 'send' })).rejects.toMatchObject({ code: 'body-invalid' })
})
