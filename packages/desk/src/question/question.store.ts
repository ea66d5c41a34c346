import type { ReferralState } from '@ihala/contract'
import { insertion, type Tx } from '@ihala/kit'
import { questions } from './question.tables.ts'

const insert = insertion(questions, ['referralId', 'question', 'personId'])

/** Keeps that these referrals ask one question; `first` is one of them. */
export async function insertQuestion(tx: Tx, personId: string, first: string, referralIds: readonly string[]): Promise<void> {
  for (const referralId of referralIds) await insert.run(tx, { referralId, question: first, personId })
}

/** One of those that were asked together. */
export interface Beside {
  readonly referralId: string
  readonly partner: string
  readonly state: ReferralState
}

/** All that were asked together with a referral, itself among them, in the order they were asked; none where it was asked alone. */
export async function askedTogether(tx: Tx, referralId: string): Promise<readonly Beside[]> {
  return tx<Beside[]>`
    select asked.referral_id, referral.partner, referral.state
    from desk.question one
    join desk.question asked on asked.question = one.question
    join desk.referral on referral.id = asked.referral_id
    where one.referral_id = ${referralId}
    order by asked.referral_id`
}

/** As `askedTogether`, locked: of two who choose at the same moment the second sees whom the first chose. */
export async function lockTogether(tx: Tx, referralId: string): Promise<readonly Beside[]> {
  await tx`
    select from desk.question where question = (select question from desk.question where referral_id = ${referralId})
    order by referral_id for no key update`
  return askedTogether(tx, referralId)
}
