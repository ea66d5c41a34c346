import { dirname, join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildKind } from '../../infra/build.ts'
import { service } from '../../services/ministry-intake/src/service.ts'
import { type LoneMinistry, loneMinistry } from '../kit/lone-ministry.ts'
import { openBrowser, PHONE, ROOT } from './browsing.ts'

/** Where the pages for workers are left to here. */
export const AWAY = 'https://weather.example/'

/** A ministry alone with its pages for workers, and a browser. */
export interface Portal extends LoneMinistry {
  readonly browser: Browser
  readonly close: () => Promise<void>
}

/** Builds the pages of a ministry and starts it alone. Who calls it closes it. */
export async function openPortal(): Promise<Portal> {
  const { main } = await buildKind(ROOT, join(ROOT, '.state', 'build'), join(ROOT, 'services/ministry-intake'), 'ministry-intake')
  const pages = join(dirname(main), 'web')
  const ministry = await loneMinistry(service, { config: { pages, workerPages: { leaveTo: AWAY } } })
  const browser = await openBrowser()
  const close = async () => {
    await browser.close()
    await ministry.lone.stop()
  }
  return { ...ministry, browser, close }
}

/** A phone, with what it sent and what went wrong on it. */
export interface Phone {
  readonly context: BrowserContext
  readonly page: Page
  readonly sent: string[]
  readonly troubles: string[]
}

/**
 * A phone that nobody used before, on the first page.
 * @param browserIs makes of the browser another one, before any page is opened
 */
export async function takesPhone(
  { browser, lone }: Portal,
  { javaScriptEnabled = true, browserIs }: { readonly javaScriptEnabled?: boolean; readonly browserIs?: () => void } = {},
): Promise<Phone> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled })
  if (browserIs) await context.addInitScript(browserIs)
  const page = await context.newPage()
  const sent: string[] = []
  const troubles: string[] = []
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
  page.on('pageerror', ({ message }) => troubles.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.goto(`${lone.running.url}/i/`)
  return { context, page, sent, troubles }
}
