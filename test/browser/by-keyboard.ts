import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** So many presses of a key at most until something is reached. */
const MOST = 80

/** Goes on by Tab until something has the focus. It is looked up anew only when the page drew it anew: by its role that takes long. */
export async function tabTo(page: Page, place: Locator): Promise<void> {
  let wanted = await place.first().elementHandle()
  for (let presses = 0; presses < MOST; presses += 1) {
    const found = await wanted?.evaluate((element) =>
      element.isConnected ? (element.contains(document.activeElement) ? 'here' : 'elsewhere') : 'gone',
    )
    if (found === 'here') return
    if (found === 'gone') wanted = await place.first().elementHandle()
    await page.keyboard.press('Tab')
  }
  throw new Error(`${place} was not reached by ${MOST} presses of Tab`)
}

/** Goes there by Tab and presses Enter. */
export async function enter(page: Page, place: Locator): Promise<void> {
  await tabTo(page, place)
  await page.keyboard.press('Enter')
}

/** Chooses one of a few: to the group by Tab, then by arrow keys and the space bar. */
export async function choose(page: Page, group: string | RegExp, word: string | RegExp): Promise<void> {
  const radios = page.getByRole('radiogroup', { name: group })
  const wanted = radios.getByRole('radio', { name: word })
  await tabTo(page, radios)
  await page.keyboard.press('Space')
  for (let presses = 0; presses < MOST && !(await wanted.isChecked()); presses += 1) await page.keyboard.press('ArrowDown')
  expect(await wanted.isChecked()).toBe(true)
}

/** Ticks something by Tab and the space bar. */
export async function tick(page: Page, word: string | RegExp): Promise<void> {
  const box = page.getByRole('checkbox', { name: word })
  await tabTo(page, box)
  await page.keyboard.press('Space')
  expect(await box.isChecked()).toBe(true)
}

/** Types a part of a word into a list and takes the first that fits. */
export async function pick(page: Page, field: string | RegExp, word: string): Promise<void> {
  const box = page.getByRole('combobox', { name: field })
  await tabTo(page, box)
  await page.keyboard.type(word)
  await page.getByRole('option', { name: word }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}
