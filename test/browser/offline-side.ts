import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { looksWell, picture } from './browsing.ts'

/** Opens the notebook. */
export async function unlock(page: Page, pin: string): Promise<void> {
  await page.getByLabel('الرمز', { exact: true }).fill(pin)
  await page.getByRole('button', { name: 'فتح', exact: true }).click()
  await page.getByRole('button', { name: 'قفل الآن' }).waitFor()
}

/** The button after the last answer. */
export const done = (page: Page) => page.getByRole('button', { name: 'تم: أرسلوها حين يمكن' })

/** Writes down a person, as far as the last press. */
export async function writes(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'شخص جديد' }).click()
  await page.getByLabel('الاسم بالحروف اللاتينية').fill(name)
  await page.getByText('ذكر', { exact: true }).click()
}

/** A complaint that is left half written says in the list what it lacks, in the words of its form, and each leads there. */
export async function saysWhatIsMissing(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'لاحقاً' }).click()
  const missing = page.locator('.draft-row .missing')
  await expect.poll(() => missing.getByRole('link').allTextContents()).toEqual(['بماذا يطالبون؟', 'تاريخ أول تواصل'])
  await looksWell(page, 'offline-missing-ar-phone')
  await page.getByRole('button', { name: 'English' }).click()
  await missing.getByRole('link', { name: 'What is claimed?' }).waitFor()
  await picture(page, 'offline-missing-en-phone')
  await page.getByRole('button', { name: 'العربية' }).click()
  await missing.getByRole('link', { name: 'تاريخ أول تواصل' }).click()
  const field = page.locator('.field', { hasText: 'تاريخ أول تواصل' })
  await field.getByText('هذا الحقل لازم').waitFor()
  expect(await field.evaluate((one) => one.contains(document.activeElement))).toBe(true)
  await picture(page, 'offline-missing-led-ar-phone')
  // Within the form too.
  await page.locator('.missing').getByRole('button', { name: 'بماذا يطالبون؟' }).click()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('/heads')
}

/** A referral that is left at a question says so, with how many come after it, and opens there. */
export async function leadsToTheQuestion(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'إحالة جديدة' }).click()
  await page.locator('.choice', { hasText: name }).first().click()
  await page.getByRole('button', { name: 'السؤال التالي' }).click()
  await page.getByRole('button', { name: 'لاحقاً' }).click()
  const missing = page.locator('.draft-row .missing')
  await missing.getByText('و4 أسئلة بعدها').waitFor()
  await picture(page, 'offline-missing-referral-ar-phone')
  await missing.getByRole('link', { name: 'إلى من؟' }).click()
  await page.locator('.field', { hasText: 'إلى من؟' }).getByText('هذا الحقل لازم').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('/to')
  await page.getByRole('button', { name: 'إزالة', exact: true }).click()
  await missing.waitFor({ state: 'detached' })
}

/** With a network: takes somebody of the office along, by name alone, in both spellings. */
export async function takesAlong(page: Page, name: string, other: string): Promise<void> {
  await page.getByRole('button', { name: 'اختيار من يُؤخذ' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('.choice', { hasText: name }).click()
  await looksWell(page, 'offline-known-ar-phone')
  await dialog.getByRole('button', { name: 'حفظ على الجهاز' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('listitem').filter({ hasText: name }).filter({ hasText: other }).waitFor()
}

/** Refers somebody to the shelter, with a consent told in Nepali from the text on the device. `sex` is said where no file here says it. */
export async function refers(page: Page, { name, sex, pictures }: { name: string; sex?: string; pictures: string }): Promise<void> {
  const next = () => page.getByRole('button', { name: 'السؤال التالي' }).click()
  const choose = (words: string) => page.locator('.choice', { hasText: words }).first().click()
  const pick = async (words: string) => {
    await page.getByRole('combobox').first().click()
    await page.keyboard.type(words)
    await page.getByRole('option', { name: words }).first().click()
  }
  await page.getByRole('button', { name: 'إحالة جديدة' }).click()
  await choose(name)
  await next()
  await choose('دار الرعاية الإنسانية')
  await next()
  await choose('مأوى')
  await choose('لاحقاً، بموعد')
  await next()
  if (sex !== undefined) await choose(sex)
  await choose('من 25 إلى 34')
  await pick('النيبالية')
  await next()
  await next()
  await choose('الهوية')
  await next()
  await pick('النيبالية')
  // What is read out is on the device.
  await page.locator('[lang="ne"] p').first().waitFor()
  await choose('مترجم مستقل')
  await choose('توقيع')
  for (const told of ['قال إنه فهم', 'قُرئت عليه', 'أكّد موافقته', 'طلب الشخص على انفراد']) await choose(told)
  await looksWell(page, `${pictures}-told-ar-phone`)
  await next()
  await next()
  await looksWell(page, `${pictures}-check-ar-phone`)
  await done(page).click()
}

/** What a phone asks before it puts a page on its home screen; the name there says nothing. */
export async function installable(page: Page, phone: BrowserContext): Promise<void> {
  const devtools = await phone.newCDPSession(page)
  const { errors, data, url: address } = await devtools.send('Page.getAppManifest')
  expect([errors, new URL(address).pathname]).toEqual([[], '/desk/manifest-ar.webmanifest'])
  expect(JSON.parse(data ?? '{}')).toMatchObject({ name: 'دفتري', short_name: 'دفتري', display: 'standalone', start_url: '/desk/drafts' })
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  // A window of a test is a private one: that is all that stands in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
  await devtools.detach()
}
