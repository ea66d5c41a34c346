import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type ReportSeen, STAFF_ROLES } from '@ihala/contract'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerConfig } from '../../vite.config.ts'
import { type Draft, EMPTY_DRAFT, STEPS } from './draft.ts'
import { LANGUAGES, WORKER_LANGUAGES, type WorkerLanguage } from './languages.ts'
import { type Markup, textOf } from './markup.ts'
import { filledTo } from './parts.ts'
import { certificatePage, donePage, proofPage, receiptPage, retypePage } from './receipt.pages.ts'
import { fieldsOf, languagesPage, startPage, stepPage, waitPage } from './report.pages.ts'
import { codePage, decoyPage, seenPage, takeBackPage, whoPage } from './seen.pages.ts'
import type { Setting } from './setting.ts'
import { workerStyle } from './style.ts'
import { daysPage, protectedPage } from './told.pages.ts'

/** Bytes of a page with all that it loads, as they are sent (issue 6, P2). */
const MOST_BYTES = 50_000
const TYPED = '"><script>alert(1)</script>&\''
const long = (length: number): string => 'A-Za-z0-9_'.repeat(length / 10)
const STATEMENT = `${long(120)}.${long(180)}.${long(90)}`

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
  messages: [
    { from: 'ministry', at: '2026-11-21T09:00:00.000Z', text: TYPED },
    { from: 'you', at: '2026-11-22T08:00:00.000Z', text: TYPED },
  ],
  holders: [{ names: { ar: 'وزارة العمل', en: 'Ministry of Labour' }, categories: ['testimony'] }],
  looks: [{ at: '2026-11-21T09:00:00.000Z', role: 'intake-officer' }],
  filing: { date: '2026-11-20', statement: STATEMENT },
  certificate: true,
  identified: false,
  withdrawn: false,
}
const code = '4829103756120894'
const settingIn = (language: WorkerLanguage, scripted = true): Setting => ({
  language,
  leaveTo: 'https://weather.example/',
  timeZone: 'Asia/Qatar',
  emergency: '999',
  scripted,
})
const closedReport: ReportSeen = { ...seen, step: 'closed', outcome: 'withdrawn', withdrawn: true, messages: [], holders: [], looks: [] }

/** Every page there is, as a worker meets it. */
function everyPage(setting: Setting): [name: string, page: Markup][] {
  return [
    ['languages', languagesPage(setting)],
    ['start', startPage(setting)],
    ...STEPS.map((step): [string, Markup] => [`step ${step}`, stepPage(setting, step, draft)]),
    ['first step', stepPage(setting, 'wrongs', EMPTY_DRAFT, { field: 'wrongs' })],
    ['too long', stepPage(setting, 'more', draft, { field: 'story' })],
    ['wait', waitPage(setting, fieldsOf(draft), 'send')],
    ['receipt', receiptPage(setting, { code, statement: STATEMENT })],
    ['proof', proofPage(setting, { code, statement: STATEMENT })],
    ['retype', retypePage(setting, { code, statement: STATEMENT }, true)],
    ['done', donePage(setting)],
    ['code', codePage(setting, true)],
    ['seen', seenPage(setting, { code, seen, note: 'sent' })],
    ['taken back', seenPage(setting, { code, seen: closedReport, note: 'taken-back' })],
    ['who', whoPage(setting, { code, wrong: true, typed: { name: TYPED, telephone: TYPED } })],
    ['take back', takeBackPage(setting, code)],
    [
      'certificate',
      certificatePage(setting, { code, date: '2026-11-20', statement: STATEMENT, body: { ar: 'وزارة العمل', en: 'Ministry of Labour' } }),
    ],
    ['protected', protectedPage(setting, { kid: long(40), until: '2026-12-20T00:00:00.000Z', statement: long(2_000) })],
    ['no key', protectedPage(setting, undefined)],
    ['days', daysPage(setting, { date: '2026-11-22', missing: true })],
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
    expect(/name="(?:name|telephone|email|passport|id)"/.test(text)).toBe(name === 'who')
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

test('misnested markup is noticed', () => {
  expect(misnested('<p><b></p></b>')).not.toEqual([])
  expect(misnested('<ul><li>a</li></ul><input><br>')).toEqual([])
})

test('T40: two pages of different length are filled up to one, to the byte, in any script', () => {
  const setting = settingIn('ta')
  const [real, decoy] = [textOf(seenPage(setting, { code, seen })), textOf(decoyPage(setting))]
  expect(real.length).not.toBe(decoy.length)
  expect([real, decoy].map((text) => Buffer.byteLength(filledTo(text, 20_480)))).toEqual([20_480, 20_480])
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
