import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { inEnglish, type Place, picture, ROOT, signedIn } from './browsing.ts'

/** A referral and the work list as they come out of a printer, in both languages. */
export async function printsWell(place: Place, id: string): Promise<void> {
  const { page, context, url } = await signedIn(place, 'care-house', 'Grace Wanjiru')
  for (const language of ['ar', 'en'] as const) {
    for (const [path, name] of [
      [`/referrals/${id}`, 'referral'],
      ['/', 'work'],
    ] as const) {
      await page.goto(url(path))
      await page.locator('main .card, main .work-row').first().waitFor()
      if (language === 'en' && path !== '/') await inEnglish(page)
      await isGoodOnPaper(page, `printed-${name}-${language}`)
    }
  }
  await context.close()
}

async function isGoodOnPaper(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  expect([name, await page.getByRole('button').count(), await page.getByRole('navigation').count()]).toEqual([name, 0, 0])
  const head = await page.locator('.printed-head').textContent()
  // The body, and the day it was printed on in both calendars.
  expect(head).toMatch(/Care House|دار الرعاية/)
  expect(head).toMatch(/\(.*(AH|هـ).*\)/)
  expect(await page.locator('.printed-head time').count()).toBe(1)
  // What was written in the other direction begins where its column does.
  const sides = await page.evaluate(() =>
    [...document.querySelectorAll(".facts-list dd > [dir='auto']")].map((said) => getComputedStyle(said).textAlign),
  )
  expect([name, sides.filter((side) => side !== (name.endsWith('-ar') ? 'right' : 'left'))]).toEqual([name, []])
  await picture(page, name)
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  writeFileSync(join(ROOT, '.state', 'pictures', `${name}.pdf`), pdf)
  // Size of A4 in points, as the style says.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][^ ]* 84[12]/)
  await page.emulateMedia({ media: 'screen' })
}
