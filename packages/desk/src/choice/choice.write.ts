import { type NewReferral, Refusal } from '@ihala/contract'
import { addJob, type ServiceContext, type Tx } from '@ihala/kit'
import { assertTakes } from '@ihala/policy'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { assertAskedTogether } from '../question/question.ts'
import { referralById } from '../referral/referral.store.ts'
import { NO_CLOCK, type Referral } from '../referral/referral.ts'
import type { Writing } from '../referral/referral.write.ts'
import { hasChoices, insertChoice } from './choice.store.ts'
import { assertChoices } from './choice.ts'

/** Name of the job that asks the person's next choice. */
export const ASK_NEXT = 'ask-next-choice'

const keyOf = (referral: string): string => `${ASK_NEXT}/${referral}`

/** Rings at the clock of a referral; a later clock takes the place of the earlier one. */
export async function ringAt(tx: Tx, { id, dueAt }: Pick<Referral, 'id' | 'dueAt'>): Promise<void> {
  if (dueAt !== NO_CLOCK) await addJob(tx, ASK_NEXT, { referral: id }, { runAt: dueAt, jobKey: keyOf(id) })
}

/**
 * What the person wants, before the first body is asked: what would be refused at the clock is refused while they are there, and so is
 * whom else the same is asked of. Throws Refusal as `assertAskedTogether`, `assertChoices`, `recipient-unknown`, and as `assertTakes`. Nothing is asked where no other body was named.
 */
export async function assertMayChoose(tx: Tx, { registry }: Pick<ServiceContext, 'registry'>, given: NewReferral): Promise<void> {
  const { next = [], beside = [] } = given
  const others = [...next, ...beside]
  if (others.length === 0) return
  assertAskedTogether(given)
  const field = beside.length > 0 ? '/beside' : '/next'
  assertChoices({ ...given, next: others }, await exclusionsOf(tx, given.personId), field)
  for (const { to, consent } of others) {
    const member = registry.find(to)?.metadata.ihala_member
    if (member === undefined) throw new Refusal('recipient-unknown', { field })
    assertTakes(consent, member.takes)
  }
}

/** Keeps the person's order beside the referral that was begun first, and rings at its clock. */
export async function keepChoices(
  { tx, stamp }: Pick<Writing, 'tx' | 'stamp'>,
  { caseKeys }: Pick<ServiceContext, 'caseKeys'>,
  first: string,
  { personId, step, need, next = [] }: NewReferral,
): Promise<void> {
  if (next.length === 0) return
  for (const [at, { to, consent }] of next.entries()) {
    const row = { id: stamp().id, personId, firstReferral: first, place: at + 1, partner: to }
    await insertChoice(tx, caseKeys, { ...row, content: { step, need, consent } })
  }
  await ringAt(tx, await referralById(tx, first))
}

/** A body declined, or has another clock now: the next choice is looked at, at once or at that clock. */
export async function lookAgain(tx: Tx, referral: Pick<Referral, 'id' | 'dueAt'>, when: 'now' | 'at-its-clock'): Promise<void> {
  if (!(await hasChoices(tx, referral.id))) return
  if (when === 'at-its-clock') return ringAt(tx, referral)
  await addJob(tx, ASK_NEXT, { referral: referral.id }, { jobKey: keyOf(referral.id) })
}
