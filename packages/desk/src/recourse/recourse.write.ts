import type { Category, Event, EventData, RightAnswer } from '@ihala/contract'
import { addJob, type JobContext, randomId, type ServiceContext, type Tx } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { lockReferral, referralByCase } from '../referral/referral.store.ts'
import { lifeOf, type Referral } from '../referral/referral.ts'
import { addTask, endTasksOf } from '../task/task.store.ts'
import { insertRecourse, keepAnswered, lockRecourse, openOfCase, recipientsOf, recourseById } from './recourse.store.ts'
import { answerBy, answerEvent, assertOurs, CORRECT_BELOW, RIGHT_DUE } from './recourse.ts'

/** What exercising a right works with. */
export type Acting = Pick<JobContext, 'tx' | 'send' | 'stamp'> & { readonly service: Pick<ServiceContext, 'law' | 'registry'> }

/** Code of the task to answer what a person asks for. */
export const ANSWER_RIGHT = 'answer-right'

/**
 * Asks the other body of a referral, for the person. Returns the row; undefined when it cannot be asked now: it is suspended, or reads no
 * such event.
 */
export async function exerciseAt(
  { tx, send, stamp, service }: Acting,
  referral: Referral,
  personId: string | null,
  data: EventData<'right-exercised'>,
): Promise<string | undefined> {
  const { partner, caseId, side } = referral
  const member = service.registry.find(partner)?.metadata.ihala_member
  if (member?.status !== 'live' || !member.accepts['right-exercised']?.includes(1)) return undefined
  if (!mayWrite(lifeOf(referral), 'right-exercised', side)) return undefined
  const { id, now } = stamp()
  const jti = randomId()
  await keep({ tx, service }, { id, personId, caseId, jti, answers: 'them', data, now })
  const event: Event = { type: 'right-exercised', data }
  send({ to: partner, caseId, event, jti })
  return id
}

/** Keeps what is asked of ourselves, and asks somebody to see to it by its clock. Returns the row. */
export async function exerciseHere(
  { tx, stamp, service }: Pick<Acting, 'tx' | 'stamp' | 'service'>,
  what: {
    readonly personId: string | null
    readonly referral: Referral | null
    readonly jti: string | null
    readonly data: EventData<'right-exercised'>
  },
): Promise<string> {
  const { id, now } = stamp()
  const { personId, referral, jti, data } = what
  const dueAt = await keep({ tx, service }, { id, personId, caseId: referral?.caseId ?? null, jti, answers: 'us', data, now })
  await addTask(tx, { id: stamp().id, code: ANSWER_RIGHT, referralId: referral?.id ?? null, dueAt, now })
  return id
}

async function keep(
  { tx, service }: Pick<Acting, 'tx' | 'service'>,
  row: {
    readonly id: string
    readonly personId: string | null
    readonly caseId: string | null
    readonly jti: string | null
    readonly answers: 'us' | 'them'
    readonly data: EventData<'right-exercised'>
    readonly now: string
  },
): Promise<string> {
  const { data, now: at, ...kept } = row
  const dueAt = answerBy(at, service.law(at))
  const { right: claim, category, because, by: byWhom } = data
  await insertRecourse.run(tx, { ...kept, claim, category, because, byWhom, at, dueAt })
  await addJob(tx, RIGHT_DUE, { recourse: row.id }, { runAt: dueAt, jobKey: `${RIGHT_DUE}/${row.id}` })
  return dueAt
}

/**
 * What somebody is told of a right that was exercised here: the body that asked, when one did, by the event it asked with. What was
 * corrected goes on to whom it went before. Throws Refusal `not-found`, `state-forbids`.
 */
export async function answerRight(
  { tx, send, stamp }: Pick<Acting, 'tx' | 'send' | 'stamp'>,
  id: string,
  answer: RightAnswer,
): Promise<void> {
  // The conversation before the row: the order in which an arriving event takes them.
  const caseId = (await recourseById(tx, id))?.caseId ?? null
  const found = caseId === null ? undefined : await referralByCase(tx, caseId)
  const referral = found && (await lockReferral(tx, found.id))
  const recourse = await lockRecourse(tx, id)
  assertOurs(recourse)
  const { now } = stamp()
  await keepAnswered(tx, id, answer, now)
  if (referral && recourse.jti !== null) {
    send({ to: referral.partner, caseId: referral.caseId, event: answerEvent(recourse.jti, answer) })
    if ((await openOfCase(tx, referral.caseId)) === 0) await endTasksOf(tx, { referralId: referral.id, code: ANSWER_RIGHT, now })
  }
  const personId = recourse.personId ?? referral?.personId ?? null
  if (recourse.claim === 'correction' && answer.answer !== 'refused' && personId !== null)
    await correctBelow(tx, { personId, narrows: null }, recourse.category, { recourse: id })
}

/**
 * Looks at everybody to whom something of a category went from here: who has what was wrong gets what is right. A job each: two
 * conversations are never locked at once. Returns how many are looked at.
 */
export async function correctBelow(
  tx: Tx,
  of: { readonly personId: string | null; readonly narrows: string | null },
  category: Category,
  because: { readonly recourse: string } | { readonly caseId: string; readonly jti: string },
): Promise<number> {
  const recipients = await recipientsOf(tx, of, category)
  for (const { referral } of recipients) await addJob(tx, CORRECT_BELOW, { referral, ...because })
  return recipients.length
}
