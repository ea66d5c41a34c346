import type { ReferralDetail } from '@ihala/contract'
import { act, received, referralWhen } from '../kit/desk-client.ts'
import { HIRUT, NEEDS } from '../people/people.ts'
import { consentOf } from './consent.ts'
import { assertSo, type Stage } from './stage.ts'

/** The second play: a body that declines never learns who the person was. */
export async function declined(stage: Stage): Promise<void> {
  const { officer, shelter } = stage.desks
  const person = await officer.create('/people', { sections: { ...HIRUT.sections, testimony: HIRUT.testimony.own } })
  const sent = await officer.create('/referrals', {
    personId: person.id,
    to: stage.entityId('care-house'),
    step: 'request',
    need: NEEDS.hirutToShelter,
    consent: consentOf(HIRUT, { purposes: ['shelter', 'health-care'], categories: ['need', 'identity', 'contact', 'health'] }),
    relatesTo: [],
  })
  const line = await received(shelter, 'itf')
  await act(shelter, line.id, 'reject', { reason: 'at-capacity', possibleIf: ['bed-becomes-free', 'other-house'] })
  const back = await referralWhen(officer, sent.id, 'the answer is back with its reason', ({ referral }) => referral.state === 'rejected')
  assertSo(
    back.rejection?.reason === 'at-capacity' && back.rejection.possibleIf.includes('bed-becomes-free'),
    'the reason and what would make it possible came back',
  )
  const held = await shelter.get<ReferralDetail>(`/referrals/${line.id}`)
  assertSo(
    held.sections.length === 0 && held.files.length === 0 && held.personId === null,
    'the Care House holds nothing but the coded need',
  )
  await stage.step('Care House', 'declines another request with a coded reason; it holds nothing but the coded need')
}
