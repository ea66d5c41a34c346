import type { NewReferral } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { assertMayChoose, keepChoices } from '../choice/choice.write.ts'
import { assertReviewedIn } from '../notice/reviewed.ts'
import { askBeside } from '../question/question.write.ts'
import { type Begun, beginReferral } from './referral.begin.ts'
import type { Writing } from './referral.write.ts'

/**
 * All that goes when somebody says send: one referral, or one question to several bodies; and beside it whom the person wants asked
 * next. Throws Refusal as `beginReferral`, `assertReviewedIn`, `assertMayChoose`; and what nothing covers at the end of the transaction.
 * Returns the first.
 * @param given as it was taken here (`takenBy`)
 */
export async function sendReferral(writing: Writing, service: ServiceContext, given: NewReferral): Promise<Begun> {
  const { next = [], beside = [] } = given
  for (const { consent } of [given, ...next, ...beside]) assertReviewedIn(service, consent.basis)
  await assertMayChoose(writing.tx, service, given)
  const begun = await beginReferral(writing, service, given)
  await keepChoices(writing, service, begun.id, given)
  await askBeside(writing, service, begun.id, given)
  return begun
}
