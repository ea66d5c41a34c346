import { expect } from 'vitest'
import { deskClient } from '../kit/desk-client.ts'
import { HIRUT, SUMAN } from '../people/people.ts'
import type { Place } from './browsing.ts'
import { chooses, choosesOnly, dates, goes, press, sits, types } from './by-click.ts'

const first = (name: string): string => name.split(' ')[0] ?? ''

/** DESIGN §11: whom a referral is about is found as one types, and chosen by keyboard; whoever is chosen stays in sight. */
export async function findsWhomToRefer(place: Place): Promise<void> {
  const api = await deskClient(place.network, 'itf', 'marlon-reyes')
  for (const { sections } of [SUMAN, HIRUT]) await api.create('/people', { sections })
  const officer = await sits(place, 'itf', 'Marlon Reyes', 'ar', 'desktop')
  const { main, page, word } = officer
  await goes(officer, 'new.title')
  const field = main.getByLabel(word('people.find'))
  const radios = (name: string) => main.locator('label', { has: page.getByRole('radio') }).filter({ hasText: name })
  await radios(HIRUT.names.latin).first().waitFor()
  await field.fill(first(SUMAN.names.latin).toLowerCase())
  await radios(HIRUT.names.latin).first().waitFor({ state: 'detached' })
  await radios(SUMAN.names.latin).first().waitFor()
  await field.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.getByRole('radio', { checked: true }).waitFor()
  await field.fill(first(HIRUT.names.latin))
  await radios(HIRUT.names.latin).first().waitFor()
  const kept = await main.locator('label', { has: page.getByRole('radio', { checked: true }) }).textContent()
  expect(kept).toContain(SUMAN.names.latin)
  // Not one of those found: it says that it was chosen before.
  expect(kept).toContain(word('people.chosen'))
  await officer.looks('choose-person')
  await field.press('Escape')
  expect(await field.inputValue()).toBe('')
  await press(officer, main, 'new.next')
  await main.getByRole('radiogroup', { name: word('new.ask.recipient') }).waitFor()
  await officer.leaves()
}

/** What was typed of a complaint waits while somebody is written down who is missing; then they are chosen, and nothing is lost. */
export async function writesMissingPerson(place: Place): Promise<void> {
  const api = await deskClient(place.network, 'itf', 'marlon-reyes')
  await api.create('/people', { sections: HIRUT.sections })
  const officer = await sits(place, 'itf', 'Marlon Reyes', 'en', 'phone')
  const { main, page, word } = officer
  const asked = page.getByRole('dialog')
  const chosen = () => asked.getByRole('group', { name: word('complaints.ask.people') }).locator('label[data-selected]')
  await goes(officer, 'complaints.title')
  await press(officer, main, 'complaints.new')
  await asked.locator('label', { hasText: HIRUT.names.latin }).first().click()
  await choosesOnly(asked, word('complaints.ask.heads'), [word('head.wages')])
  await dates(officer, asked, 'complaints.ask.first-contact', '2026-11-08')
  await asked.getByRole('link', { name: word('people.new') }).click()
  // Whoever changes their mind comes back to all of it.
  await page.goBack()
  await chosen().first().waitFor()
  await asked.getByRole('link', { name: word('people.new') }).click()
  const identity = main.locator('details', { hasText: word('person.name') })
  await types(officer, identity, 'person.name', 'Joy Uwase')
  await chooses(identity, word('person.sex'), word('sex.female'))
  await press(officer, main, 'person.save')
  await asked.waitFor()
  await expect
    .poll(() => chosen().allTextContents())
    .toEqual([expect.stringContaining('Joy Uwase'), expect.stringContaining(HIRUT.names.latin)])
  await officer.looks('complaint-again')
  await press(officer, asked, 'complaints.send')
  await asked.waitFor({ state: 'hidden' })
  await main.getByRole('row', { name: 'Joy Uwase' }).waitFor()
  await officer.leaves()
}
