import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
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

/** A window on an organisation's desk. */
export interface DeskWindow {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: (path: string) => string
}

/** Chromium, and the network it looks at. */
export interface Place {
  readonly browser: Browser
  readonly network: Network
}

/** A window that somebody of an organisation's staff is signed in to; its first page is not opened yet. Signing in by click is tried once, in the first run. */
export async function signedIn({ browser, network }: Place, slug: string, name: string, viewport = DESKTOP): Promise<DeskWindow> {
  const { baseUrl, staff } = network.organisation(slug)
  const member = staff.find(({ names }) => names.en.includes(name))
  if (!member) throw new Error(`Nobody at ${slug} is called ${name}.`)
  const { cookie } = await network.signIn(slug, member.sub)
  const [key = '', value = ''] = cookie.split(/=(.*)/s)
  const context = await browser.newContext({ viewport, locale: 'ar' })
  await context.addCookies([{ name: key, value, url: baseUrl, httpOnly: true, sameSite: 'Lax' }])
  return { page: await context.newPage(), context, url: (path) => `${baseUrl}/desk${path}` }
}

/** A window on an organisation's desk, with somebody of its staff signed in and the first screen open. */
export async function deskOf(place: Place, slug: string, name: string, viewport = DESKTOP): Promise<DeskWindow> {
  const window = await signedIn(place, slug, name, viewport)
  await window.page.goto(window.url('/'))
  await window.page.getByRole('main').waitFor()
  return window
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

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** WCAG 2.2 A and AA by machine, on the page as it stands: what it breaks, and where. */
export async function accessible(page: Page): Promise<string[]> {
  // The rules are half a megabyte: a page is given them once, and answers with what it breaks alone. Nothing here is framed or plays.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (values) => {
    const judge: typeof axe = Reflect.get(window, 'axe')
    const { violations } = await judge.run(document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
      iframes: false,
      preload: false,
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }, WCAG)
}

/** Whether nothing is wider than the window. */
export async function fitsAcross(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
}

/** Looks at a page as it stands: no machine finds fault, and nothing sticks out. Keeps a picture. */
export async function looksWell(page: Page, name: string): Promise<void> {
  await picture(page, name)
  const shut = page.getByText(/^(دوركم لا يسمح بهذا|Your role does not allow this)/)
  expect({ name, faults: await accessible(page), fits: await fitsAcross(page), 'shut doors': await shut.count() }).toEqual({
    name,
    faults: [],
    fits: true,
    'shut doors': 0,
  })
}
