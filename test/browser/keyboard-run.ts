import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessible, DESKTOP, deskOf, inEnglish, looksWell, type Place } from './browsing.ts'
import { choose, enter, pick, tabTo, tick } from './by-keyboard.ts'

/** Somebody signs in at the shelter with the keyboard alone. */
export async function signsIn({ browser, network }: Place): Promise<Page> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'ar' })
  const page = await context.newPage()
  await page.goto(`${network.organisation('care-house').baseUrl}/desk/`)
  await enter(page, page.getByRole('link', { name: 'تسجيل الدخول' }))
  await enter(page, page.getByRole('button', { name: /Grace Wanjiru/ }))
  await page.waitForURL('**/desk/**')
  await enter(page, page.getByRole('button', { name: 'English' }))
  await page.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
  return page
}

/** Declines a referral with a reason, from the command bar. */
export async function declines(page: Page, id: string): Promise<void> {
  await enter(page, page.locator(`main a[href$="/referrals/${id}"]`))
  await page.getByRole('button', { name: 'Decline' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').waitFor()
  await looksWell(page, 'command-bar-en-desktop')
  await page.keyboard.type('declin')
  await page.getByRole('menuitem', { name: 'Decline' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await choose(page, 'Why do you decline?', 'At capacity')
  await tick(page, 'Another house')
  await enter(page, page.getByRole('dialog').getByRole('button', { name: 'Decline' }))
  await page.getByText('Declined').first().waitFor()
}

/** Accepts a referral by letters. */
export async function accepts(page: Page, id: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('w')
  await enter(page, page.locator(`main a[href$="/referrals/${id}"]`))
  await page.getByRole('button', { name: 'Accept' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await looksWell(page, 'shortcuts-en-desktop')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('a')
  await enter(page, page.getByRole('dialog').getByRole('button', { name: 'Accept' }))
  await page.getByText('Accepted').first().waitFor()
}

/** WCAG 2.1.4: in a field letters are letters; switched off, they are nothing. */
export async function switchesLettersOff(page: Page): Promise<void> {
  const note = page.getByRole('textbox', { name: /A note to the other body/ })
  await tabTo(page, note)
  await page.keyboard.type('g w n ? a')
  expect(await note.inputValue()).toBe('g w n ? a')
  const at = page.url()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').waitFor()
  await page.keyboard.type('settings')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await choose(page, 'Shortcuts of one letter', 'Off')
  await page.keyboard.press('Escape')
  await page.goto(at)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('w')
  await page.keyboard.press('?')
  expect([page.url(), await page.getByRole('dialog').count(), await page.locator('[aria-keyshortcuts="a"]').count()]).toEqual([at, 0, 0])
}

/** Refers somebody, one question a page, without touching a pointer. */
export async function refers(place: Place): Promise<void> {
  const { page, context } = await deskOf(place, 'itf', 'Marlon Reyes')
  await inEnglish(page)
  const goesOn = () => enter(page, page.getByRole('button', { name: 'Next question' }))
  await page.keyboard.press('n')
  const find = page.getByRole('textbox', { name: 'Find a person' })
  await tabTo(page, find)
  await page.keyboard.type('Lakshmi')
  const found = page.getByRole('radio')
  await expect.poll(() => found.count()).toBe(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  expect(await found.isChecked()).toBe(true)
  await goesOn()
  await choose(page, 'To whom?', /Lawyers/)
  await goesOn()
  await tick(page, 'Legal aid')
  await choose(page, 'How soon?', /Immediate/)
  await goesOn()
  await choose(page, 'Age', '25–34')
  await pick(page, /[Ll]anguage/, 'Nepali')
  await goesOn()
  await goesOn()
  await tick(page, /Identity/)
  await goesOn()
  await pick(page, 'In which language was it explained?', 'Nepali')
  await choose(page, 'Who interpreted?', 'Independent interpreter')
  await choose(page, 'How did the person say yes?', 'Signature')
  for (const word of ['The person says this language was understood', 'Read back to the person', 'Confirmed in private'])
    await tick(page, word)
  await choose(page, /When does it go/, /goes at once/)
  await goesOn()
  await goesOn()
  expect(await accessible(page)).toEqual([])
  await enter(page, page.getByRole('button', { name: 'Send the referral' }))
  await page.waitForURL('**/referrals/*')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await context.close()
}
