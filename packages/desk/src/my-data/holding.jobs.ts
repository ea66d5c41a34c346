import type { EventData } from '@ihala/contract'
import { eventsOfCase, type Job, type JobContext } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { lockReferral, referralByCase } from '../referral/referral.store.ts'
import { lifeOf } from '../referral/referral.ts'
import { questionNamed } from './holding.store.ts'
import { askHolding, relayed } from './holding.write.ts'

/** Name of the job that asks a body below for one that asked us. */
export const ASK_BELOW = 'ask-holding-below'
/** Name of the job that passes an answer from below on to whoever asked us. */
export const RELAY_HOLDING = 'relay-holding'

/** What an event of a case says. */
async function saidIn({ tx, service }: JobContext, caseId: string, jti: string): Promise<object | null | undefined> {
  return (await eventsOfCase(tx, service.caseKeys, caseId)).find((row) => row.jti === jti)?.data
}

const askBelow: Job = async ({ referral: id, caseId, jti }, context) => {
  if (id === undefined || caseId === undefined || jti === undefined) throw new Error('a question to pass on without its place')
  const asked = (await saidIn(context, caseId, jti)) as EventData<'holding-asked'> | null | undefined
  if (!asked) throw new Error('a question to pass on that is not there')
  await askHolding(context, await lockReferral(context.tx, id), { caseId, jti, at: context.stamp().now, by: asked.by })
}

const relay: Job = async ({ caseId, jti }, context) => {
  if (caseId === undefined || jti === undefined) throw new Error('an answer to pass on without its place')
  const { tx, send } = context
  const said = (await saidIn(context, caseId, jti)) as EventData<'holding-stated'> | null | undefined
  const question = said ? await questionNamed(tx, caseId, said.of) : undefined
  if (!said || question?.forCase == null || question.forJti === null) throw new Error('an answer to pass on without its question')
  const above = await referralByCase(tx, question.forCase)
  if (!above) throw new Error('an answer for a referral that is not there')
  const referral = await lockReferral(tx, above.id)
  const data = relayed(question.forJti, said, referral.consent.wayBack)
  if (data === undefined || !mayWrite(lifeOf(referral), 'holding-stated', referral.side)) return
  send({ to: referral.partner, caseId: referral.caseId, event: { type: 'holding-stated', data } })
}

/** The jobs by which a question goes down the tree and its answers come up. */
export const holdingJobs: Readonly<Record<string, Job>> = { [ASK_BELOW]: askBelow, [RELAY_HOLDING]: relay }
