import { expect } from 'vitest'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { Place } from './browsing.ts'
import { chooses, goes, opens, press, pressTwice, sits, THERE_AND_BACK, types } from './by-click.ts'
import { refers } from './journey-refers.ts'

const NEED = NEEDS.sumanToCharity

/** J-4: the fund pays the body that asked, once, when two have signed, and never learns a name. */
export async function isPaid(place: Place): Promise<void> {
  const admin = await sits(place, 'charity', 'Omar Idris', 'en', 'desktop')
  await goes(admin, 'fund.title')
  await pressTwice(admin, 'fund.endow', async (asked) => {
    await types(admin, asked, 'fund.endow.amount', '3000000')
    await chooses(asked, admin.word('fund.endow.source'), admin.word('endowment-source.memorandum'))
  })
  await admin.main
    .getByText(/3,000,000/)
    .first()
    .waitFor()
  await admin.leaves()

  const shelter = await sits(place, 'care-house', 'Grace Wanjiru', 'en', 'phone')
  await opens(shelter, 'received', NEEDS.sumanToShelter.needs, 'ministry-of-labour')
  await shelter.main.getByRole('link', { name: shelter.word('referral.onward') }).click()
  await refers(shelter, {
    to: shelter.called('charity'),
    need: NEED,
    doors: [],
    purposes: ['financial-assistance'],
    picture: 'journey-4-agreed',
  })
  await opens(shelter, 'sent', NEED.needs, 'charity')

  const worker = await sits(place, 'charity', 'Amna Al-Marri', 'ar', 'desktop')
  await opens(worker, 'received', NEED.needs, 'care-house')
  await pressTwice(worker, 'verb.accept')
  await chooses(worker.main, worker.word('award-for.purpose'), worker.word('award-purpose.living-costs'))
  await worker.looks('journey-4-assessed')
  await press(worker, worker.main, 'award-for.send')
  await worker.main.getByText(worker.word('award-state.assessed')).waitFor()

  const first = await sits(place, 'charity', 'Ibrahim Al-Dosari', 'ar', 'phone')
  await goes(first, 'fund.title')
  await press(first, first.main, 'awards.approve.first')
  await first.main.getByText(first.word('awards.needs-other')).waitFor()
  expect(await first.main.getByRole('button', { name: first.word('awards.approve.second') }).isDisabled()).toBe(true)
  await first.looks('journey-4-signed')
  await first.leaves()

  // Before the second signature there is nothing to pay.
  const pay = worker.main.getByRole('button', { name: worker.word('awards.pay'), exact: true })
  expect(await pay.count()).toBe(0)
  const second = await sits(place, 'charity', 'Huda Salem', 'en', 'desktop')
  await goes(second, 'fund.title')
  await press(second, second.main, 'awards.approve.second')
  await second.main.getByText(second.word('award-state.approved'), { exact: true }).waitFor()
  await second.leaves()

  await goes(worker, 'fund.title')
  await pressTwice(worker, 'awards.pay', (asked) => types(worker, asked, 'awards.pay.proof', 'TT-2026-000117'))
  await worker.main.getByText(worker.word('award-state.paid'), { exact: true }).waitFor()
  expect(await pay.count()).toBe(0)
  await worker.looks('journey-4-paid')
  await opens(worker, 'received', NEED.needs, 'care-house')
  for (const name of [SUMAN.names.latin, SUMAN.names.own]) expect(await worker.main.textContent()).not.toContain(name)
  await worker.leaves()

  await shelter.main.getByText(shelter.word('outcome.assistance-paid')).first().waitFor({ timeout: THERE_AND_BACK })
  await shelter.looks('journey-4-outcome')
  await shelter.leaves()
}
