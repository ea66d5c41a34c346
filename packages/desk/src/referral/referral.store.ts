import { type NeedSection, Refusal } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, type Inserted, insertion, statement, type Tx } from '@ihala/kit'
import { and, asc, eq, sql } from 'drizzle-orm'
import { referrals } from './referral.tables.ts'
import type { Change, Referral } from './referral.ts'

const NEW = [
  'id',
  'caseId',
  'side',
  'partner',
  'state',
  'urgency',
  'needs',
  'personId',
  'pseudonym',
  'consent',
  'dueAt',
  'receivedAt',
] as const

/** A new referral, before its first event. */
export type NewReferralRow = Inserted<typeof referrals, (typeof NEW)[number]>

const insert = insertion(referrals, [...NEW, 'need'])
const byId = (given: Given<{ id: string }>) => build.select().from(referrals).where(eq(referrals.id, given.id))
const seen = statement(byId)
const locked = statement((given: Given<{ id: string }>) => byId(given).for('update'))
const lockedByCase = statement((given: Given<{ caseId: string }>) =>
  build.select().from(referrals).where(eq(referrals.caseId, given.caseId)).for('update'),
)
const link = statement((given: Given<{ id: string; personId: string }>) =>
  build.update(referrals).set({ personId: given.personId }).where(eq(referrals.id, given.id)),
)
const firstPage = statement((given: Given<{ side: Referral['side']; limit: number }>) =>
  build.select().from(referrals).where(eq(referrals.side, given.side)).orderBy(asc(referrals.dueAt), asc(referrals.id)).limit(given.limit),
)
const nextPage = statement((given: Given<{ side: Referral['side']; limit: number } & Cursor>) =>
  build
    .select()
    .from(referrals)
    .where(
      and(eq(referrals.side, given.side), sql`(${referrals.dueAt}, ${referrals.id}) > (${given.dueAt}::timestamptz, ${given.id}::uuid)`),
    )
    .orderBy(asc(referrals.dueAt), asc(referrals.id))
    .limit(given.limit),
)
const cases = statement((given: Given<{ personId: string }>) =>
  build
    .select({ caseId: referrals.caseId })
    .from(referrals)
    .where(and(eq(referrals.personId, given.personId), eq(referrals.side, 'recipient'))),
)

/** Writes a new referral with its need, sealed under the case's key. */
export async function insertReferral(tx: Tx, keys: CaseKeyStore, row: NewReferralRow, need: NeedSection): Promise<void> {
  const sealed = await keys.encryptFor(tx, row.caseId, 'need', Buffer.from(JSON.stringify(need)))
  await insert.run(tx, { ...row, need: sealed })
}

/** One referral by its row id. Throws Refusal `not-found`: also for what this member may not see. */
export async function referralById(tx: Tx, id: string): Promise<Referral> {
  const row = await seen.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** One referral by its row id, locked for a change. Throws Refusal `not-found`. */
export async function lockReferral(tx: Tx, id: string): Promise<Referral> {
  const row = await locked.first(tx, { id })
  if (!row) throw new Refusal('not-found')
  return row
}

/** One referral by its case, locked; undefined when there is none. */
export async function lockByCase(tx: Tx, caseId: string): Promise<Referral | undefined> {
  return lockedByCase.first(tx, { caseId })
}

/** Applies what an event changed; returns the new version. */
export async function changeReferral(tx: Tx, id: string, change: Change): Promise<number> {
  const [row] = await tx<{ version: number }[]>`
    update desk.referral set state = ${change.state}, cancelling = ${change.cancelling},
      due_at = coalesce(${change.dueAt ?? null}::timestamptz, due_at),
      opened_at = coalesce(opened_at, ${change.openedAt ?? null}::timestamptz),
      decided_at = coalesce(decided_at, ${change.decidedAt ?? null}::timestamptz),
      business_status = coalesce(${change.businessStatus ?? null}, business_status),
      outcome = coalesce(${change.outcome ?? null}, outcome),
      capacity = coalesce(${change.capacity === undefined ? null : JSON.stringify(change.capacity)}::text::jsonb, capacity),
      conflict = coalesce(${change.conflict ?? null}, conflict),
      rejection = coalesce(${change.rejection === undefined ? null : JSON.stringify(change.rejection)}::text::jsonb, rejection),
      version = version + 1
    where id = ${id} returning version`
  if (!row) throw new Refusal('not-found')
  return row.version
}

/** Links a referral to the person it disclosed. */
export async function linkPerson(tx: Tx, id: string, personId: string): Promise<void> {
  await link.run(tx, { id, personId })
}

/** Where a page of the work list goes on. */
export interface Cursor {
  readonly dueAt: string
  readonly id: string
}

/** A page of the work list: by deadline, then by age. */
export async function workList(tx: Tx, side: Referral['side'], after: Cursor | undefined, limit: number): Promise<readonly Referral[]> {
  return after === undefined ? firstPage.run(tx, { side, limit }) : nextPage.run(tx, { side, limit, dueAt: after.dueAt, id: after.id })
}

/** The need of a referral, opened. */
export async function needOf(tx: Tx, keys: CaseKeyStore, referral: Pick<Referral, 'caseId' | 'need'>): Promise<NeedSection> {
  const need: NeedSection = JSON.parse((await keys.decryptFor(tx, referral.caseId, 'need', referral.need)).toString())
  return need
}

/** Row ids of the referrals of a person. */
export async function casesOfPerson(tx: Tx, personId: string): Promise<string[]> {
  const rows = await cases.run(tx, { personId })
  return rows.map((row) => row.caseId)
}
