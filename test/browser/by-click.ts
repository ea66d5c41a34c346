import { Need } from '@ihala/contract'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DESKTOP, looksWell, PHONE, type Place } from './browsing.ts'
import { beginning, type Language, type Words, whole, wordsIn } from './words.ts'

/** How long something may take that goes to another body and comes back, milliseconds. */
export const THERE_AND_BACK = 20_000

const WINDOWS = { phone: PHONE, desktop: DESKTOP } as const

/** A member of staff before a browser of their own, who does everything by clicks and keys. */
export interface Hand extends Words {
  readonly page: Page
  /** Everything but the menu and the head of the page. */
  readonly main: Locator
  /** What a body is called in the words of whoever sits there. */
  readonly called: (slug: string) => string
  /** Looks at the page as it stands, and keeps a picture of it. */
  readonly looks: (name: string) => Promise<void>
  /** Closes the browser. No page of it may have had a fault. */
  readonly leaves: () => Promise<void>
}

/** Somebody opens their organisation's address and signs in there, in a browser that knows nothing yet. */
export async function sits(
  { browser, network }: Place,
  slug: string,
  english: string,
  language: Language,
  size: keyof typeof WINDOWS,
): Promise<Hand> {
  const context: BrowserContext = await browser.newContext({ viewport: WINDOWS[size], locale: 'ar' })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  await page.goto(network.organisation(slug).baseUrl)
  await page.getByRole('link', { name: wordsIn('ar').word('sign-in.do') }).click()
  await page.getByRole('button', { name: english }).click()
  await page.waitForURL(/\/desk\/?$/)
  const main = page.getByRole('main')
  await main.getByRole('heading', { level: 1 }).first().waitFor()
  if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
  await page.locator(`html[lang=${language}]`).waitFor()
  return {
    page,
    main,
    ...wordsIn(language),
    called: (slug) => network.organisation(slug).names[language],
    looks: async (name) => {
      await page.locator('main .waiting').first().waitFor({ state: 'detached' })
      await looksWell(page, `${name}-${language}-${size}`)
    },
    leaves: async () => {
      expect([english, ...faults]).toEqual([english])
      await context.close()
    },
  }
}

/** Goes to a screen by the menu, which a phone opens first. */
export async function goes({ page, main, word }: Hand, title: string): Promise<void> {
  const ways = page.getByRole('navigation', { name: word('shell.ways') })
  const way = ways.getByRole('link', { name: word(title), exact: true })
  await ways.waitFor()
  if (!(await way.isVisible())) await ways.getByRole('button', { name: word('shell.ways') }).click()
  await way.click()
  await main.getByRole('heading', { level: 1, name: word(title), exact: true }).waitFor()
}

/** Opens the newest referral for these needs from a body, or to it, as soon as it is there. */
export async function opens(hand: Hand, box: 'received' | 'sent', needs: readonly string[], partner: string): Promise<void> {
  const { page, main, word, language } = hand
  await goes(hand, 'work.title')
  if (box === 'sent') await main.getByRole('link', { name: word('work.sent'), exact: true }).click()
  const title = Need.enum
    .filter((need) => needs.includes(need))
    .map((need) => word(`need.${need}`))
    .join(language === 'ar' ? '، ' : ' · ')
  const rows = main.locator('.work-row', { hasText: hand.called(partner) })
  await rows.getByRole('link', { name: title, exact: true }).first().click({ timeout: THERE_AND_BACK })
  await page.waitForURL('**/referrals/*')
  await main.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
}

/** Presses the button that bears a text of the desk. */
export async function press({ word }: Words, scope: Locator, key: string): Promise<void> {
  await scope.getByRole('button', { name: word(key), exact: true }).click()
}

/** Presses a button that asks before it does anything, answers, and presses the same in the question. */
export async function pressTwice(hand: Hand, key: string, answers?: (asked: Locator) => Promise<void>): Promise<void> {
  const asked = hand.page.getByRole('dialog')
  await press(hand, hand.main, key)
  await answers?.(asked)
  await press(hand, asked, key)
  await asked.waitFor({ state: 'hidden' })
}

/** Opens a part of a page that is folded. */
export async function unfolds(scope: Locator, summary: string): Promise<Locator> {
  const part = scope.locator('details', { has: scope.page().locator('summary', { hasText: whole(summary) }) }).last()
  if ((await part.getAttribute('open')) === null) await part.locator('summary').first().click()
  return part
}

/** What stands first in a choice that says more: words in bold, or a name above what tells namesakes apart. */
const FIRST = 'strong, .two-lines > span:not(.small)'

/** A choice by its word: all that it says, or what stands first in it. */
function choiceOf(scope: Locator, text: string | RegExp): Locator {
  const hasText = typeof text === 'string' ? whole(text) : text
  const choices = scope.locator('label.choice')
  return choices.filter({ hasText }).or(choices.filter({ has: scope.page().locator(FIRST, { hasText }) }))
}

const named = (name: string | RegExp) => (typeof name === 'string' ? { name, exact: true } : { name })

/** Chooses one of a few. */
export async function chooses(scope: Locator, group: string | RegExp, option: string | RegExp): Promise<void> {
  const choice = choiceOf(scope.getByRole('radiogroup', named(group)), option)
  await choice.click()
  await choice.and(scope.page().locator('[data-selected]')).waitFor()
}

/** Chooses these of a list and no others, whatever was chosen before. */
export async function choosesOnly(scope: Locator, group: string | RegExp, options: readonly string[]): Promise<void> {
  const list = scope.getByRole('group', named(group))
  await list.waitFor()
  const chosen = () => list.locator('label.choice[data-selected]').evaluateAll(wordsOfChoices, FIRST)
  for (const text of (await chosen()).filter((one) => !options.includes(one))) await choiceOf(list, text).click()
  for (const text of options) if (!(await chosen()).includes(text)) await choiceOf(list, text).click()
  await expect.poll(async () => (await chosen()).toSorted()).toEqual(options.toSorted())
}

/** Runs in the page: what stands first in each choice. */
const wordsOfChoices = (choices: (HTMLElement | SVGElement)[], first: string): string[] =>
  choices.map((choice) => ((choice.querySelector(first) ?? choice).textContent ?? '').replaceAll(/[\u2068\u2069]/g, '').trim())

/** Says yes to something. */
export async function ticks(scope: Locator, text: string): Promise<void> {
  const choice = choiceOf(scope, text)
  await choice.click()
  await choice.and(scope.page().locator('[data-selected]')).waitFor()
}

/** The field with this label, whether it must be filled or not. */
export function fieldOf({ word }: Words, scope: Locator, label: string, role: 'textbox' | 'combobox' = 'textbox'): Locator {
  const [must, may] = [whole(label).source, whole(`${label} ${word('field.optional')}`).source]
  return scope.getByRole(role, { name: new RegExp(`${must}|${may}`) })
}

/** Types a text into the field with a label of the desk. */
export async function types(words: Words, scope: Locator, key: string, text: string): Promise<void> {
  await fieldOf(words, scope, words.word(key)).fill(text)
}

/** Types a part of a word into a list and takes what it is. */
export async function picks(words: Words, scope: Locator, key: string, text: string): Promise<void> {
  const box = fieldOf(words, scope, words.word(key), 'combobox')
  const option = scope.page().getByRole('option', { name: text, exact: true })
  // A list closes when the page still moves under it; whoever sees none types again.
  for (let tries = 0; tries < 3 && !(await option.isVisible()); tries += 1) {
    await box.fill('')
    await box.pressSequentially(text)
    await option.waitFor({ timeout: 3_000 }).catch(() => undefined)
  }
  await option.click()
}

/** What a language or a country is called in the words of whoever sits there, as their browser says it. */
export function nameOf({ page, language }: Hand, type: 'language' | 'region', code: string): Promise<string> {
  return page.evaluate(({ tag, kind, of }) => new Intl.DisplayNames(tag, { type: kind, fallback: 'code' }).of(of) ?? of, {
    tag: language === 'ar' ? 'ar-QA' : 'en-GB',
    kind: type,
    of: code,
  })
}

/** Types a day, or a moment of it, part by part. @param at `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, as the reader reads it */
export async function dates(words: Words, scope: Locator, key: string, at: string): Promise<void> {
  const field = scope.locator('.field', { hasText: beginning(words.word(key)) }).last()
  const [year, month, day, hour, minute] = at.split(/[-T:]/)
  for (const [part, typed] of Object.entries({ year, month, day, hour, minute })) {
    if (typed === undefined) continue
    await field.locator(`[data-type="${part}"]`).focus()
    await scope.page().keyboard.type(typed)
  }
}
