import { type Category, Refusal, type RightAnswer } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, eq } from 'drizzle-orm'
import { recourses } from './recourse.tables.ts'
import type { Recourse } from './recourse.ts'

/** Keeps a right that was exercised. */
export const insertRecourse = insertion(recourses, [
  'id',
  'personId',
  'caseId',
  'claim',
  'category',
  'because',
  'byWhom',
  'answers',
  'jti',
  'at',
  'dueAt',
])

const byId = (given: Given<{ id: string }>) => build.select().from(recourses).where(eq(recourses.id, given.id))
const seen = statement(byId)
const locked = statement((given: Given<{ id: string }>) => byId(given).for('update'))
const named = statement((given: Given<{ caseId: string; jti: string }>) =>
  build
    .select()
    .from(recourses)
    .where(and(eq(recourses.caseId, given.caseId), eq(recourses.jti, given.jti), eq(recourses.answers, 'them'))),
)

/** A right by its row; undefined when there is none, or this member may not see it. */
export async function recourseById(tx: Tx, id: string): Promise<Recourse | undefined> {
  return seen.first(tx, { id })
}

/** The same, locked for its answer. Throws Refusal `not-found`. */
export async function lockRecourse(tx: Tx, id: string): Promise<Recourse> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** What we asked of the other body by an event. */
export async function askedByEvent(tx: Tx, caseId: string, jti: string): Promise<Recourse | undefined> {
  return named.first(tx, { caseId, jti })
}

/** All rights that a person exercised here, or that came about them, with the other body of each. */
export async function recoursesOf(tx: Tx, personId: string): Promise<readonly (Recourse & { readonly partner: string | null })[]> {
  return tx<(Recourse & { readonly partner: string | null })[]>`
    select recourse.*, referral.partner from desk.recourse left join desk.referral on referral.case_id = recourse.case_id
    where recourse.person_id = ${personId} or referral.person_id = ${personId} order by recourse.at, recourse.id`
}

/** What somebody here has still to answer, the most overdue first: about whom, as far as that is known here, and in which referral. */
export async function openRecourses(
  tx: Tx,
  limit: number,
): Promise<readonly (Recourse & { readonly partner: string | null; readonly referralId: string | null })[]> {
  return tx<(Recourse & { readonly partner: string | null; readonly referralId: string | null })[]>`
    select recourse.*, coalesce(recourse.person_id, referral.person_id) as person_id, referral.partner, referral.id as referral_id
    from desk.recourse left join desk.referral on referral.case_id = recourse.case_id
    where recourse.answers = 'us' and recourse.answered_at is null order by recourse.due_at, recourse.id limit ${limit}`
}

/** Writes down the answer; the first one stands. */
export async function keepAnswered(tx: Tx, id: string, answer: RightAnswer, at: string): Promise<void> {
  const refusal = 'because' in answer ? answer.because : null
  await tx`
    update desk.recourse set answered_at = ${at}, answer = ${answer.answer}, refusal = ${refusal} where id = ${id} and answered_at is null`
}

/** How many rights of a case we have still to answer. */
export async function openOfCase(tx: Tx, caseId: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from desk.recourse where case_id = ${caseId} and answers = 'us' and answered_at is null`
  return row?.n ?? 0
}

/** A body to which something of a category went from here, and the last event that took it there. */
export interface Recipient {
  readonly referral: string
  readonly caseId: string
  readonly jti: string
}

/** To whom something of a category of a person, or of what came with a case, went from here: with the last event of each conversation. */
export async function recipientsOf(
  tx: Tx,
  of: { readonly personId: string | null; readonly narrows: string | null },
  category: Category,
): Promise<readonly Recipient[]> {
  return tx<Recipient[]>`
    select distinct on (r.case_id) r.id as referral, r.case_id as "caseId", e.jti
    from desk.referral r join exchange.conversation c on c.case_id = r.case_id
      join exchange.event e on e.case_id = r.case_id and e.part = ${category} and e.iss <> c.partner
    where r.side = 'sender' and (r.person_id = ${of.personId}::uuid or r.narrows = ${of.narrows}::text)
      and e.evt in ('sections-disclosed', 'referral-enquired', 'referral-requested')
    order by r.case_id, e.seq desc`
}

/** Cases with which something of a category of a person came. */
export async function sourcesOf(
  tx: Tx,
  personId: string,
  category: Category,
): Promise<readonly { readonly referral: string; readonly caseId: string }[]> {
  return tx<{ referral: string; caseId: string }[]>`
    select r.id as referral, r.case_id as "caseId" from desk.referral r
    where r.person_id = ${personId} and r.side = 'recipient' and (
      exists (select from desk.section s where s.owner = r.case_id and s.category = ${category})
      or (${category} = 'documents' and exists (select from desk.file f where f.owner = r.case_id))
      or (${category} = 'need' and octet_length(r.need) > 0))
    order by r.case_id`
}
