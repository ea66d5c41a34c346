import { type NeedSection, Refusal } from '@ihala/contract'
import type { CaseKeyStore, Tx } from '@ihala/kit'
import type { Change, Referral } from './referral.ts'

/** A new referral, before its first event. */
export type NewReferralRow = Pick<
  Referral,
  'id' | 'caseId' | 'side' | 'partner' | 'state' | 'urgency' | 'needs' | 'personId' | 'pseudonym' | 'consent' | 'dueAt' | 'receivedAt'
>

/** Writes a new referral with its need, sealed under the case's key. */
export async function insertReferral(tx: Tx, keys: CaseKeyStore, row: NewReferralRow, need: NeedSection): Promise<void> {
  const sealed = await keys.encryptFor(tx, row.caseId, 'need', Buffer.from(JSON.stringify(need)))
  await tx`
    insert into desk.referral (id, case_id, side, partner, state, urgency, needs, person_id, pseudonym, consent, due_at, received_at, need)
    values (${row.id}, ${row.caseId}, ${row.side}, ${row.partner}, ${row.state}, ${row.urgency}, ${row.needs}, ${row.personId}, ${row.pseudonym},
      ${JSON.stringify(row.consent)}::text::jsonb, ${row.dueAt}, ${row.receivedAt}, ${sealed})`
}

/** One referral by its row id. Throws Refusal `not-found`: also for what this member may not see. */
export async function referralById(tx: Tx, id: string): Promise<Referral> {
  const [row] = await tx<Referral[]>`select * from desk.referral where id = ${id}`
  if (!row) throw new Refusal('not-found')
  return row
}

/** One referral by its row id, locked for a change. Throws Refusal `not-found`. */
export async function lockReferral(tx: Tx, id: string): Promise<Referral> {
  const [row] = await tx<Referral[]>`select * from desk.referral where id = ${id} for update`
  if (!row) throw new Refusal('not-found')
  return row
}

/** One referral by its case, locked; undefined when there is none. */
export async function lockByCase(tx: Tx, caseId: string): Promise<Referral | undefined> {
  const [row] = await tx<Referral[]>`select * from desk.referral where case_id = ${caseId} for update`
  return row
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
  await tx`update desk.referral set person_id = ${personId} where id = ${id}`
}

/** Where a page of the work list goes on. */
export interface Cursor {
  readonly dueAt: string
  readonly id: string
}

/** A page of the work list: by deadline, then by age. */
export async function workList(tx: Tx, side: Referral['side'], after: Cursor | undefined, limit: number): Promise<Referral[]> {
  return after === undefined
    ? tx<Referral[]>`select * from desk.referral where side = ${side} order by due_at, id limit ${limit}`
    : tx<
        Referral[]
      >`select * from desk.referral where side = ${side} and (due_at, id) > (${after.dueAt}::timestamptz, ${after.id}::uuid) order by due_at, id limit ${limit}`
}

/** The need of a referral, opened. */
export async function needOf(tx: Tx, keys: CaseKeyStore, referral: Pick<Referral, 'caseId' | 'need'>): Promise<NeedSection> {
  const need: NeedSection = JSON.parse((await keys.decryptFor(tx, referral.caseId, 'need', referral.need)).toString())
  return need
}

/** Row ids of the referrals of a person. */
export async function casesOfPerson(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx<{ caseId: string }[]>`select case_id from desk.referral where person_id = ${personId} and side = 'recipient'`
  return rows.map((row) => row.caseId)
}
