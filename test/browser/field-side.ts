import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { picture } from './browsing.ts'

/** How far the list may be from its field, CSS pixels: the gap between the two. */
const GAP = 16

/** Nothing is said in the browser's own words, whose language is not the reader's: that nothing is chosen yet is no mistake. */
export async function saysNothingOfItsOwn(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 3, name: 'ComplaintFields', exact: true }).waitFor()
  expect(await page.getByText('Please check this box').count()).toBe(0)
}

/** How much later than frames React's work is done on the device of `isBusy`, milliseconds. */
const LATER = 80

/** From the next page on the device is busy: frames are drawn, and what React does by and by comes late. */
export async function isBusy(page: Page): Promise<void> {
  await page.addInitScript((later) => {
    const send = MessagePort.prototype.postMessage
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
      setTimeout(() => send.call(this, message), later)
    }
  }, LATER)
}

/** The gallery's field with a list: it stays where the page moves under it, follows the field, and is still answered. */
export async function listStays(page: Page, name: string): Promise<void> {
  const specimen = page.locator('section', { has: page.getByRole('heading', { level: 3, name: 'PickField', exact: true }) }).last()
  const field = specimen.getByRole('combobox').first()
  await field.click()
  const list = page.getByRole('listbox')
  await list.waitFor()
  await movesBy(page, 240, 60)
  await list.waitFor()
  await hangsOn(page)
  await picture(page, name)
  // What moves nothing but the window.
  await movesBy(page, 0, 40)
  await hangsOn(page)
  const option = list.getByRole('option').nth(2)
  const word = await option.textContent()
  await option.click()
  await list.waitFor({ state: 'detached' })
  expect(await field.inputValue()).toBe(word)
  // It goes when somebody wants it gone, and with the focus.
  await field.click()
  await page.keyboard.press('ArrowDown')
  await list.waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
}

/** Makes something above higher, as a live update does, and scrolls; done when two frames were drawn. */
async function movesBy(page: Page, higher: number, scrolled: number): Promise<void> {
  await page.evaluate(
    async ([height, by]) => {
      const above = document.createElement('div')
      above.style.blockSize = `${height}px`
      document.querySelector('main')?.prepend(above)
      window.scrollBy(0, by ?? 0)
      for (let frames = 0; frames < 4; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
    },
    [higher, scrolled],
  )
}

/** The list is just below its field, or just above it where there is no room, as soon as what is above has come to rest. */
async function hangsOn(page: Page): Promise<void> {
  const apart = () =>
    page.evaluate(() => {
      const field = document.activeElement?.closest('.field-row')?.getBoundingClientRect()
      const list = document.querySelector('.popover')?.getBoundingClientRect()
      return field && list ? Math.min(Math.abs(list.top - field.bottom), Math.abs(field.top - list.bottom)) : Number.POSITIVE_INFINITY
    })
  await expect.poll(apart).toBeLessThanOrEqual(GAP)
}

/** In Arabic too 18:30 is written hour first, from the left. */
export async function hourReadsRight(page: Page): Promise<void> {
  const leftOf = async (part: string) => (await page.locator(`.date-part[data-type="${part}"]`).first().boundingBox())?.x ?? Number.NaN
  expect(await leftOf('hour')).toBeLessThan(await leftOf('minute'))
}
