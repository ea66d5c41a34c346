import { expect } from 'vitest'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { Place } from './browsing.ts'
import { chooses, goes, opens, press, pressTwice, sits, THERE_AND_BACK } from './by-click.ts'
import { refers } from './journey-refers.ts'
import { asksOfConflict } from './journey-safety.ts'

const NEED = NEEDS.sumanToLegalAid

/** J-3: the shelter asks for a lawyer, who is on nobody's list, takes the case, and is seen at the shelter. */
export async function isDefended(place: Place): Promise<void> {
  const shelter = await sits(place, 'care-house', 'Grace Wanjiru', 'ar', 'desktop')
  await opens(shelter, 'received', NEEDS.sumanToShelter.needs, 'ministry-of-labour')
  await shelter.main.getByRole('link', { name: shelter.word('referral.onward') }).click()
  await refers(shelter, {
    to: shelter.called('lawyers-association'),
    need: NEED,
    doors: ['identity', 'contact'],
    purposes: ['legal-aid'],
    picture: 'journey-3-agreed',
  })
  await opens(shelter, 'sent', NEED.needs, 'lawyers-association')
  await asksOfConflict(shelter, [
    ['employer', SUMAN.employer.names.latin],
    ['recruiter', SUMAN.recruiter.names.latin],
  ])

  // Who has never signed in here cannot be offered a case.
  const lawyer = await sits(place, 'lawyers-association', 'Yusuf Rahman', 'ar', 'phone')
  const coordinator = await sits(place, 'lawyers-association', 'Dana Al-Mannai', 'en', 'phone')
  const { main, word } = coordinator
  await opens(coordinator, 'received', NEED.needs, 'care-house')
  const before = (await main.textContent()) ?? ''
  for (const name of [SUMAN.names.latin, SUMAN.employer.names.latin, SUMAN.recruiter.names.latin]) expect(before).not.toContain(name)
  await pressTwice(coordinator, 'verb.accept')
  await main.getByText(SUMAN.names.latin).first().waitFor({ timeout: THERE_AND_BACK })
  await chooses(main, word('lawyer-for.ask'), 'Yusuf Rahman')
  await coordinator.looks('journey-3-offer')
  await press(coordinator, main, 'lawyer-for.send')
  await main.getByText(word('offer-state.offered')).first().waitFor()
  // Whoever offers a case does not take it for somebody.
  await goes(coordinator, 'offers.title')
  expect(await main.getByRole('button', { name: word('offers.take') }).count()).toBe(0)
  await coordinator.leaves()

  await goes(lawyer, 'offers.title')
  await lawyer.looks('journey-3-offered')
  const taken = lawyer.main.getByText(lawyer.word('offer-state.taken'), { exact: true })
  const earlier = await taken.count()
  await press(lawyer, lawyer.main, 'offers.take')
  await expect.poll(() => taken.count(), { timeout: THERE_AND_BACK }).toBe(earlier + 1)
  await lawyer.leaves()

  await shelter.main.getByText(shelter.word('stage.lawyer-assigned')).first().waitFor({ timeout: THERE_AND_BACK })
  await shelter.looks('journey-3-seen')
  await shelter.leaves()
}
