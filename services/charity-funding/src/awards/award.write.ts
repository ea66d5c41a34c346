import { type Created, type NewAward, Refusal } from '@ihala/contract'
import { addTask, assertVersion, lockReferral, type Writing, writeEnd, writeProgress } from '@ihala/desk'
import type { Static } from 'typebox'
import { book, fundCurrency } from '../fund/fund.store.ts'
import {
  assertNotPaid,
  changeAward,
  hasOpenAward,
  insertApproval,
  insertAward,
  insertPayment,
  insertRefusal,
  lockAward,
} from './award.store.ts'
import { type Award, approve, assertAssessable, type Decision, pay, refuse } from './award.ts'

/** What a decision on an award works with. */
export interface Deciding extends Writing {
  /** Pseudonym of the one who decides. */
  readonly staff: string
}

/** The award a decision is on, and the version its maker saw. */
export interface Seen {
  readonly id: string
  readonly version: number
}

type Made = Static<typeof Created>

/** Assesses what an accepted referral needs and tells its sender `assessed`. Throws Refusal `already-paid`, `fund-insufficient` before the first endowment, and what `assertAssessable` refuses. */
export async function writeAssessment(deciding: Deciding, referralId: string, asked: Static<typeof NewAward>): Promise<Made> {
  const { tx, stamp, staff } = deciding
  const referral = await lockReferral(tx, referralId)
  assertAssessable(referral)
  const { caseId, reference, partner } = referral
  await assertNotPaid(tx, { caseId, ...asked })
  const currency = await fundCurrency(tx)
  if (currency === undefined) throw new Refusal('fund-insufficient')
  const { id, now } = stamp()
  await insertAward(tx, { id, referralId, caseId, reference, payee: partner, currency, ...asked, assessedBy: staff, assessedAt: now })
  await writeProgress(deciding, referral, { businessStatus: 'assessed' })
  return { id, version: 1 }
}

/** Approves: the first time it tells `first-approval`, the second time it sets the money aside and tells `approved`. */
export async function writeApproval(deciding: Deciding, seen: Seen): Promise<Made> {
  const { tx, stamp, staff } = deciding
  const award = await lockSeen(deciding, seen)
  const decision = approve(award, staff)
  const referral = await lockReferral(tx, award.referralId)
  await insertApproval(tx, award, { by: staff, at: stamp().now })
  await moveMoney(deciding, award, decision, null)
  const version = await changeAward(tx, award.id, decision.state, null)
  await writeProgress(deciding, referral, { businessStatus: decision.state === 'approved' ? 'approved' : 'first-approval' })
  return { id: award.id, version }
}

/** Refuses: what was set aside goes back, and the case-worker has a task; the referral goes on, for another award or an end. */
export async function writeRefusal(deciding: Deciding, seen: Seen): Promise<Made> {
  const { tx, stamp, staff } = deciding
  const award = await lockSeen(deciding, seen)
  const decision = refuse(award)
  const { id, now } = stamp()
  await insertRefusal(tx, award.id, { by: staff, at: now })
  await moveMoney(deciding, award, decision, null)
  await addTask(tx, { id, code: 'award-refused', referralId: award.referralId, dueAt: null, now })
  return { id: award.id, version: await changeAward(tx, award.id, decision.state, null) }
}

/**
 * Pays the referring body, books it and tells `paid`; with the last open award of the case the referral ends as `assistance-paid`.
 * Throws Refusal `already-paid` when this need was paid for this case and month.
 */
export async function writePayment(deciding: Deciding, seen: Seen, proofReference: string): Promise<Made> {
  const { tx, stamp, staff } = deciding
  const award = await lockSeen(deciding, seen)
  const decision = pay(award)
  const referral = await lockReferral(tx, award.referralId)
  const { now } = stamp()
  await insertPayment(tx, award, { by: staff, at: now, proofReference })
  await moveMoney(deciding, award, decision, proofReference)
  const version = await changeAward(tx, award.id, decision.state, now)
  await writeProgress(deciding, referral, { businessStatus: 'paid' })
  if (!(await hasOpenAward(tx, award.caseId))) await writeEnd(deciding, referral, 'referral-completed', 'assistance-paid')
  return { id: award.id, version }
}

async function lockSeen({ tx }: Deciding, { id, version }: Seen): Promise<Award> {
  const award = await lockAward(tx, id)
  assertVersion(award, version)
  return award
}

async function moveMoney({ tx, stamp, staff }: Deciding, award: Award, { movement }: Decision, reference: string | null): Promise<void> {
  if (movement === undefined) return
  const { id, now } = stamp()
  await book(tx, { id, at: now, movement, minorUnits: award.minorUnits, awardId: award.id, reference, staff })
}
