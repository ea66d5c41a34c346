import type { Page } from 'playwright-core'
import type { Network } from '../../infra/network.ts'

/** What a worker tells in their own words. */
export const STORY = 'جواز سفري عند الكفيل منذ شهرين'

/** Presses what can be seen of it on a page for workers. */
export const press = (page: Page, selector: string): Promise<void> => page.locator(selector).locator('visible=true').first().click()
/** The code of a receipt, without spaces. */
export const codeIn = async (page: Page): Promise<string> => ((await page.locator('.card').textContent()) ?? '').replaceAll(/\s/g, '')

/** All pages of a report up to reading over. */
export async function tells(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await press(page, 'button[value="wrongs"]')
  await press(page, 'button.main[value="whom"]')
  await page.locator('.alarm').locator('visible=true').waitFor()
  await look('wrongs')
  await page.locator('input[value="papers-kept"]').check()
  await press(page, 'button.main[value="whom"]')
  await press(page, 'button[name="about"][value="me"]')
  await look('question')
  // The papers are not asked of again: a picture said it.
  await press(page, 'button[name="q-in-danger-now"][value="no"]')
  await page.locator('.progress:has([data-n]:text-is("4")):has([data-all]:text-is("13"))').locator('visible=true').waitFor()
  for (const next of ['q-free-to-leave', 'q-threatened', 'q-hurt', 'q-owes-for-the-job', 'q-under-18', 'place', 'since', 'story'])
    await press(page, `button.quiet[value="${next}"]`)
  await page.locator('#story').fill(STORY)
  await look('story')
  await press(page, 'button.main[value="over"]')
  await page.getByText(STORY).locator('visible=true').waitFor()
  await look('over')
}

/** A report as a browser without script sends it, for a screen that shall not be empty. */
export async function files({ baseUrl }: Pick<ReturnType<Network['organisation']>, 'baseUrl'>): Promise<void> {
  const fields = { language: 'ar', at: 'over', wrong: 'papers-kept', about: 'me', 'q-papers-kept': 'yes', story: STORY, go: 'send' }
  const answer = await fetch(`${baseUrl}/i/`, { method: 'POST', body: new URLSearchParams(fields) })
  if (!(await answer.text()).includes('class="card"')) throw new Error('nobody got a receipt')
}
