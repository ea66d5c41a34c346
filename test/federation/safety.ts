import type { ReferralDetail } from '@ihala/contract'
import { act, received, referralWhen } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { AtMinistry } from './complaint.ts'
import { consentOf } from './consent.ts'
import { assertSo, type Stage } from './stage.ts'

/** What the next journeys go on from: the worker as the Care House knows him. */
export interface AtShelter {
  readonly personId: string
  readonly referralId: string
}

/** J-2: a bed tonight, asked before the story is told. */
export async function safetyTonight(stage: Stage, suman: AtMinistry): Promise<AtShelter> {
  const { intake, shelter, shelterAdmin } = stage.desks
  const bed = await shelterAdmin.create('/beds', { label: 'B-1', sex: 'male', family: false, stepFree: true })
  await stage.step('Care House', 'has a bed for a man tonight')

  const asked = await intake.create('/referrals', {
    personId: suman.personId,
    to: stage.entityId('care-house'),
    step: 'enquire',
    need: NEEDS.sumanToShelter,
    consent: consentOf(SUMAN, {
      purposes: ['shelter', 'health-care', 'protection', 'legal-aid', 'financial-assistance'],
      categories: ['need', 'identity', 'contact'],
      onward: { kinds: ['legal-aid', 'charity-funding'], categories: ['need', 'identity', 'contact'], depth: 1 },
    }),
    relatesTo: [],
  })
  const enquiry = await received(shelter, 'ministry-of-labour')
  assertSo(enquiry.state === 'enquired' && enquiry.urgency === 'tonight', 'the Care House is asked for tonight')
  await stage.step('Ministry of Labour', 'asks the Care House for a bed tonight, without a name')

  const { referral: free } = await intake.get<ReferralDetail>(`/referrals/${asked.id}`)
  await intake.change(`/referrals/${asked.id}/conflict-check`, free.version, {
    names: [
      { about: 'employer', name: SUMAN.employer.names.latin },
      { about: 'person-feared', name: SUMAN.employer.contact.latin },
    ],
  })
  await referralWhen(intake, asked.id, 'the conflict check is answered', (detail) => detail.conflict === 'none')
  await stage.step('Care House', 'answers the blinded conflict check: nobody here is a danger to him')

  await shelter.create(`/referrals/${enquiry.id}/bed-hold`, { bedId: bed.id })
  await act(shelter, enquiry.id, 'answer-capacity', {
    answer: 'capacity',
    conditions: ['arrival-time'],
    heldUntil: new Date(Date.now() + 2 * 3_600_000).toISOString(),
  })
  await referralWhen(intake, asked.id, 'the answer is back', (detail) => detail.capacity?.answer === 'capacity')
  await stage.step('Care House', 'answers: there is a bed, held for two hours')

  await act(intake, asked.id, 'request')
  await referralWhen(shelter, enquiry.id, 'the request arrives', ({ referral }) => referral.state === 'requested')
  await act(shelter, enquiry.id, 'accept', { transfer: true, conditions: [] })
  const whole = await referralWhen(shelter, enquiry.id, 'identity and contact arrive', (detail) => detail.sections.length === 2)
  assertSo(
    whole.sections.every(({ category }) => category === 'identity' || category === 'contact'),
    'employment and testimony stay at the Ministry',
  )
  await stage.step('Care House', 'accepts and learns who comes; testimony and employer stay where they were')

  await shelter.create(`/referrals/${enquiry.id}/arrival`, { bedId: bed.id })
  await referralWhen(intake, asked.id, 'the Ministry learns of the arrival', ({ referral }) => referral.businessStatus === 'arrived')
  await stage.step('Care House', 'the worker has arrived and sleeps in a bed; the Ministry sees “arrived”')
  assertSo(whole.personId !== null, 'the Care House knows a person now')
  return { personId: whole.personId, referralId: enquiry.id }
}
