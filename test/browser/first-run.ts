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
  const started = performance.now()
  let clicks = 0
  const click = async (what: Locator) => {
    await what.click()
    clicks += 1
  }
  await page.goto(address)
  await click(page.getByRole('link', { name: ways[0] ?? '' }))
  await click(page.getByRole('button', { name: who }))
  await click(page.getByRole('link', { name: ways[1] ?? '' }))
  await click(page.getByRole('button', { name: ways[2] ?? '', exact: true }))
  await click(page.getByRole('dialog').getByRole('button', { name: ways[3] ?? '', exact: true }))
  await page.getByText('Lakshmi').first().waitFor({ timeout: 20_000 })
  const seconds = (performance.now() - started) / 1000
  expect(told).toContain(`${clicks} clicks`)
  expect(readme).toContain(`${clicks} clicks`)
  await picture(page, 'first-run-accepted-ar-desktop')
  await context.close()
  return { clicks, seconds }
}
