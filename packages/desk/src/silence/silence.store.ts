import { build, type Given, statement, type Tx } from '@ihala/kit'
import { eq } from 'drizzle-orm'
import { silences } from './silence.tables.ts'
import { type Silence, UNANSWERED } from './silence.ts'

const listed = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ dueAt: silences.dueAt, clock: silences.clock, law: silences.law, breach: silences.breach })
    .from(silences)
    .where(eq(silences.referralId, given.referralId))
    .orderBy(silences.dueAt),
)

/** Keeps that nobody answered; false when it was kept already. */
export async function insertSilence(tx: Tx, referralId: string, { dueAt, clock, law, breach }: Silence, now: string): Promise<boolean> {
  const rows = await tx`
    insert into desk.silence (referral_id, due_at, clock, law, breach, found_at)
    values (${referralId}, ${dueAt}, ${clock}, ${law}, ${breach}, ${now}) on conflict do nothing returning referral_id`
  return rows.length > 0
}

/** When a referral was left without an answer, the first time first. */
export async function silencesOf(tx: Tx, referralId: string): Promise<readonly Silence[]> {
  return listed.run(tx, { referralId })
}

/** Unanswered requests whose clock runs out before an instant, and of which that is not kept yet; the earliest first. */
export async function silentBefore(
  tx: Tx,
  before: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly dueAt: string }[]> {
  return tx<{ id: string; dueAt: string }[]>`
    select r.id, r.due_at as "dueAt" from desk.referral r
    where r.state in ${tx([...UNANSWERED])} and r.due_at <= ${before}::timestamptz
      and not exists (select from desk.silence s where s.referral_id = r.id and s.due_at = r.due_at)
    order by r.due_at limit ${limit}`
}

/** Ends, by the service itself, tasks of these kinds whose referral has its answer. */
export async function endAnswered(tx: Tx, codes: readonly string[], now: string): Promise<void> {
  await tx`
    update desk.task t set done_at = ${now}, done_by = 'system' from desk.referral r
    where t.done_at is null and t.code in ${tx([...codes])} and r.id = t.referral_id and r.state not in ${tx([...UNANSWERED])}`
}
