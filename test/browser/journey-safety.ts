import { expect } from 'vitest'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { Place } from './browsing.ts'
import {
  chooses,
  choosesOnly,
  dates,
  goes,
  type Hand,
  opens,
  press,
  pressTwice,
  sits,
  THERE_AND_BACK,
  ticks,
  types,
  unfolds,
} from './by-click.ts'
import { inQatar, OFFICE } from './journey-complaint.ts'
import { refers } from './journey-refers.ts'
import { beginning } from './words.ts'

const NEED = NEEDS.sumanToShelter
const BED = 'B-1'
const TWO_HOURS_MS = 2 * 3_600_000

/** J-2: a bed tonight, asked for before the story is told; the shelter learns who comes when it has said yes. */
export async function findsSafety(place: Place): Promise<void> {
  const admin = await sits(place, 'care-house', 'Khalid Al-Emadi', 'en', 'phone')
  await goes(admin, 'beds.title')
  await pressTwice(admin, 'beds.add', async (asked) => {
    await types(admin, asked, 'beds.label', BED)
    await chooses(asked, admin.word('beds.ask.for'), admin.word('beds.for.male'))
    await ticks(asked, admin.word('beds.step-free'))
  })
  await admin.main.getByText(BED).waitFor()
  await admin.looks('journey-2-beds')
  await admin.leaves()

  const intake = await sits(place, 'ministry-of-labour', 'Joseph Varghese', 'ar', 'phone')
  await opens(intake, 'received', NEEDS.sumanToMinistry.needs, OFFICE)
  await intake.main.getByRole('link', { name: intake.word('referral.onward') }).click()
  await refers(intake, {
    to: intake.called('care-house'),
    need: NEED,
    doors: ['identity', 'contact'],
    purposes: ['protection', 'shelter', 'legal-aid', 'health-care', 'financial-assistance'],
    onward: { kinds: ['legal-aid', 'charity-funding'], further: false },
    enquires: true,
    picture: 'journey-2-agreed',
  })
  await opens(intake, 'sent', NEED.needs, 'care-house')
  await asksOfConflict(intake, [
    ['employer', SUMAN.employer.names.latin],
    ['person-feared', SUMAN.employer.contact.latin],
  ])
  await intake.looks('journey-2-no-conflict')

  const shelter = await sits(place, 'care-house', 'Grace Wanjiru', 'en', 'desktop')
  await holdsBed(shelter)
  await intake.main.getByText(intake.word('capacity.capacity')).first().waitFor({ timeout: THERE_AND_BACK })
  await pressTwice(intake, 'verb.request')

  await shelter.main.getByRole('button', { name: shelter.word('verb.accept'), exact: true }).waitFor({ timeout: THERE_AND_BACK })
  await pressTwice(shelter, 'verb.accept', (asked) => ticks(asked, shelter.word('ask.transfer')))
  await shelter.main.getByText(SUMAN.names.latin).first().waitFor({ timeout: THERE_AND_BACK })
  // Where he worked and what he told stay at the Ministry.
  const known = (await shelter.main.textContent()) ?? ''
  for (const secret of [SUMAN.employer.names.latin, SUMAN.testimony.own.text.slice(0, 40)]) expect(known).not.toContain(secret)
  await press(shelter, shelter.main, 'beds.arrival')
  await shelter.main.getByText(shelter.like('beds.arrived')).waitFor()
  await shelter.looks('journey-2-arrived')
  await shelter.leaves()

  await intake.main.getByText(intake.word('stage.arrived')).first().waitFor({ timeout: THERE_AND_BACK })
  await intake.looks('journey-2-seen')
  await intake.leaves()
}

/** Asks whether parties are known to the other body, which sees none of the names, and waits for the answer: none is. */
export async function asksOfConflict(hand: Hand, parties: readonly (readonly [about: string, name: string])[]): Promise<void> {
  const { main, word } = hand
  const form = await unfolds(main, word('conflict.ask'))
  for (const [at, [about, name]] of parties.entries()) {
    if (at > 0) await press(hand, form, 'conflict.another')
    const party = form.getByRole('group').nth(at)
    await chooses(party, word('conflict.who'), word(`party.${about}`))
    await types(hand, party, 'conflict.name', name)
  }
  await press(hand, form, 'conflict.send')
  await main.getByText(word('conflict.none')).waitFor({ timeout: THERE_AND_BACK })
}

/** A bed is held, and the answer says until when; who comes nobody knows. */
async function holdsBed(shelter: Hand): Promise<void> {
  const { main, word, like } = shelter
  await opens(shelter, 'received', NEED.needs, 'ministry-of-labour')
  expect(await main.textContent()).not.toContain(SUMAN.names.latin)
  await chooses(main, word('beds.ask.hold'), beginning(BED))
  await press(shelter, main, 'beds.hold')
  await main.getByText(like('beds.held-for-this')).waitFor()
  await pressTwice(shelter, 'verb.answer-capacity', async (asked) => {
    await chooses(asked, word('ask.capacity'), word('capacity.capacity'))
    await dates(shelter, asked, 'ask.held-until', inQatar(TWO_HOURS_MS))
    await choosesOnly(asked, word('ask.conditions'), [word('condition.arrival-time')])
    await shelter.looks('journey-2-answer')
  })
}
