import type { EventData } from '@ihala/contract'
import { eventsOfCase, type Job, type JobContext } from '@ihala/kit'
import { lockReferral, referralByCase } from '../referral/referral.store.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { erasureOf } from './withdrawal.ts'

/** Name of the job that tells a further body what the person took back. */
export const PASS_WITHDRAWAL_ON = 'pass-withdrawal-on'
/** Name of the job that says what was erased. */
export const STATE_ERASURE = 'state-erasure'

/** What was taken back by an event of a case: its content is never erased by a withdrawal. */
async function withdrawalOf({ tx, service }: JobContext, caseId: string, jti: string): Promise<EventData<'consent-withdrawn'>> {
  const row = (await eventsOfCase(tx, service.caseKeys, caseId)).find((one) => one.jti === jti && one.evt === 'consent-withdrawn')
  if (!row?.data) throw new Error('a withdrawal that is not there')
  return row.data as EventData<'consent-withdrawn'>
}

const passOn: Job = async ({ referral: id, caseId, jti }, context) => {
  if (id === undefined || caseId === undefined || jti === undefined) throw new Error('a withdrawal to pass on without its place')
  const data = await withdrawalOf(context, caseId, jti)
  await writeEvent(context, await lockReferral(context.tx, id), { type: 'consent-withdrawn', data })
}

const stateErasure: Job = async ({ caseId, jti }, context) => {
  if (caseId === undefined || jti === undefined) throw new Error('an erasure to state without its place')
  const found = await referralByCase(context.tx, caseId)
  if (!found) throw new Error('an erasure of a referral that is not there')
  const referral = await lockReferral(context.tx, found.id)
  const { categories } = await withdrawalOf(context, caseId, jti)
  await writeEvent(context, referral, { type: 'erasure-stated', data: erasureOf(jti, categories, context.stamp().now) })
}

/** The jobs that follow a withdrawal. */
export const rightsJobs: Readonly<Record<string, Job>> = { [PASS_WITHDRAWAL_ON]: passOn, [STATE_ERASURE]: stateErasure }
