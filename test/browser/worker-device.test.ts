import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { looksWell, picture } from './browsing.ts'
import { openPortal, type Portal, takesPhone } from './worker-phone.ts'
import { codeIn, press, tells } from './worker-side.ts'

const reason = process.env.NO_BROWSER

let portal: Portal

beforeAll(async () => {
  if (reason === undefined) portal = await openPortal()
}, 120_000)
afterAll(() => portal?.close())

const unseen = async (): Promise<void> => undefined

/** Tells and sends, up to the receipt; answers its code. */
async function files(page: Page, language: string): Promise<string> {
  await press(page, `button[value="${language}"]`)
  await tells(page, unseen)
  await press(page, 'button[value="send"]')
  await page.locator('.card').waitFor({ timeout: 60_000 })
  return codeIn(page)
}

/** What is to be seen of a page, without spaces. */
async function seenOn(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden does not count
  return (await page.locator('body').innerText()).replaceAll(/\s/g, '')
}

/** What stands on paper when a page is printed, without spaces. */
async function onPaper(page: Page, name: string): Promise<string> {
  await page.emulateMedia({ media: 'print' })
  await picture(page, `worker-${name}-on-paper`)
  const text = await seenOn(page)
  await page.emulateMedia({ media: 'screen' })
  return text
}

test('T40, R-3: on paper the proof and the certificate stand without the code, and nothing says that another code opens a harmless page', async (given) => {
  if (reason !== undefined) return given.skip(reason)
  const { context, page } = await takesPhone(portal)
  const code = await files(page, 'en')
  const betrays = [code, ...(code.match(/.{4}/g) ?? []), 'harmless', 'Thisisyourcode', 'thiscode']
  expect(await seenOn(page)).toContain('harmless')
  const card = await onPaper(page, 'code')
  expect(card).toContain(code)
  expect(card).not.toContain('harmless')
  expect(await page.locator('.qr').count()).toBe(0)

  await press(page, 'button[value="proof"]')
  await page.locator('.qr').waitFor()
  await looksWell(page, 'worker-proof-en-phone')
  const proof = await onPaper(page, 'proof')
  expect(betrays.filter((one) => proof.includes(one))).toEqual([])
  expect(proof).toContain('Proofthatyoufiled')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.qr').isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
  await press(page, 'button[value="show"]')
  expect(await codeIn(page)).toBe(code)

  await press(page, 'button[value="done"]')
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(code)
  await press(page, 'button[value="open"]')
  await press(page, 'button[value="certificate"]')
  await page.locator('.paper').waitFor()
  const certificate = await onPaper(page, 'certificate')
  expect(betrays.filter((one) => certificate.includes(one))).toEqual([])
  expect(certificate).toContain('Certificateoffilingacomplaint')
  await context.close()
}, 120_000)
