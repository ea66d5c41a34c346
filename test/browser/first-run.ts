import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { lastScreen } from '../../infra/screen.ts'
import { DESKTOP, type Place, picture, ROOT } from './browsing.ts'

/** What somebody new did, as the last screen of `npm start` told them. */
export interface FirstRun {
  readonly clicks: number
  /** From the address to the accepted referral. */
  readonly seconds: number
}

/** Whatever a browser's console would complain of. */
function listenForFaults(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('console', (line) => void (['error', 'warning'].includes(line.type()) && faults.push(line.text())))
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on('response', (answer) => void (answer.status() >= 400 && faults.push(`${answer.status()} ${answer.url()}`)))
  return faults
}

/** A browser without a window asks for no icon, others do: the page has one, or an empty one. */
async function hasIcon(page: Page): Promise<void> {
  const found = await page.evaluate(async () => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href ?? '/favicon.ico'
    return icon === 'data:,' || (await fetch(icon)).headers.get('content-type')
  })
  expect([true, 'image/svg+xml']).toContain(found)
}

/**
 * From the last screen of `npm start` to an accepted referral, by clicks alone and in the language the desk opens in. Whose address and
 * whose name is read off that screen, and every way is the one it and the README name.
 */
export async function firstRun({ browser, network }: Place): Promise<FirstRun> {
  const told = lastScreen(network)
  const [, address = '', who = ''] = /First: open (\S+) as (.+?):/.exec(told) ?? []
  const ways = [...(told.split('\n').find((line) => line.includes('First: open')) ?? '').matchAll(/«(.+?)»/g)].map(([, way = '']) => way)
  expect([address, ways.length]).toEqual([network.organisation('care-house').baseUrl, 4])
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ')
  for (const way of ways) expect(readme).toContain(way)

  const context = await browser.newContext({ viewport: DESKTOP, locale: 'ar' })
  const page: Page = await context.newPage()
  const faults = listenForFaults(page)
  const started = performance.now()
  let clicks = 0
  const click = async (what: Locator) => {
    await what.click()
    clicks += 1
  }
  await page.goto(address)
  await page.getByRole('link', { name: ways[0] ?? '' }).waitFor()
  await hasIcon(page)
  await click(page.getByRole('link', { name: ways[0] ?? '' }))
  await page.getByRole('button', { name: who }).waitFor()
  await hasIcon(page)
  await click(page.getByRole('button', { name: who }))
  await click(page.getByRole('link', { name: ways[1] ?? '' }))
  await click(page.getByRole('button', { name: ways[2] ?? '', exact: true }))
  await click(page.getByRole('dialog').getByRole('button', { name: ways[3] ?? '', exact: true }))
  await page.getByText('Lakshmi').first().waitFor({ timeout: 20_000 })
  expect(faults).toEqual([])
  const seconds = (performance.now() - started) / 1000
  expect(told).toContain(`${clicks} clicks`)
  expect(readme).toContain(`${clicks} clicks`)
  await picture(page, 'first-run-accepted-ar-desktop')
  await context.close()
  return { clicks, seconds }
}
