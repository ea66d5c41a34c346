import { type NewReferral, Refusal } from '@ihala/contract'
import { addJob, type Job, type ServiceContext, type Tx } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { beginReferral } from '../referral/referral.begin.ts'
import { lockReferral } from '../referral/referral.store.ts'
import { lifeOf } from '../referral/referral.ts'
import { type Writing, writeEvent } from '../referral/referral.write.ts'
import { insertQuestion, lockTogether } from './question.store.ts'
import { isOpenToChoice, isWaitedFor } from './question.ts'

/** Name of the job that tells a body that another one was chosen. */
const TELL_NOT_CHOSEN = 'tell-not-chosen'

/** Asks the same of the other bodies, each by a case of its own under the decision made about it, and keeps that they belong together. */
export async function askBeside(
  writing: Writing,
  service: ServiceContext,
  first: string,
  { personId, step, need, beside = [] }: NewReferral,
): Promise<void> {
  if (beside.length === 0) return
  const asked = [first]
  // One after the other: what each may open of a person that came with a case is asked of that case.
  for (const { to, consent } of beside) {
    const { id } = await beginReferral(writing, service, { personId, to, step, need, consent, relatesTo: [] })
    asked.push(id)
  }
  await insertQuestion(writing.tx, personId, first, asked)
}

/**
 * One of those that were asked together is chosen: the others are told that they are no longer needed, each in a transaction of its own.
 * Nothing where it was asked alone. Throws Refusal `state-forbids` where another one was chosen before.
 */
export async function choose(tx: Tx, referralId: string): Promise<void> {
  const others = (await lockTogether(tx, referralId)).filter((one) => one.referralId !== referralId)
  if (!isOpenToChoice(others.map(({ state }) => state))) throw new Refusal('state-forbids', { rule: 'another-chosen' })
  for (const { referralId: referral, state } of others)
    if (isWaitedFor(state)) await addJob(tx, TELL_NOT_CHOSEN, { referral }, { jobKey: `${TELL_NOT_CHOSEN}/${referral}` })
}

/** It may run twice, or after the person came back to this body: the row says whether it is still only asked. */
const tellNotChosen: Job = async ({ referral: id }, context) => {
  if (id === undefined) throw new Error('a body to tell without its referral')
  const referral = await lockReferral(context.tx, id)
  if (!isWaitedFor(referral.state) || !mayWrite(lifeOf(referral), 'cancellation-requested', referral.side)) return
  await writeEvent(context, referral, { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } })
}

/** What follows when a body is chosen. */
export const questionJobs: Readonly<Record<string, Job>> = { [TELL_NOT_CHOSEN]: tellNotChosen }
