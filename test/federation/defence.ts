import type { ReferralDetail } from '@ihala/contract'
import { act, received, referralWhen } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { refusedWith } from './complaint.ts'
import { consentOf } from './consent.ts'
import type { AtShelter } from './safety.ts'
import { assertSo, type Stage } from './stage.ts'

/** J-3: a lawyer who speaks the language, after the conflict check. */
export async function defence(stage: Stage, safe: AtShelter): Promise<void> {
  const { shelter, coordinator, lawyer } = stage.desks
  const asked = await shelter.create('/referrals', {
    personId: safe.personId,
    to: stage.entityId('lawyers-association'),
    step: 'request',
    need: NEEDS.sumanToLegalAid,
    consent: consentOf(SUMAN, { purposes: ['legal-aid'], categories: ['need', 'identity', 'contact'] }),
    relatesTo: [],
  })
  const request = await received(coordinator, 'care-house')
  const { referral } = await shelter.get<ReferralDetail>(`/referrals/${asked.id}`)
  await shelter.change(`/referrals/${asked.id}/conflict-check`, referral.version, {
    names: [
      { about: 'employer', name: SUMAN.employer.names.latin },
      { about: 'recruiter', name: SUMAN.recruiter.names.latin },
    ],
  })
  await referralWhen(shelter, asked.id, 'the lawyers answer the conflict check', (detail) => detail.conflict === 'none')
  await stage.step(
    'Care House',
    'refers him to the Lawyers Association; a conflict check first, of which the lawyers see no name: no conflict',
  )

  await act(coordinator, request.id, 'accept', { transfer: false, conditions: [] })
  await referralWhen(coordinator, request.id, 'who it is arrives', (detail) => detail.sections.length === 2)
  const { lawyers } = await coordinator.get<{ lawyers: { id: string; names: { en: string }; languages: string[] }[] }>('/lawyers')
  const chosen = lawyers.find((one) => one.names.en === 'Yusuf Rahman')
  assertSo(chosen !== undefined, 'a lawyer who has signed in can be offered the case')
  const offer = await coordinator.create(`/referrals/${request.id}/offers`, { lawyerId: chosen.id })
  await refusedWith('not-allowed', () => coordinator.change(`/offers/${offer.id}/take`, offer.version, {}))
  await lawyer.change(`/offers/${offer.id}/take`, offer.version, {})
  await referralWhen(
    shelter,
    asked.id,
    'the Care House learns that a lawyer has the case',
    (detail) => detail.referral.businessStatus === 'lawyer-assigned',
  )
  await stage.step('Lawyers Association', 'a lawyer takes the case; the Care House sees “lawyer assigned”')
}
