import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Network } from '../../infra/network.ts'

/** The root of the tree. */
export const ROOT = join(import.meta.dirname, '..', '..')
const PICTURES = join(ROOT, '.state', 'pictures')

/** The windows pages are looked at in. */
export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1360, height: 900 }

/** Starts Chromium without a window, and makes the folder for the pictures. */
export async function openBrowser(): Promise<Browser> {
  mkdirSync(PICTURES, { recursive: true })
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A window on an organisation's desk, with somebody of its staff signed in. */
export async function deskOf(
  { browser, network }: { readonly browser: Browser; readonly network: Network },
  slug: string,
  name: string,
  viewport = DESKTOP,
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly url: (path: string) => string }> {
  const context = await browser.newContext({ viewport, locale: 'ar' })
  const page = await context.newPage()
  const { baseUrl } = network.organisation(slug)
  await page.goto(`${baseUrl}/desk/`)
  await page
    .getByRole('link', { name: /تسجيل الدخول|Sign in/ })
    .first()
    .click()
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.waitForURL(`${baseUrl}/desk/**`)
  await page.getByRole('main').waitFor()
  return { page, context, url: (path) => `${baseUrl}/desk${path}` }
}

/** Changes a window to English. */
export async function inEnglish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'English' }).first().click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

/** Keeps a picture of the whole page. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

/** WCAG 2.2 A and AA by machine, on the page as it stands: what it breaks, and where. */
export async function accessible(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Whether nothing is wider than the window. */
export async function fitsAcross(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
}

/** Looks at a page as it stands: no machine finds fault, and nothing sticks out. Keeps a picture. */
export async function looksWell(page: Page, name: string): Promise<void> {
  await picture(page, name)
  expect([name, ...(await accessible(page)), await fitsAcross(page)]).toEqual([name, true])
}
