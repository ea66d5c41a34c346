import type { AgeSettled, ConsentView } from '@ihala/contract'
import { addJob, type JobContext, type Tx } from '@ihala/kit'
import { referralsOf } from '../notice/receipt.store.ts'
import type { Referral } from '../referral/referral.ts'
import { addTaskOnce } from '../task/task.store.ts'
import { insertAge } from './age.store.ts'
import { standsAt } from './age.ts'

/** Name of the job that ends what was agreed for a person of another age. */
export const END_AT_OTHER_AGE = 'end-consent-at-other-age'
/** What somebody must do: ask the person, or now their guardian, about this referral. */
export const ASK_AGAIN = 'ask-consent-again'

type Writing = Pick<JobContext, 'tx' | 'stamp'>

const isAgreed = ({ consent }: Pick<Referral, 'consent'>): boolean => consent.categories.length > 0

/**
 * an age is settled, or has become doubtful. What was agreed by who could not at this age ends everywhere, each referral in a
 * transaction of its own; whoever may say so now is asked. Returns of how many referrals.
 */
export async function settleAge({ tx, stamp }: Writing, personId: string, said: AgeSettled, byStaff: string): Promise<number> {
  const { id, now: at } = stamp()
  await insertAge.run(tx, { id, personId, at, byStaff, ...said })
  const wrong = (ground: ConsentView['basis']): boolean => !standsAt(ground, said.ageBand)
  for (const { id: referral } of await ours(tx, personId, wrong))
    await addJob(tx, END_AT_OTHER_AGE, { referral }, { jobKey: `${END_AT_OTHER_AGE}/${referral}` })
  return askAgain({ tx, stamp }, personId, wrong)
}

/** Asks, for each referral of a person that stands on such a ground, that somebody ask anew; once each. Returns of how many. */
export async function askAgain(
  { tx, stamp }: Writing,
  personId: string,
  about: (ground: ConsentView['basis']) => boolean,
): Promise<number> {
  const referrals = (await referralsOf(tx, personId)).filter((one) => isAgreed(one) && about(one.consent.basis))
  for (const { id: referralId } of referrals) {
    const { id, now } = stamp()
    await addTaskOnce(tx, { id, code: ASK_AGAIN, referralId, dueAt: now, now })
  }
  return referrals.length
}

/** Referrals that we made: only of these we can say that the consent has ended. */
async function ours(tx: Tx, personId: string, about: (ground: ConsentView['basis']) => boolean): Promise<Referral[]> {
  return (await referralsOf(tx, personId)).filter((one) => one.side === 'sender' && isAgreed(one) && about(one.consent.basis))
}
