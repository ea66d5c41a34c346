import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildKind } from '../../infra/build.ts'
import { service } from '../../services/ministry-intake/src/service.ts'
import { type LoneMinistry, loneMinistry } from '../kit/lone-ministry.ts'
import { looksWell, PHONE, picture, ROOT } from './browsing.ts'
import { noBrowser, onBrowser } from './ground.ts'
import { codeIn, press, tells } from './worker-side.ts'

const AWAY = 'https://weather.example/'
const place = onBrowser()

let lone: LoneMinistry['lone']

beforeAll(async () => {
  if (noBrowser !== undefined) return
  const { main } = await buildKind(ROOT, join(ROOT, '.state', 'build'), join(ROOT, 'services/ministry-intake'), 'ministry-intake')
  const pages = join(dirname(main), 'web')
  ;({ lone } = await loneMinistry(service, { config: { pages, workerPages: { leaveTo: AWAY } } }))
}, 120_000)
afterAll(() => lone?.stop())

/** A phone, with what it sent and what it was told to keep. */
async function phone(javaScriptEnabled: boolean) {
  const context = await place.browser.newContext({ viewport: PHONE, javaScriptEnabled })
  const page = await context.newPage()
  const sent: string[] = []
  const troubles: string[] = []
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
  page.on('pageerror', ({ message }) => troubles.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  // The neutral site takes its time; the screen may not wait for it.
  await page.route(`${AWAY}**`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await route.fulfill({ contentType: 'text/html', body: '<title>Weather</title><h1>Weather</h1>' })
  })
  await page.goto(`${lone.running.url}/i/`)
  return { context, page, sent, troubles }
}

/** T40: what a device could still tell. */
async function kept(context: BrowserContext, page: Page): Promise<unknown> {
  const inside = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    caches: (await caches.keys()).length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookie: document.cookie,
  }))
  return { ...inside, cookies: (await context.cookies()).length }
}

test('J-5, A4, T39, T40: with script a report is sealed before anything of it leaves, comes back by its code, and leaves no trace', async () => {
  const { context, page, sent, troubles } = await phone(true)
  // Some pages are looked at by machine here; of the rest the words and marks are looked at in every language without a browser.
  const judged = new Set(['languages', 'wrongs', 'over', 'receipt', 'seen', 'certificate'])
  const look = async (name: string) => {
    // From the top: further down the way out may lie over half a button, which a machine takes for too small.
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
    await (judged.has(name) ? looksWell : picture)(page, `worker-${name}-ar-phone`)
  }
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('leave')
  const entries = await page.evaluate(() => history.length)
  await look('languages')
  await press(page, 'button[value="ar"]')
  await look('start')
  await tells(page, look)
  expect(sent.filter((one) => /papers-kept|q-|story/.test(one))).toEqual([])
  await press(page, 'button[value="send"]')
  await page.locator('.card').waitFor({ timeout: 60_000 })
  const last = sent.at(-1) ?? ''
  expect(last).toMatch(/^POST \S+\/i\/ sealed=[\w.-]{22000,}&language=ar&puzzle=[^&]+&solution=\d+&go=send$/)
  await page.locator('summary').click()
  await look('receipt')
  const code = await codeIn(page)
  await press(page, 'button[value="type"]')
  await page.locator('#again').fill([...code].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''))
  await press(page, 'button[value="check"]')
  await page.getByText('7').waitFor()

  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.setViewportSize({ width: 320, height: 640 })
  await page.locator('#code').fill(code.replaceAll(/(?<=^(?:.{4})+)(?=.)/g, ' '))
  const [inside = 0, needed = 1] = await page.locator('#code').evaluate((field) => [field.clientWidth, field.scrollWidth])
  expect(needed).toBeLessThanOrEqual(inside)
  await page.setViewportSize(PHONE)
  await press(page, 'button[value="open"]')
  // Nothing was asked yet: what one adds is folded away.
  await page.locator('summary').filter({ visible: true }).first().click()
  await page.locator('#message').fill('البناية رقم 14')
  await press(page, 'button[value="answer"]')
  await page.getByText('البناية رقم 14').waitFor()
  expect(sent.filter((one) => one.includes(encodeURIComponent('البناية')))).toEqual([])
  await look('seen')
  await press(page, 'button[value="certificate"]')
  await page.locator('.paper').waitFor()
  await look('certificate')
  await press(page, 'button[value="open"]')
  await press(page, 'button[value="take-back"]')
  await press(page, 'button[value="withdraw"]')
  await page.locator('.note').first().waitFor()
  await look('taken-back')

  expect(await kept(context, page)).toEqual({ local: 0, session: 0, caches: 0, databases: 0, workers: 0, cookie: '', cookies: 0 })
  expect(await page.evaluate(() => history.length)).toBe(entries)
  expect([await page.title(), new URL(page.url()).pathname]).toEqual(['معلومات', '/i/'])
  await page.evaluate(() => {
    addEventListener('click', ({ timeStamp }) =>
      queueMicrotask(() => console.info(document.body.childElementCount, performance.now() - timeStamp)),
    )
  })
  const [left] = await Promise.all([page.waitForEvent('console'), page.locator('.leave').click({ noWaitAfter: true })])
  const [children = NaN, milliseconds = NaN] = left.text().split(' ').map(Number)
  expect(children).toBe(0)
  expect(milliseconds).toBeLessThanOrEqual(200)
  await page.waitForURL(AWAY)
  expect(await page.evaluate(() => history.length)).toBe(entries)
  expect(troubles).toEqual([])
  await context.close()
}, 120_000)

test('P2, T40: without JavaScript the same is done page by page; a duress code shows a harmless page', async () => {
  const { context, page } = await phone(false)
  const look = (name: string) => picture(page, `worker-${name}-ne-phone-without-script`)
  await press(page, 'button[value="ne"]')
  await tells(page, look)
  await press(page, 'button[value="send"]')
  await page.locator('.card').waitFor()
  const code = await codeIn(page)
  expect([code.length, await page.title()]).toEqual([16, 'जानकारी'])
  await look('receipt')
  await press(page, 'button[value="done"]')
  await press(page, 'button[value="start"]')
  await press(page, 'button[value="code"]')
  await page.locator('#code').fill(`${code.slice(0, 14)}${String(Number(code.slice(14)) + 1).padStart(2, '0')}`)
  await press(page, 'button[value="open"]')
  await page.locator('.talk .ministry').waitFor()
  expect(await page.locator('.steps').count()).toBe(0)
  await look('decoy')
  await page.locator('.leave').click()
  await page.waitForURL(AWAY)
  await context.close()
}, 60_000)
