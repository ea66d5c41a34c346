import type { ReferralPage, ReferralVerb } from '@ihala/contract'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { consentOf } from '../federation/consent.ts'
import { act, deskClient, received, referralWhen } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { Place } from './browsing.ts'
import { chooses, dates, type Hand, press, sits, THERE_AND_BACK } from './by-click.ts'
import { beginning } from './words.ts'

/** The pages of one referral: at the body that sent it, and at the other. */
interface Pages {
  readonly sent: string
  readonly received: string
}

/** Whoever sent it and whoever received it, each before the page of a referral. */
interface Desks {
  readonly sender: Hand
  readonly recipient: Hand
}

/** A day by which it is looked at again. */
const REVIEW_ON = { typed: '2031-03-05', shown: /2031/ }

/**
 * DESIGN §8: each act that follows on an acceptance, or takes a referral out of the world, pressed by who may, and what both then read.
 * The one that sends sits at a phone in Arabic, the other one at a desktop in English, and then the other way round.
 */
export async function lives(place: Place): Promise<void> {
  const officer = ['itf', 'Marlon Reyes'] as const
  const worker = ['care-house', 'Grace Wanjiru'] as const
  const first = { sender: await sits(place, ...officer, 'ar', 'phone'), recipient: await sits(place, ...worker, 'en', 'desktop') }
  await isWorkedOn(first, await referred(place, true))
  await isStopped(first, await referred(place))
  await leave(first)
  const second = { sender: await sits(place, ...officer, 'en', 'desktop'), recipient: await sits(place, ...worker, 'ar', 'phone') }
  await isGivenBack(second, await referred(place, true))
  await isMistaken(second, await referred(place))
  await leave(second)
}

const leave = async ({ sender, recipient }: Desks): Promise<void> => {
  await sender.leaves()
  await recipient.leaves()
}

/** A new referral of the union to the shelter, which has taken it on where that is said. */
async function referred({ network }: Place, accepted = false): Promise<Pages> {
  const officer = await deskClient(network, 'itf', 'marlon-reyes')
  const house = await deskClient(network, 'care-house', 'grace-wanjiru')
  const known = new Set((await house.get<ReferralPage>('/referrals?box=received')).items.map(({ id }) => id))
  const { id: personId } = await officer.create('/people', { sections: SUMAN.sections })
  const { id: here } = await officer.create('/referrals', {
    personId,
    to: network.organisation('care-house').entityId,
    step: 'request',
    need: NEEDS.sumanToShelter,
    consent: consentOf(SUMAN, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity'] }),
    relatesTo: [],
  })
  const { id: there } = await received(house, 'itf', ({ id }) => !known.has(id))
  if (accepted) {
    await act(house, there, 'accept', { transfer: true, conditions: [] })
    await referralWhen(officer, here, 'it is accepted', ({ referral }) => referral.state === 'accepted')
  }
  const page = (slug: string, id: string) => `${network.organisation(slug).baseUrl}/desk/referrals/${id}`
  return { sent: page('itf', here), received: page('care-house', there) }
}

/** Begun, laid aside until a day, begun again, completed, contradicted, opened again, completed with what is true, and confirmed. */
async function isWorkedOn(desks: Desks, pages: Pages): Promise<void> {
  const { sender, recipient } = desks
  await turnTo(desks, pages)
  await presses(recipient, 'start')
  await reads(desks, 'state.in-progress')
  await asked(recipient, 'hold', async (dialog, { word }) => {
    await chooses(dialog, word('ask.hold'), word('hold.waiting-for-person'))
    await dates(recipient, dialog, 'ask.review-on', REVIEW_ON.typed)
  })
  await reads(desks, 'state.on-hold', 'hold.waiting-for-person')
  for (const { main } of [sender, recipient]) await main.locator('.card.act .clock').getByText(REVIEW_ON.shown).waitFor()
  await presses(recipient, 'start')
  await reads(desks, 'state.in-progress')
  await asked(recipient, 'complete', (dialog, { word }) => chooses(dialog, word('ask.outcome'), word('outcome.paid-in-full')))
  await reads(desks, 'state.completed', 'outcome.paid-in-full')
  await asked(sender, 'contradict', (dialog, { word }) => chooses(dialog, word('ask.says'), word('says.nothing-received')))
  await reads(desks, 'state.completed', 'event.outcome-contradicted', 'says.nothing-received')
  await asked(recipient, 'reopen')
  await reads(desks, 'state.in-progress', 'event.referral-reopened')
  // What had become of it is so no more.
  for (const { main, word } of [sender, recipient])
    expect(await main.locator('.badge', { hasText: word('outcome.paid-in-full') }).count()).toBe(0)
  await asked(recipient, 'complete', (dialog, { word }) => chooses(dialog, word('ask.outcome'), word('outcome.sheltered')))
  await reads(desks, 'state.completed', 'outcome.sheltered')
  await presses(sender, 'confirm')
  await reads(desks, 'state.completed', 'event.outcome-confirmed')
  // What was confirmed is not asked for again.
  await sender.main.locator('.card.act').getByText(sender.like('referral.confirmed')).waitFor()
  expect(await sender.main.getByRole('button', { name: sender.word('verb.confirm'), exact: true, includeHidden: true }).count()).toBe(0)
  await looks(desks, 'act-confirmed')
}

/** The one that sent it asks to stop, and the other one does. */
async function isStopped(desks: Desks, pages: Pages): Promise<void> {
  const { sender, recipient } = desks
  await turnTo(desks, pages)
  await asked(sender, 'request-cancellation', (dialog, { word }) =>
    chooses(dialog, word('ask.cancellation'), word('cancellation.person-asked')),
  )
  await reads(desks, 'event.cancellation-requested', 'cancellation.person-asked')
  await recipient.main.getByText(recipient.word('referral.cancelling.theirs')).waitFor()
  await sender.main.getByText(sender.word('referral.cancelling.ours')).waitFor()
  await looks(desks, 'act-stopping')
  await asked(recipient, 'cancel')
  await reads(desks, 'state.cancelled')
  await sender.main.getByText(sender.word('referral.cancelling.ours')).waitFor({ state: 'detached' })
}

/** It cannot be stopped any more, ends without success, is opened again, handed back, and taken back. */
async function isGivenBack(desks: Desks, pages: Pages): Promise<void> {
  const { sender, recipient } = desks
  await turnTo(desks, pages)
  await asked(sender, 'request-cancellation', (dialog, { word }) =>
    chooses(dialog, word('ask.cancellation'), word('cancellation.other-body-took-it')),
  )
  await reads(desks, 'event.cancellation-requested')
  await asked(recipient, 'refuse-cancellation')
  await reads(desks, 'state.accepted', 'event.cancellation-refused')
  await asked(recipient, 'fail', (dialog, { word }) => chooses(dialog, word('ask.outcome'), word('outcome.could-not-contact')))
  await reads(desks, 'state.failed', 'outcome.could-not-contact')
  await asked(recipient, 'reopen')
  await reads(desks, 'state.in-progress')
  await asked(recipient, 'hand-back', (dialog, { word }) => chooses(dialog, word('ask.hand-back'), word('hand-back.person-asked')))
  await reads(desks, 'state.handed-back', 'hand-back.person-asked')
  // Whoever handed it back has done what was theirs.
  await recipient.main.getByText(recipient.word('verbs.none')).waitFor()
  await recipient.main.getByText(recipient.word('referral.responsible.us')).waitFor()
  await sender.main.getByText(sender.like('referral.responsible.them')).waitFor()
  await looks(desks, 'act-handed-back')
  await asked(sender, 'take-back')
  await reads(desks, 'state.taken-back')
}

/** It should never have been sent. */
async function isMistaken(desks: Desks, pages: Pages): Promise<void> {
  await turnTo(desks, pages)
  await asked(desks.sender, 'enter-in-error')
  await reads(desks, 'state.entered-in-error')
  for (const { main, word } of [desks.sender, desks.recipient]) await main.getByText(word('verbs.none')).waitFor()
}

async function turnTo({ sender, recipient }: Desks, pages: Pages): Promise<void> {
  await sender.page.goto(pages.sent)
  await recipient.page.goto(pages.received)
}

/** The button of an act, unfolded where it is a seldom one. */
async function found({ main, word }: Hand, verb: ReferralVerb): Promise<Locator> {
  const button = main.locator('.card.act').getByRole('button', { name: word(`verb.${verb}`), exact: true, includeHidden: true })
  await button.waitFor({ state: 'attached', timeout: THERE_AND_BACK })
  if (!(await button.isVisible())) await main.locator('.card.act .seldom summary').click()
  return button
}

/** Presses an act that goes at once. */
async function presses(hand: Hand, verb: ReferralVerb): Promise<void> {
  await (await found(hand, verb)).click()
}

/** Presses an act that asks first, looks at what it asks, and answers. What must be said is said before it can go. */
async function asked(hand: Hand, verb: ReferralVerb, says?: (dialog: Locator, hand: Hand) => Promise<void>): Promise<void> {
  const dialog = hand.page.getByRole('dialog', { name: hand.word(`verb.${verb}`) })
  await (await found(hand, verb)).click()
  await dialog.waitFor()
  const goes = dialog.getByRole('button', { name: hand.word(`verb.${verb}`), exact: true })
  expect([verb, await goes.isDisabled()]).toEqual([verb, says !== undefined])
  await says?.(dialog, hand)
  await hand.looks(`act-${verb}`)
  await press(hand, dialog, `verb.${verb}`)
  await dialog.waitFor({ state: 'hidden' })
}

/** Both desks say where it stands, and what was said of it; no page is loaded again. */
async function reads({ sender, recipient }: Desks, ...said: readonly string[]): Promise<void> {
  for (const { main, word } of [recipient, sender])
    for (const key of said) {
      const shown = key.startsWith('state.')
        ? main.locator('.page-head .badge', { hasText: beginning(word(key)) })
        : main.getByText(word(key)).first()
      await shown.waitFor({ timeout: THERE_AND_BACK })
    }
}

/** Looks at both pages as they stand. */
async function looks({ sender, recipient }: Desks, name: string): Promise<void> {
  await sender.looks(`${name}-sent`)
  await recipient.looks(`${name}-received`)
}
