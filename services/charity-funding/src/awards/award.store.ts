import { Refusal } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import type { Approval, Award } from './award.ts'

type Row = Omit<Award, 'approvals'>

/** A new award, before anybody approved it. */
export type NewAwardRow = Omit<Award, 'state' | 'approvals' | 'paidAt' | 'version'>

/** Writes a new award. */
export async function insertAward(tx: Tx, row: NewAwardRow): Promise<void> {
  await tx`
    insert into awards.award (id, referral_id, case_id, reference, payee, minor_units, currency, purpose, period, state, assessed_by, assessed_at)
    values (${row.id}, ${row.referralId}, ${row.caseId}, ${row.reference}, ${row.payee}, ${row.minorUnits}, ${row.currency}, ${row.purpose}, ${row.period},
      'assessed', ${row.assessedBy}, ${row.assessedAt})`
}

/** One award by its row id, locked for a change. Throws Refusal `not-found`: also for what this member may not see. */
export async function lockAward(tx: Tx, id: string): Promise<Award> {
  const rows = await tx<Row[]>`select * from awards.award where id = ${id} for update`
  const [award] = await withApprovals(tx, rows)
  if (!award) throw new Refusal('not-found')
  return award
}

/** Sets the state; returns the new version. `paidAt` only with `paid`. */
export async function changeAward(tx: Tx, id: string, state: Award['state'], paidAt: string | null): Promise<number> {
  const [row] = await tx<{ version: number }[]>`
    update awards.award set state = ${state}, paid_at = ${paidAt}, version = version + 1 where id = ${id} returning version`
  if (!row) throw new Refusal('not-found')
  return row.version
}

/** Keeps who approved, after those who did before. */
export async function insertApproval(tx: Tx, award: Award, approval: Approval): Promise<void> {
  await tx`
    insert into awards.approval (award_id, place, assessed_by, approved_by, at)
    values (${award.id}, ${award.approvals.length + 1}, ${award.assessedBy}, ${approval.by}, ${approval.at})`
}

/** Keeps who refused. */
export async function insertRefusal(tx: Tx, awardId: string, refusal: Approval): Promise<void> {
  await tx`insert into awards.refusal (award_id, refused_by, at) values (${awardId}, ${refusal.by}, ${refusal.at})`
}

/** H3: keeps a payment with its proof. Throws Refusal `already-paid` when this need was paid for this case and month. */
export async function insertPayment(tx: Tx, award: Award, payment: Approval & { readonly proofReference: string }): Promise<void> {
  const kept = await tx`
    insert into awards.payment (award_id, case_id, purpose, period, payee, minor_units, proof_reference, paid_by, at)
    values (${award.id}, ${award.caseId}, ${award.purpose}, ${award.period}, ${award.payee}, ${award.minorUnits}, ${payment.proofReference}, ${payment.by}, ${payment.at})
    on conflict do nothing`
  if (kept.count === 0) throw new Refusal('already-paid')
}

/** H3: throws Refusal `already-paid` when this need was paid for this case and month. */
export async function assertNotPaid(tx: Tx, { caseId, purpose, period }: Pick<Award, 'caseId' | 'purpose' | 'period'>): Promise<void> {
  const paid = await tx`select from awards.payment where case_id = ${caseId} and purpose = ${purpose} and period = ${period}`
  if (paid.count > 0) throw new Refusal('already-paid')
}

/** Whether an award of the case still waits for approval or payment. */
export async function hasOpenAward(tx: Tx, caseId: string): Promise<boolean> {
  const open = await tx`select from awards.award where case_id = ${caseId} and state in ('assessed', 'approved-once', 'approved') limit 1`
  return open.count > 0
}

/** Awards that wait for somebody, oldest first, then the newest that are settled. */
export async function awardsPage(tx: Tx, openAtMost: number, settledAtMost: number): Promise<Award[]> {
  const open = await tx<Row[]>`
    select * from awards.award where state in ('assessed', 'approved-once', 'approved') order by id limit ${openAtMost}`
  const settled = await tx<Row[]>`
    select * from awards.award where state in ('paid', 'refused') order by id desc limit ${settledAtMost}`
  return withApprovals(tx, [...open, ...settled])
}

async function withApprovals(tx: Tx, rows: readonly Row[]): Promise<Award[]> {
  if (rows.length === 0) return []
  const approvals = await tx<(Approval & { awardId: string })[]>`
    select award_id, approved_by as by, at from awards.approval where award_id = any(${rows.map(({ id }) => id)}::uuid[]) order by place`
  return rows.map((row) => ({ ...row, approvals: approvals.filter(({ awardId }) => awardId === row.id).map(({ by, at }) => ({ by, at })) }))
}
