import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { looksWell, PHONE, type Place } from './browsing.ts'
import { goes, type Hand, press as presses, sits, types } from './by-click.ts'
import { codeIn, press, STORY, tells } from './worker-side.ts'

const QUESTION = 'في أي مدينة السكن؟ لا حاجة إلى اسمك.'
const ANSWER = 'السكن قرب ميناء الصيد القديم'
const WHO = { name: 'Deepika Rai', telephone: '+974 0000 4166' }
/** How it really is. */
const RIGHT = { name: 'Dipika Rai', telephone: '+974 0000 4167' }
/** A page may take that long that is sealed and let in first, milliseconds. */
const SEALED = 60_000

/** J-5: somebody tells without a name, is asked, comes back, answers, sees who looked, and takes it back; another one says who they are. */
export async function reports(place: Place): Promise<void> {
  const worker = await takesPhone(place, true)
  const code = await isToldCode(worker)

  const officer = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'ar', 'desktop')
  await goes(officer, 'reports.title')
  await officer.looks('journey-5-reports')
  await presses(officer, officer.main, 'reports.read')
  await officer.main.getByText(STORY).waitFor()
  await officer.main.getByText(officer.word('indicator.retention-of-identity-documents')).waitFor()
  await types(officer, officer.main, 'report.ask.label', QUESTION)
  await presses(officer, officer.main, 'report.ask.send')
  await officer.main.locator('li .said', { hasText: QUESTION }).waitFor()
  await officer.looks('journey-5-asked')

  await comesBack(worker, code)
  await worker.getByText(QUESTION).waitFor()
  // They see that an officer looked, and on which day.
  await worker.locator('.looks li time').first().waitFor()
  await worker.locator('#message').fill(ANSWER)
  await press(worker, 'button[value="answer"]')
  await worker.locator('.talk .you', { hasText: ANSWER }).waitFor()
  await looksWell(worker, 'journey-5-answered-ar-phone')

  await officer.main.getByRole('link', { name: officer.word('reports.title') }).click()
  await officer.main.locator('li .badge.warn').waitFor()
  await presses(officer, officer.main, 'reports.read.again')
  await officer.main.locator('li .said', { hasText: ANSWER }).waitFor()
  await presses(officer, officer.main, 'report.work')
  await officer.main.getByRole('button', { name: officer.word('report.work') }).waitFor({ state: 'detached' })

  await press(worker, 'button[value="take-back"]')
  await press(worker, 'button[value="withdraw"]')
  await worker.locator('.note').first().waitFor()
  expect(await worker.locator('.doors').count()).toBe(0)
  await worker.context().close()
  await findsNothing(officer)
  await saysWho(place)
}

/** A phone that nobody used before. */
async function takesPhone({ browser, network }: Place, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled })
  const page = await context.newPage()
  await page.goto(`${network.organisation('ministry-of-labour').baseUrl}/i/`)
  return page
}

/** Tells, is given a code, and types it once more. */
async function isToldCode(worker: Page): Promise<string> {
  await press(worker, 'button[value="ar"]')
  await tells(worker, async () => undefined)
  await press(worker, 'button[value="send"]')
  await worker.locator('.card').waitFor({ timeout: SEALED })
  await looksWell(worker, 'journey-5-receipt-ar-phone')
  const code = await codeIn(worker)
  await press(worker, 'button[value="type"]')
  await worker.locator('#again').fill(`${code.slice(0, 15)}${(Number(code.slice(15)) + 5) % 10}`)
  await press(worker, 'button[value="check"]')
  await worker.locator('#again-wrong').waitFor()
  await worker.locator('#again').fill(code.replaceAll(/(.{4})/g, '$1 '))
  await press(worker, 'button[value="check"]')
  await press(worker, 'button[value="start"]')
  return code
}

async function comesBack(worker: Page, code: string): Promise<void> {
  await press(worker, 'button[value="code"]')
  await worker.locator('#code').fill(code)
  await press(worker, 'button[value="open"]')
  await worker.locator('.steps').waitFor()
}

/** What was taken back says so at the desk, and nothing else of it is left. */
async function findsNothing(officer: Hand): Promise<void> {
  const { main, word } = officer
  await main.getByRole('link', { name: word('reports.title') }).click()
  await main.getByText(word('report-outcome.withdrawn')).waitFor()
  await presses(officer, main, 'reports.read.again')
  await main.getByText(word('report.withdrawn')).waitFor()
  const left = await main.textContent()
  for (const said of [STORY, QUESTION, ANSWER]) expect(left).not.toContain(said)
  await officer.looks('journey-5-taken-back')
  await officer.leaves()
}

/** One question a page: the name, the sex, the number, and whether it may be called. */
async function says(worker: Page, who: typeof WHO): Promise<void> {
  await worker.locator('#name').fill(who.name)
  await press(worker, 'button[value="who-sex"]')
  await press(worker, 'button[value="female"]')
  await worker.locator('#telephone').fill(who.telephone)
  await press(worker, 'button[value="who-call"]')
  await press(worker, 'button[value="yes"]')
}

/** A6: only they say who they are, without script too; then a file is made of what they told. */
async function saysWho(place: Place): Promise<void> {
  const worker = await takesPhone(place, false)
  await press(worker, 'button[value="en"]')
  await tells(worker, async () => undefined)
  await press(worker, 'button[value="send"]')
  const code = await codeIn(worker)
  await press(worker, 'button[value="done"]')
  await press(worker, 'button[value="start"]')
  await comesBack(worker, code)
  await press(worker, 'button[value="who"]')
  await press(worker, 'button[value="who-sex"]')
  await worker.locator('.alarm').waitFor()
  await says(worker, WHO)
  await worker.locator('.note').first().waitFor()
  await worker.context().close()

  const officer = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'en', 'phone')
  const { main, word } = officer
  await goes(officer, 'reports.title')
  await main.getByText(word('reports.identified')).waitFor()
  await presses(officer, main, 'reports.read')
  await main.getByText(WHO.name).waitFor()
  await main.getByText(word('report.who.call'), { exact: true }).waitFor()
  await officer.looks('journey-5-who')
  await presses(officer, main, 'report.make-case')
  await main.getByRole('link', { name: word('report.person') }).click()
  await main.getByRole('heading', { level: 1, name: WHO.name }).waitFor()
  await officer.looks('journey-5-file')
  await officer.leaves()
  await saysAnew(place, code)
}

/** A6: the name was mistyped. It goes nowhere by itself: staff see both beside each other, and take it over by one press. */
async function saysAnew(place: Place, code: string): Promise<void> {
  const worker = await takesPhone(place, false)
  await press(worker, 'button[value="en"]')
  await comesBack(worker, code)
  await press(worker, 'button[value="who"]')
  await says(worker, RIGHT)
  await worker.locator('.note').first().waitFor()
  await worker.context().close()

  const english = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'en', 'phone')
  await readsBoth(english)
  await english.leaves()
  const officer = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'ar', 'desktop')
  const { main, word } = officer
  await readsBoth(officer)
  await presses(officer, main, 'report.anew.take-over')
  await main.getByText(officer.like('report.anew.held')).waitFor({ state: 'detached' })
  await main.getByRole('link', { name: word('report.person') }).click()
  await main.getByRole('heading', { level: 1, name: RIGHT.name }).waitFor()
  // T41: another number waits for a colleague who hears the word.
  await main.getByText(WHO.telephone.replaceAll(' ', '')).first().waitFor()
  await officer.leaves()
}

async function readsBoth(officer: Hand): Promise<void> {
  const { main, word } = officer
  await goes(officer, 'reports.title')
  await main
    .getByRole('listitem')
    .filter({ hasText: word('reports.identified') })
    .getByRole('button')
    .click()
  await main.locator('td', { hasText: WHO.name }).waitFor()
  await main.locator('td', { hasText: RIGHT.name }).waitFor()
  await officer.looks('journey-5-said-anew')
}
