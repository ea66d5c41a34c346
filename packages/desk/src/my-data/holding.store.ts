import type { ErasablePart, StaffRole } from '@ihala/contract'
import { build, type Given, insertion, statement, type Tx } from '@ihala/kit'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Referral } from '../referral/referral.ts'
import { holdingQuestions } from './holding.tables.ts'
import type { Confirmed, HeldPart, Looked } from './holding.ts'

/** A question as it is kept. */
export type HoldingQuestion = Readonly<typeof holdingQuestions.$inferSelect>

/** Keeps that a body was asked. */
export const insertQuestion = insertion(holdingQuestions, ['id', 'personId', 'caseId', 'jti', 'askedAt', 'forCase', 'forJti'])

const byName = statement((given: Given<{ jti: string; caseId: string }>) =>
  build
    .select()
    .from(holdingQuestions)
    .where(and(eq(holdingQuestions.jti, given.jti), eq(holdingQuestions.caseId, given.caseId))),
)
const newest = statement((given: Given<{ personId: string }>) =>
  build
    .selectDistinctOn([holdingQuestions.caseId])
    .from(holdingQuestions)
    .where(eq(holdingQuestions.personId, given.personId))
    .orderBy(holdingQuestions.caseId, desc(holdingQuestions.askedAt), desc(holdingQuestions.id)),
)
const answered = statement((given: Given<{ id: string; at: string }>) =>
  build
    .update(holdingQuestions)
    .set({ answeredAt: sql`${given.at}` })
    .where(and(eq(holdingQuestions.id, given.id), isNull(holdingQuestions.answeredAt))),
)

/** The question of ours that an answer names; undefined when we never asked it there. */
export async function questionNamed(tx: Tx, caseId: string, jti: string): Promise<HoldingQuestion | undefined> {
  return byName.first(tx, { caseId, jti })
}

/** The newest question of each conversation of a person. */
export async function newestQuestions(tx: Tx, personId: string): Promise<readonly HoldingQuestion[]> {
  return newest.run(tx, { personId })
}

/** Notes that the holder itself has answered to the end; a second time it changes nothing. */
export async function noteAnswered(tx: Tx, id: string, at: string): Promise<void> {
  await answered.run(tx, { id, at })
}

/** How often a person's question went out since an instant: one question goes to several bodies at once. */
export async function timesAsked(tx: Tx, personId: string, since: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(distinct asked_at)::int as n from desk.holding_question where person_id = ${personId} and asked_at > ${since}::timestamptz`
  return row?.n ?? 0
}

/** How many answers, and statements of what was erased, have come of some cases. */
export async function timesHeard(tx: Tx, caseIds: readonly string[], self: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from exchange.event
    where case_id = any(${[...caseIds]}::text[]) and iss <> ${self} and evt in ('holding-stated', 'erasure-stated')`
  return row?.n ?? 0
}

/** How many questions came of a case since an instant, the one that is being answered included. */
export async function timesAskedBy(tx: Tx, caseId: string, iss: string, since: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from exchange.event
    where case_id = ${caseId} and iss = ${iss} and evt = 'holding-asked' and at > ${since}::timestamptz`
  return row?.n ?? 0
}

/**
 * What the desk holds under these owners (a person, or the cases they came with), part by part, without opening any of it. What lies
 * under a key that was erased is not held: an older backup may bring back the row.
 * @param which all of it, or only what those who work on the case see, which a law did not withhold
 */
export async function partsHeld(tx: Tx, owners: readonly string[], which: 'all' | 'shown' = 'all'): Promise<readonly HeldPart[]> {
  const rows = await tx<{ owner: string; part: ErasablePart; since: Date | string }[]>`
    with held as (
      select owner, category as shown, part, at from desk.section where owner = any(${[...owners]}::text[])
      union all select owner, 'documents', part, at from desk.file where owner = any(${[...owners]}::text[])
      union all select case_id, 'words', part, at from desk.note where case_id = any(${[...owners]}::text[])
      union all select case_id, 'need', need_part, received_at from desk.referral where case_id = any(${[...owners]}::text[]) and octet_length(need) > 0)
    select owner, shown as part, min(at) as since from held
    where not exists (select from kit.case_key k where k.case_id = held.owner and k.part = held.part
      and (k.erased_at is not null or ${which === 'shown'} and k.withheld_at is not null))
    group by owner, shown order by min(at), shown`
  return rows.map((row) => ({ ...row, since: new Date(row.since).toISOString() }))
}

/** How often staff looked at these subjects, by the roles they have. */
export async function looksAt(tx: Tx, subjects: readonly string[]): Promise<readonly Looked[]> {
  const rows = await tx<{ roles: StaffRole[]; times: number; first: Date | string; last: Date | string }[]>`
    select s.roles, count(*)::int as times, min(a.at) as first, max(a.at) as last
    from kit.access a join kit.staff s on s.pseudonym = a.staff
    where a.subject = any(${[...subjects]}::text[]) group by s.roles order by min(a.at)`
  return rows.map((row) => ({ ...row, first: new Date(row.first).toISOString(), last: new Date(row.last).toISOString() }))
}

/** The same one by one, the last first. */
export async function looksOneByOne(
  tx: Tx,
  subjects: readonly string[],
  limit: number,
): Promise<readonly { readonly roles: readonly StaffRole[]; readonly at: string }[]> {
  const rows = await tx<{ roles: StaffRole[]; at: Date | string }[]>`
    select s.roles, a.at from kit.access a join kit.staff s on s.pseudonym = a.staff
    where a.subject = any(${[...subjects]}::text[]) order by a.at desc, a.id desc limit ${limit}`
  return rows.map(({ roles, at }) => ({ roles, at: new Date(at).toISOString() }))
}

/** What two people confirmed of a person: compelled disclosures, and that one of us saw who they are. */
export async function confirmedActs(tx: Tx, personId: string): Promise<readonly Confirmed[]> {
  const rows = await tx<{ kind: Confirmed['kind']; reason: string; at: Date | string; told: boolean }[]>`
    select kind, reason, confirmed_at as at, told_at is not null as told from desk.second_person
    where person_id = ${personId} and kind in ('compelled', 'release') and confirmed_at is not null order by confirmed_at`
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}

/** Our own referrals under the grant of a case: what came with it went on with them. */
export async function referralsBelow(tx: Tx, caseId: string): Promise<readonly Referral[]> {
  return tx<Referral[]>`select * from desk.referral where narrows = ${caseId} and side = 'sender' order by id`
}

/** All referrals of a person, of either side. */
export async function referralsOf(tx: Tx, personId: string): Promise<readonly Referral[]> {
  return tx<Referral[]>`select * from desk.referral where person_id = ${personId} order by id`
}
