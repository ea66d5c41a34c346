import type { FundView, ReferralDetail } from '@ihala/contract'
import { act, received, referralWhen } from '../kit/desk-client.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { refusedWith } from './complaint.ts'
import { consentOf } from './consent.ts'
import type { AtShelter } from './safety.ts'
import { assertSo, type Stage } from './stage.ts'

/** J-4: the Charity pays the Care House once, by two people, and never learns a name. */
export async function moneyFromFund(stage: Stage, safe: AtShelter): Promise<void> {
  const { shelter, caseWorker, approver, secondApprover, charityAdmin } = stage.desks
  await charityAdmin.create('/fund/endowments', { currency: 'QAR', minorUnits: 300_000_000, source: 'memorandum' })
  const asked = await shelter.create('/referrals', {
    personId: safe.personId,
    to: stage.entityId('charity'),
    step: 'request',
    need: NEEDS.sumanToCharity,
    consent: consentOf(SUMAN, { purposes: ['financial-assistance'], categories: ['need'] }),
    relatesTo: [],
  })
  const request = await received(caseWorker, 'care-house')
  await act(caseWorker, request.id, 'accept', { transfer: false, conditions: [] })
  await stage.step('Charity', 'accepts the Care House’s request for money; no name is in it')

  const award = await caseWorker.create(`/referrals/${request.id}/award`, {
    minorUnits: NEEDS.sumanToCharity.amount.minorUnits,
    period: NEEDS.sumanToCharity.amount.period,
    purpose: 'living-costs',
  })
  const once = await approver.change(`/awards/${award.id}/approve`, award.version, {})
  await refusedWith('second-person-required', () => approver.change(`/awards/${award.id}/approve`, once.version, {}))
  const twice = await secondApprover.change(`/awards/${award.id}/approve`, once.version, {})
  await stage.step('Charity', 'two different people approve')

  await caseWorker.change(`/awards/${award.id}/pay`, twice.version, { proofReference: 'TT-2026-000117' })
  await refusedWith('already-paid', () =>
    caseWorker.change(`/awards/${award.id}/pay`, twice.version + 1, { proofReference: 'TT-2026-000118' }),
  )
  const fund = await caseWorker.get<FundView>('/fund')
  assertSo(
    fund.paid === NEEDS.sumanToCharity.amount.minorUnits && fund.available === fund.endowed - fund.reserved - fund.paid,
    'the fund balances',
  )
  await referralWhen(
    shelter,
    asked.id,
    'the Care House learns that it was paid',
    ({ referral }) => referral.state === 'completed' && referral.outcome === 'assistance-paid',
  )
  const atCharity = await caseWorker.get<ReferralDetail>(`/referrals/${request.id}`)
  assertSo(
    atCharity.sections.length === 0 && atCharity.files.length === 0 && atCharity.personId === null,
    'the Charity holds nothing but the coded need',
  )
  await stage.step('Charity', 'pays the Care House once; a second payment is refused; the outcome flows back')
}
