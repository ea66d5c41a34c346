import { expect } from 'vitest'
import { deskOf, looksWell, PHONE, type Place } from './browsing.ts'

/** Text that nobody may lose, and no browser may keep. */
const TYPED = 'She asked that nobody calls before noon.'

/**
 * The session ends while somebody writes a note: the page is covered, what was typed stays, they sign in in another window, go on, and it
 * is sent. Somebody else who signs in instead gets none of it.
 */
export async function losesNoText(place: Place, id: string): Promise<void> {
  const { page, context, url } = await deskOf(place, 'care-house', 'Grace Wanjiru', PHONE)
  await page.goto(url(`/referrals/${id}`))
  const note = page.getByRole('textbox', { name: /ملاحظة إلى الجهة الأخرى/ })
  await note.fill(TYPED)
  await context.clearCookies()
  const covered = page.getByRole('alertdialog', { name: 'انتهت جلستكم' })
  // What the page asks by itself may find out first: then this presses what is covered already.
  await page.getByRole('button', { name: 'إرسال الملاحظة' }).evaluate((button: HTMLElement) => button.click())
  await covered.waitFor()
  await looksWell(page, 'session-ended-ar-phone')
  expect(await page.getByText(TYPED).isVisible()).toBe(false)
  expect(await note.isVisible()).toBe(false)
  // Nor is anything of it on paper.
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.shell, .printed-head, .dialog').filter({ visible: true }).count()).toBe(0)
  await page.emulateMedia({ media: 'screen' })

  const [other] = await Promise.all([context.waitForEvent('page'), covered.getByRole('link', { name: 'تسجيل الدخول من جديد' }).click()])
  await other.getByRole('button', { name: /Noora Al-Hajri/ }).click()
  await page.getByRole('alertdialog', { name: 'شخص آخر سجّل الدخول الآن' }).waitFor()
  await looksWell(page, 'session-other-ar-phone')
  const [again] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('alertdialog').getByRole('link', { name: 'تسجيل الدخول من جديد' }).click(),
  ])
  await again.getByRole('button', { name: /Grace Wanjiru/ }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  expect(await note.inputValue()).toBe(TYPED)
  await page.getByRole('button', { name: 'إرسال الملاحظة' }).click()
  await page.locator('.note', { hasText: TYPED }).waitFor()
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect(kept).not.toContain(TYPED)
  await context.close()
}

/** Two minutes before the end it is asked whether anybody is there; a press stays signed in. */
export async function isAskedBeforeTheEnd(place: Place): Promise<void> {
  const { page, context, url } = await deskOf(place, 'care-house', 'Grace Wanjiru', PHONE)
  let idle = 90
  await page.route('**/session', async (route) => {
    const answer = await route.fetch()
    const session = await answer.json()
    await route.fulfill({ response: answer, json: { ...session, secondsLeft: { idle, atMost: 40_000 } } })
  })
  await page.goto(url('/settings'))
  const asked = page.getByRole('alertdialog', { name: 'هل ما زلتم هنا؟' })
  await asked.waitFor({ timeout: 15_000 })
  await looksWell(page, 'session-ending-ar-phone')
  idle = 1_800
  await asked.getByRole('button', { name: 'البقاء' }).click()
  await asked.waitFor({ state: 'detached' })
  await context.close()
}
