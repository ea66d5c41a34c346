import { Refusal } from '@ihala/contract'
import { build, type Given, type Inserted, insertion, statement, type Tx } from '@ihala/kit'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { approvals, awards, payments, refusals } from './award.tables.ts'
import type { Approval, Award } from './award.ts'

const NEW = [
  'id',
  'referralId',
  'caseId',
  'reference',
  'payee',
  'minorUnits',
  'currency',
  'purpose',
  'period',
  'assessedBy',
  'assessedAt',
] as const
const OPEN = inArray(awards.state, ['assessed', 'approved-once', 'approved'])

const insert = insertion(awards, [...NEW, 'state'])
const locked = statement((given: Given<{ id: string }>) => build.select().from(awards).where(eq(awards.id, given.id)).for('update'))
const change = statement((given: Given<{ id: string; state: Award['state']; paidAt: string | null }>) =>
  build
    .update(awards)
    .set({ state: given.state, paidAt: given.paidAt, version: sql`${awards.version} + 1` })
    .where(eq(awards.id, given.id))
    .returning({ version: awards.version }),
)
const approvalInsert = insertion(approvals, ['awardId', 'place', 'assessedBy', 'approvedBy', 'at'])
const refusalInsert = insertion(refusals, ['awardId', 'refusedBy', 'at'])
const paymentInsert = insertion(
  payments,
  ['awardId', 'caseId', 'purpose', 'period', 'payee', 'minorUnits', 'proofReference', 'paidBy', 'at'],
  (row) => row.onConflictDoNothing(),
)
const paid = statement((given: Given<Pick<Award, 'caseId' | 'purpose' | 'period'>>) =>
  build
    .select({ awardId: payments.awardId })
    .from(payments)
    .where(and(eq(payments.caseId, given.caseId), eq(payments.purpose, given.purpose), eq(payments.period, given.period))),
)
const openOfCase = statement((given: Given<{ caseId: string }>) =>
  build
    .select({ id: awards.id })
    .from(awards)
    .where(and(eq(awards.caseId, given.caseId), OPEN))
    .limit(1),
)
const openPage = statement((given: Given<{ limit: number }>) =>
  build.select().from(awards).where(OPEN).orderBy(asc(awards.id)).limit(given.limit),
)
const settledPage = statement((given: Given<{ limit: number }>) =>
  build
    .select()
    .from(awards)
    .where(inArray(awards.state, ['paid', 'refused']))
    .orderBy(desc(awards.id))
    .limit(given.limit),
)
const approvalsOf = statement((given: Given<{ ids: readonly string[] }>) =>
  build
    .select()
    .from(approvals)
    .where(eq(approvals.awardId, sql`any(${given.ids}::uuid[])`))
    .orderBy(asc(approvals.place)),
)

type Row = typeof awards.$inferSelect

/** A new award, before anybody approved it. */
export type NewAwardRow = Inserted<typeof awards, (typeof NEW)[number]>

/** Writes a new award. */
export async function insertAward(tx: Tx, row: NewAwardRow): Promise<void> {
  await insert.run(tx, { ...row, state: 'assessed' })
}

/** One award by its row id, locked for a change. Throws Refusal `not-found`: also for what this member may not see. */
export async function lockAward(tx: Tx, id: string): Promise<Award> {
  const [award] = await withApprovals(tx, await locked.run(tx, { id }))
  if (!award) throw new Refusal('not-found')
  return award
}

/** Sets the state; returns the new version. `paidAt` only with `paid`. */
export async function changeAward(tx: Tx, id: string, state: Award['state'], paidAt: string | null): Promise<number> {
  const row = await change.first(tx, { id, state, paidAt })
  if (!row) throw new Refusal('not-found')
  return row.version
}

/** Keeps who approved, after those who did before. */
export async function insertApproval(tx: Tx, award: Award, approval: Approval): Promise<void> {
  await approvalInsert.run(tx, {
    awardId: award.id,
    place: award.approvals.length + 1,
    assessedBy: award.assessedBy,
    approvedBy: approval.by,
    at: approval.at,
  })
}

/** Keeps who refused. */
export async function insertRefusal(tx: Tx, awardId: string, refusal: Approval): Promise<void> {
  await refusalInsert.run(tx, { awardId, refusedBy: refusal.by, at: refusal.at })
}

/** H3: keeps a payment with its proof. Throws Refusal `already-paid` when this need was paid for this case and month. */
export async function insertPayment(tx: Tx, award: Award, payment: Approval & { readonly proofReference: string }): Promise<void> {
  const { id: awardId, caseId, purpose, period, payee, minorUnits } = award
  const { by: paidBy, at, proofReference } = payment
  const kept = await paymentInsert.run(tx, { awardId, caseId, purpose, period, payee, minorUnits, proofReference, paidBy, at })
  if (kept.count === 0) throw new Refusal('already-paid')
}

/** H3: throws Refusal `already-paid` when this need was paid for this case and month. */
export async function assertNotPaid(tx: Tx, { caseId, purpose, period }: Pick<Award, 'caseId' | 'purpose' | 'period'>): Promise<void> {
  if (await paid.first(tx, { caseId, purpose, period })) throw new Refusal('already-paid')
}

/** Whether an award of the case still waits for approval or payment. */
export async function hasOpenAward(tx: Tx, caseId: string): Promise<boolean> {
  return (await openOfCase.first(tx, { caseId })) !== undefined
}

/** Awards that wait for somebody, oldest first, then the newest that are settled. */
export async function awardsPage(tx: Tx, openAtMost: number, settledAtMost: number): Promise<Award[]> {
  const open = await openPage.run(tx, { limit: openAtMost })
  const settled = await settledPage.run(tx, { limit: settledAtMost })
  return withApprovals(tx, [...open, ...settled])
}

async function withApprovals(tx: Tx, rows: readonly Row[]): Promise<Award[]> {
  if (rows.length === 0) return []
  const given = Map.groupBy(await approvalsOf.run(tx, { ids: rows.map(({ id }) => id) }), ({ awardId }) => awardId)
  return rows.map((row) => ({ ...row, approvals: (given.get(row.id) ?? []).map(({ approvedBy, at }) => ({ by: approvedBy, at })) }))
}
