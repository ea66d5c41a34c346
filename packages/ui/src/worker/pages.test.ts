import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Category, type ReportSeen, STAFF_ROLES } from '@ihala/contract'
import fc from 'fast-check'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerConfig } from '../../vite.config.ts'
import { type Draft, EMPTY_DRAFT, STEPS } from './draft.ts'
import { LANGUAGES, WORKER_LANGUAGES, type WorkerLanguage } from './languages.ts'
import { type Markup, textOf } from './markup.ts'
import { OPENED_BYTES, openedPage } from './parts.ts'
import { certificatePage, donePage, proofPage, receiptPage, retypePage } from './receipt.pages.ts'
import { fieldsOf, languagesPage, startPage, stepPage, waitPage } from './report.pages.ts'
import { codePage, decoyPage, seenPage, takeBackPage } from './seen.pages.ts'
import type { Setting } from './setting.ts'
import { workerStyle } from './style.ts'
import { daysPage, protectedPage } from './told.pages.ts'
import { WHO_STEPS, whoPage } from './who.pages.ts'
import { wordsIn } from './words.ts'

/** Bytes of a page with all that it loads, as they are sent (issue 6, P2). */
const MOST_BYTES = 50_000
const TYPED = '"><script>alert(1)</script>&\''
const long = (length: number): string => 'A-Za-z0-9_'.repeat(length / 10)
const STATEMENT = `${long(120)}.${long(180)}.${long(90)}`

const MINISTRY = { ar: 'وزارة العمل', en: 'Ministry of Labour' }

const draft: Draft = {
  wrongs: ['papers-kept', 'debt-or-fees'],
  about: 'many',
  answers: { hurt: 'no', 'in-danger-now': 'not-sure' },
  place: TYPED,
  since: TYPED,
  story: TYPED,
}
const seen: ReportSeen = {
  step: 'read',
  steps: [
    { step: 'received', at: '2026-11-20T00:00:00.000Z' },
    { step: 'read', at: '2026-11-21T22:00:00.000Z' },
  ],
  outcome: null,
  contradicted: null,
  messages: [
    { from: 'ministry', at: '2026-11-21T09:00:00.000Z', text: TYPED },
    { from: 'you', at: '2026-11-22T08:00:00.000Z', text: TYPED },
  ],
  holders: [{ names: MINISTRY, categories: ['testimony'], own: false, stands: 'holds', until: null }],
  looks: [{ at: '2026-11-21T09:00:00.000Z', role: 'intake-officer' }],
  filing: { date: '2026-11-20', statement: STATEMENT },
  certificate: true,
  identified: false,
  withdrawn: false,
  hears: true,
}
const code = '4829103756120894'
const settingIn = (language: WorkerLanguage, scripted = true): Setting => ({
  language,
  leaveTo: 'https://weather.example/',
  timeZone: 'Asia/Qatar',
  emergency: '999',
  scripted,
})
const closedReport: ReportSeen = {
  ...seen,
  step: 'closed',
  outcome: 'withdrawn',
  withdrawn: true,
  hears: false,
  messages: [],
  holders: [],
  looks: [],
}
const shelter = { names: { ar: 'دار الرعاية', en: 'Care House' } }
const told = { ...shelter, categories: [...Category.enum], own: true }
const LEFT: ReportSeen['holders'] = [
  { names: MINISTRY, categories: ['identity'], own: false, stands: 'copy', until: null },
  { ...told, stands: 'told-to-erase', until: '2026-11-29' },
  { ...told, stands: 'kept-by-law', categories: ['health'], until: '2031-11-29' },
  { names: { ar: 'ب', en: 'B' }, categories: ['need'], own: false, stands: 'told-to-erase', until: null },
  { names: { ar: 'ج', en: 'C' }, categories: [], own: false, stands: 'erased', until: null },
]

/** Every page there is, as a worker meets it. */
function everyPage(setting: Setting): [name: string, page: Markup][] {
  return [
    ['languages', languagesPage(setting)],
    ['start', startPage(setting)],
    ...STEPS.map((step): [string, Markup] => [`step ${step}`, stepPage(setting, step, draft)]),
    ['first step', stepPage(setting, 'wrongs', EMPTY_DRAFT, { field: 'wrongs' })],
    ['too long', stepPage(setting, 'story', draft, { field: 'story' })],
    ['wait', waitPage(setting, fieldsOf(draft), 'send')],
    ['receipt', receiptPage(setting, { code, statement: STATEMENT })],
    ['proof', proofPage(setting, { code, statement: STATEMENT })],
    ['retype', retypePage(setting, { code, statement: STATEMENT }, TYPED)],
    ['done', donePage(setting)],
    ['code', codePage(setting, TYPED)],
    ['seen', seenPage(setting, { code, seen, note: 'sent' })],
    [
      'seen, with a file',
      seenPage(setting, { code, seen: { ...seen, holders: [...seen.holders, { ...told, stands: 'holds', until: '2027-05-20' }] } }),
    ],
    ['closed', seenPage(setting, { code, seen: { ...seen, step: 'closed', outcome: 'inspected' } })],
    ['taken back', seenPage(setting, { code, seen: closedReport, note: 'taken-back' })],
    ['taken back, with a file', seenPage(setting, { code, seen: { ...closedReport, holders: LEFT }, note: 'taken-back' })],
    ['closed now', seenPage(setting, { code, seen: { ...seen, hears: false }, note: 'closed-now', unsent: TYPED })],
    ...WHO_STEPS.map((step): [string, Markup] => [
      step,
      whoPage(setting, step, { code, name: TYPED, sex: 'female', telephone: TYPED }, MINISTRY, true),
    ]),
    ['take back', takeBackPage(setting, code)],
    ['certificate', certificatePage(setting, { code, date: '2026-11-20', statement: STATEMENT, body: MINISTRY })],
    ['protected', protectedPage(setting, { kid: long(40), until: '2026-12-20T00:00:00.000Z', statement: long(2_000) })],
    ['no key', protectedPage(setting, undefined)],
    ['days', daysPage(setting, { last: '2026-11-22', missing: '2026-11-20' })],
    ['decoy', decoyPage(setting)],
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'ihala-worker-'))
const sent = (text: string): number => gzipSync(text, { level: 9 }).length
const files = { page: 0, seal: 0, style: 0 }
beforeAll(async () => {
  await build(workerConfig(folder))
  files.page = sent(readFileSync(join(folder, 'worker/page.js'), 'utf8'))
  files.seal = sent(readFileSync(join(folder, 'worker/seal.js'), 'utf8'))
  files.style = sent(workerStyle())
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(WORKER_LANGUAGES)('pages in %s', (language) => {
  const pages = everyPage(settingIn(language)).map(([name, page]): [string, string] => [name, textOf(page)])

  test('P2: each is small with all it loads, also with what seals', () => {
    const heaviest = Math.max(...pages.map(([, text]) => Buffer.byteLength(text)))
    expect(heaviest + files.page + files.seal + files.style).toBeLessThanOrEqual(MOST_BYTES)
  })

  test.each(pages)('%s', (name, text) => {
    expect(misnested(text)).toEqual([])
    expect(text).toContain(`<html lang="${language}" dir="${LANGUAGES[language].direction}">`)
    // The way out is the first thing one reaches.
    expect(/<body>.*?<(?:a|button|input|textarea|summary|select)\b[^>]*>/s.exec(text)?.[0]).toContain(
      'class="leave" href="https://weather.example/"',
    )
    expect(text.match(/undefined|\[object|NaN|\{[a-z]+\}|<(h1|h2|button|label|legend|summary)[^>]*>\s*<\/\1>/g)).toBeNull()
    // Nothing of what was typed is markup; nothing runs or is styled inside the page, and nothing comes from elsewhere.
    expect(text).not.toContain('<script>')
    expect(text.match(/ (?:style|on[a-z]+)="|<style|javascript:/g)).toBeNull()
    expect(text.match(/(?:href|src|action)="(?!\/i\/|tel:999|data:,|https:\/\/weather\.example\/")/g)).toBeNull()
    expect(text).not.toMatch(/set-cookie|localStorage|sessionStorage|manifest|preload|prefetch/i)
    // A1: only who wants to say who they are is asked for a name.
    expect(/name="(?:name|telephone|email|passport|id)"/.test(text)).toBe(name.startsWith('who'))
    expect(text.match(/<h1/g)?.length).toBe(name.startsWith('step wrongs') || name === 'first step' ? STEPS.length : 1)
  })

  test('without script no page speaks of one or loads one', () => {
    for (const [, page] of everyPage(settingIn(language, false))) {
      expect(textOf(page)).not.toMatch(/<script|<template|data-print[^>]*hidden>[^<]*<\/button>(?=.*data-when)/)
    }
  })
})

test('C9: who looked is said by the role, each in words of its own, in every language', () => {
  for (const language of WORKER_LANGUAGES) {
    const page = textOf(
      seenPage(settingIn(language), {
        code,
        seen: { ...seen, looks: STAFF_ROLES.map((role) => ({ at: '2026-11-21T09:00:00.000Z', role })) },
      }),
    )
    const said = [...(/<ul class="looks">.*?<\/ul>/s.exec(page)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map(([, words = '']) => words)
    expect([language, new Set(said).size]).toEqual([language, STAFF_ROLES.length])
  }
})

const holding = (holders: ReportSeen['holders'], language: WorkerLanguage = 'en', withdrawn = false): string =>
  textOf(seenPage(settingIn(language), { code, seen: { ...(withdrawn ? closedReport : seen), holders } }))

test('C9: each body is named once, with what it may see in words of its own and until when, in every language', () => {
  for (const language of WORKER_LANGUAGES) {
    const page = holding([...seen.holders, { ...told, stands: 'holds', until: '2027-05-20' }], language)
    expect(page.match(/<section class="doors">/g)).toHaveLength(2)
    const things = [...(/<ul class="things">.*?<\/ul>/s.exec(page)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map(([, words = '']) => words)
    // Two of the eleven are doors, and two ways of reaching somebody are one; what staff wrote is one more.
    expect([language, new Set(things).size, things.length]).toEqual([language, 9, 9])
    expect(page).toContain('datetime="2027-05-20"')
  }
  expect(holding([{ ...shelter, categories: ['need'], own: false, stands: 'holds', until: null }])).toContain('What you told: shut')
})

test('c2, C9: after it was taken back the page says of each body whether it was told, has erased, keeps a copy or must keep a part, and until when', () => {
  const all = holding(LEFT, 'en', true).replaceAll(/[\u2068\u2069]/g, '')
  const bodies = all.split('<section class="doors">').slice(1)
  expect(bodies).toHaveLength(4)
  for (const [at, said] of [
    [0, 'It keeps a copy of what it passed on'],
    [1, 'must say by <time dir="ltr" datetime="2026-11-29">29 November 2026</time> that it did'],
    [1, 'A law makes it keep this until <time dir="ltr" datetime="2031-11-29">'],
    [2, 'It is now being told to erase this.'],
    [3, 'It has said that it erased everything.'],
  ] as const)
    expect(bodies[at]).toContain(said)
  expect(holding([], 'en', true)).not.toContain('Who may see what?')
  expect(textOf(takeBackPage(settingIn('en'), code))).not.toContain('for everybody')
})

test('D8: what was closed can be contradicted with one button, and then it says so; nothing else has that button', () => {
  const page = (of: Partial<ReportSeen>): string => textOf(seenPage(settingIn('en'), { code, seen: { ...seen, ...of } }))
  const closed = page({ step: 'closed', outcome: 'inspected' })
  expect(closed).toMatch(/name="not-so" value="yes">.*<button name="go" value="answer" class="plain">This is not so<\/button>/s)
  for (const other of [page({}), page({ step: 'working', contradicted: 'inspected' }), page(closedReport)])
    expect(other).not.toContain('name="not-so"')
  expect(page({ step: 'working', contradicted: 'inspected' })).toContain('You said that this is not so.')
  expect(page({ step: 'closed', outcome: 'inspected', contradicted: 'advice-given' })).not.toContain('You said that this is not so.')
})

test('misnested markup is noticed', () => {
  expect(misnested('<p><b></p></b>')).not.toEqual([])
  expect(misnested('<ul><li>a</li></ul><input><br>')).toEqual([])
})

describe('T40: a page that a code opens', () => {
  const bytes = (page: Markup): number => Buffer.byteLength(openedPage(page))
  // Signs that take many bytes in a page, and whatever else people write.
  const text = fc.string({ minLength: 1, maxLength: 2_000, unit: fc.constantFrom('"', '&', 'അ', '😀', 'x', '\n') })
  const message = fc.record({ from: fc.constantFrom('you', 'ministry'), at: fc.constant('2026-11-22T08:00:00.000Z'), text })
  const look = fc.record({
    at: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }).map((at) => at.toISOString()),
    role: fc.constantFrom(...STAFF_ROLES),
  })
  const conversation = fc.record({
    messages: fc.oneof(
      fc.array(message, { maxLength: 200, size: 'max' }),
      fc.constant(
        Array.from({ length: 200 }, () => ({ from: 'ministry' as const, at: '2026-11-22T08:00:00.000Z', text: '"'.repeat(2_000) })),
      ),
    ),
    looks: fc.array(look, { maxLength: 50, size: 'max' }),
    // Everybody in the demonstration, each with all there is, and one that must keep some of it.
    holders: fc.constant<ReportSeen['holders']>(
      Array.from({ length: 8 }, (_, at) => ({
        names: { ar: `${at}${'&'.repeat(60)}`, en: `${at}${'"'.repeat(60)}` },
        categories: [...Category.enum],
        own: true,
        stands: at === 7 ? 'kept-by-law' : 'holds',
        until: '2031-11-29',
      })),
    ),
    outcome: fc.constantFrom(null, 'referred-elsewhere' as const),
    identified: fc.boolean(),
    hears: fc.boolean(),
  })

  test('has one length, whatever was said, in any language, with what could not be sent too', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...WORKER_LANGUAGES),
        conversation,
        fc.option(text, { nil: undefined }),
        fc.option(fc.nat(220), { nil: undefined }),
        (language, said, unsent, before) => {
          const setting = settingIn(language)
          const page = seenPage(setting, {
            code,
            seen: { ...seen, ...said },
            note: 'closed-now',
            ...(unsent === undefined ? {} : { unsent }),
            ...(before === undefined ? {} : { before }),
          })
          expect([bytes(page), bytes(decoyPage(setting))]).toEqual([OPENED_BYTES, OPENED_BYTES])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('shows the newest messages that fit, says that there are earlier ones, and every one is reached', () => {
    const long = Array.from({ length: 200 }, (_, at) => ({
      ...seen.messages[0],
      text: `${at}:${'&'.repeat(1_990)}`,
    })) as ReportSeen['messages']
    const found: number[] = []
    let before: number | undefined
    for (let turn = 0; turn < 250 && before !== 0; turn += 1) {
      const page = openedPage(
        seenPage(settingIn('ml'), { code, seen: { ...seen, messages: long }, ...(before === undefined ? {} : { before }) }),
      )
      const shown = [...page.matchAll(/<p dir="auto">(\d+):/g)].map(([, at]) => Number(at))
      expect([Buffer.byteLength(page), shown.length > 0]).toEqual([OPENED_BYTES, true])
      expect(page.includes(wordsIn('ml')('show-newest'))).toBe(before !== undefined)
      found.unshift(...shown)
      before = Number(/name="before" value="(\d+)"/.exec(page)?.[1] ?? 0)
    }
    expect(found).toEqual(long.map((_, at) => at))
  })

  test('is short to whoever has little to read: nothing of paging is on it', () => {
    const page = openedPage(seenPage(settingIn('en'), { code, seen }))
    expect([page.includes('There are earlier messages'), page.includes('Show the newest')]).toEqual([false, false])
  })
})

test('C9: that somebody read it and that nobody looked never stand on one page, also where no role was written down', () => {
  const page = (looks: ReportSeen['looks']) => textOf(seenPage(settingIn('en'), { code, seen: { ...seen, looks } }))
  const told = (looks: ReportSeen['looks']) =>
    [...(/<ul class="looks">.*?<\/ul>/s.exec(page(looks))?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map(([, words = '']) =>
      words.replaceAll(/<[^>]*>/g, ''),
    )
  expect([page([]).includes('Nobody yet.'), told([])]).toEqual([false, ['Somebody read it · 22 November 2026']])
  // Of the day it was read on a role is known: nothing is told twice.
  expect(told(seen.looks)).toEqual(['An intake officer · 21 November 2026'])
  expect(told([{ at: '2026-11-24T09:00:00.000Z', role: 'duty-officer' }])).toEqual([
    'The officer on duty · 24 November 2026',
    'Somebody read it · 22 November 2026',
  ])
  const unread = textOf(seenPage(settingIn('en'), { code, seen: { ...seen, steps: seen.steps.slice(0, 1), looks: [] } }))
  expect(unread).toContain('Nobody yet.')
})

test('c2: of what was taken back nothing is still to come, its last step says so, and one may start anew', () => {
  const received = closedReport.steps.slice(0, 1)
  const steps: ReportSeen['steps'] = [...received, { step: 'closed', at: '2026-11-23T09:00:00.000Z' }]
  const page = textOf(seenPage(settingIn('en'), { code, seen: { ...closedReport, steps } }))
  for (const open of ['not yet', 'There is no question yet', 'Nobody yet', 'They work on it', 'It is finished'])
    expect(page).not.toContain(open)
  expect(page).toMatch(/aria-current="step"><strong>Taken back<\/strong> <span><time[^>]*>23 November 2026/)
  expect(page).toContain('<p>No other office had received anything.</p>')
  expect(page).toContain('<p>Nobody.</p>')
  expect(page).toContain('<button name="go" value="wrongs" class="plain">Start anew</button>')
  expect(textOf(seenPage(settingIn('en'), { code, seen: { ...closedReport, holders: LEFT } }))).not.toContain('No other office')
  expect(textOf(seenPage(settingIn('en'), { code, seen }))).not.toContain('No other office')
})

test('of what is closed no step is still to come; of what is open those to come are told', () => {
  const page = (of: Partial<ReportSeen>): string => textOf(seenPage(settingIn('en'), { code, seen: { ...seen, ...of } }))
  const steps: ReportSeen['steps'] = [...seen.steps, { step: 'closed', at: '2026-11-23T09:00:00.000Z' }]
  const closed = page({ step: 'closed', outcome: 'inspected', steps })
  expect([closed.includes('They work on it'), closed.includes('not yet'), closed.includes('It is finished')]).toEqual([false, false, true])
  expect(page({}).match(/not yet/g)).toHaveLength(2)
})

test('A6: the pages on which they say who they are name the office it goes to, in every language', () => {
  const typed = { code, name: 'Suman', sex: 'female', telephone: '+97455550000' } as const
  for (const language of WORKER_LANGUAGES)
    for (const step of ['who', 'who-call'] as const)
      expect([language, step, textOf(whoPage(settingIn(language), step, typed, MINISTRY))]).toEqual([
        language,
        step,
        expect.stringContaining(language === 'en' ? MINISTRY.en : MINISTRY.ar),
      ])
})

test('the code and the number that were not right stay in their fields, marked', () => {
  const pages = [
    codePage(settingIn('en'), '4829 1'),
    retypePage(settingIn('en'), { code, statement: STATEMENT }, '4829 1'),
    whoPage(settingIn('en'), 'who-telephone', { code, name: 'Suman', sex: 'female', telephone: '4829 1' }, MINISTRY, true),
  ].map(textOf)
  for (const page of pages) expect(page).toMatch(/<input id="[^"]*"[^>]* value="4829 1"[^>]* aria-invalid="true">/)
  // Whoever mistyped it does not know it by heart.
  expect(pages[1]).not.toContain('value="done"')
  expect(textOf(retypePage(settingIn('en'), { code, statement: STATEMENT }))).toContain('value="done"')
})

test('whoever looked more than once on a day is told once', () => {
  const looks = ['09', '11', '12'].map((hour) => ({ at: `2026-11-21T${hour}:00:00.000Z`, role: 'intake-officer' as const }))
  const page = textOf(seenPage(settingIn('en'), { code, seen: { ...seen, looks } }))
  expect(page.match(/An intake officer/g)).toHaveLength(1)
})

test('where nothing is read any more no field is offered, and that is said; they may still take it back', () => {
  const page = textOf(seenPage(settingIn('en'), { code, seen: { ...seen, step: 'closed', hears: false } }))
  expect(page).toContain('Nothing more can be sent here.')
  for (const field of ['name="message"', 'value="answer"', 'value="who"']) expect(page).not.toContain(field)
  expect(page).toContain('value="take-back"')
})

test('A6: whoever said who they are may say it once more', () => {
  const button = (identified: boolean) =>
    /value="who"[^>]*>([^<]*)</.exec(textOf(seenPage(settingIn('en'), { code, seen: { ...seen, identified } })))?.[1]
  expect([button(false), button(true)]).toEqual(['Say who I am', 'Correct who I am'])
})

test('a body is named as the registry names it, in the language of the page or in both of the registry', () => {
  const holder = (language: WorkerLanguage) => /<h3>(.*?)<\/h3>/.exec(textOf(seenPage(settingIn(language), { code, seen })))?.[1]
  expect(holder('ar')).toBe('<bdi>وزارة العمل</bdi>')
  expect(holder('fr')).toBe('<bdi lang="ar">وزارة العمل</bdi> · <bdi lang="en">Ministry of Labour</bdi>')
})

test('while nothing was asked no answer is awaited: what one adds is folded away', () => {
  const quiet = textOf(seenPage(settingIn('en'), { code, seen: { ...seen, messages: [] } }))
  expect(quiet).toContain('<summary>Add something</summary>')
  expect(quiet).not.toContain('Your answer')
  expect(textOf(seenPage(settingIn('en'), { code, seen }))).toContain('<label for="message">Your answer</label>')
})

test('whoever says that somebody is in danger reads at once whom to call', () => {
  const next = (answer: 'yes' | 'no') =>
    textOf(stepPage(settingIn('en', false), 'q-papers-kept', { ...draft, answers: { 'in-danger-now': answer } }))
  expect(next('yes')).toContain('href="tel:999"')
  expect(next('no')).not.toContain('tel:999')
})

test('days are those of the network, and no hour is told', () => {
  const text = textOf(seenPage(settingIn('en'), { code, seen }))
  expect(text).toContain('<time dir="ltr" datetime="2026-11-22">22 November 2026</time>')
  expect(textOf(seenPage(settingIn('fr'), { code, seen }))).toContain('>22 novembre 2026</time>')
  expect(text).not.toMatch(/\d\d:\d\d/)
})

const VOID = new Set(['meta', 'link', 'input', 'br', '!doctype', 'circle', 'rect', 'path', 'ellipse'])

/** Tags that do not close in the order they were opened. */
function misnested(text: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, name = '', own] of text
    .replaceAll(/<!--.*?-->/gs, '')
    .matchAll(/<(\/?)([a-z!][a-z0-9]*)(?:"[^"]*"|[^">])*?(\/?)>/gi)) {
    if (own === '/' || VOID.has(name.toLowerCase())) continue
    if (slash !== '/') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}
