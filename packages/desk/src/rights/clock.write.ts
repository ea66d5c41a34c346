import { type EventData, type Grant, Refusal } from '@ihala/contract'
import { addJob, deliveryOf, heldGrantOf, type ServiceContext, type Tx } from '@ihala/kit'
import { dueByClock, partsOf } from '@ihala/policy'
import { lockReferral } from '../referral/referral.store.ts'
import type { Referral } from '../referral/referral.ts'
import { type Erasing, erase } from './erasure.write.ts'
import type { Holder } from './holder.store.ts'
import { expectStatement, hearStatement } from './holder.write.ts'
import { erasable } from './withdrawal.write.ts'

/** Name of the job that erases what of a referral is over. */
export const ERASE_BY_CLOCK = 'erase-by-clock'

/** How far ahead what will be over is put in the queue, milliseconds: longer than from one look to the next. */
const AHEAD_MS = 2 * 60 * 60_000
/** As many as one look puts in the queue. */
const AT_ONCE = 5_000
/** After how long the sender looks again whether what it sent was taken, milliseconds. */
const AGAIN_MS = 24 * 60 * 60_000

/** M1: puts in the queue what is over before the next look, each for its own instant. */
export async function queueErasures(tx: Tx, now: string): Promise<number> {
  const before = new Date(Date.parse(now) + AHEAD_MS).toISOString()
  const rows = await tx<{ id: string; eraseAt: string }[]>`
    select id, erase_at from desk.referral where erase_at <= ${before} order by erase_at, id limit ${AT_ONCE}`
  for (const { id, eraseAt } of rows)
    await addJob(tx, ERASE_BY_CLOCK, { referral: id }, { runAt: eraseAt, jobKey: `${ERASE_BY_CLOCK}/${id}` })
  return rows.length
}

/**
 * DESIGN §7, M1: erases of a referral what is over, by the same path as what is taken back. The holder states it; whoever referred the
 * person erases its own copies, and waits for the statement once all is over. It may run twice: the row says what is next.
 */
export async function eraseByClock(context: Erasing, id: string): Promise<void> {
  const { tx, stamp, service } = context
  const referral = await lockReferral(tx, id)
  const { side, caseId, eraseAt } = referral
  const { now } = stamp()
  if (eraseAt === null || Date.parse(eraseAt) > Date.parse(now)) return
  const grant = await grantOf(tx, service, caseId)
  // Taken back whole, or never there: nothing of it waits for a clock.
  if (!grant) return setEraseAt(tx, id, null)
  const { due, next } = dueByClock(grant, service.law(now), now)
  if (due.length > 0) {
    // What nobody has taken yet may have to go again; after its own time it does not.
    if (side === 'sender' && (await isUnderWay(tx, caseId))) return setEraseAt(tx, id, later(now))
    const whole = due === 'all'
    const parts = partsOf(due === 'all' ? due : [...due])
    const owed = side === 'recipient'
    await erase(context, { owner: caseId, of: grant.jti, because: 'time-over', saidBy: null, whole, parts, owed })
    if (!owed && whole) await expectStatement(context, referral, { of: grant.jti, because: 'time-over', parts: erasable('all') })
  }
  await setEraseAt(tx, id, next)
}

/** A holder's clock may be ahead of ours: what it states of the grant before we look counts all the same. */
export async function hearEarly(context: Erasing, referral: Referral, stated: EventData<'erasure-stated'>): Promise<Holder | undefined> {
  if (stated.because !== 'time-over') return undefined
  const grant = await grantOf(context.tx, context.service, referral.caseId)
  if (grant?.jti !== stated.of) return undefined
  const parts = [...stated.erased, ...stated.kept.map(({ part }) => part)]
  await expectStatement(context, referral, { of: stated.of, because: 'time-over', parts })
  return hearStatement(context, referral, stated)
}

async function grantOf(tx: Tx, { caseKeys }: Pick<ServiceContext, 'caseKeys'>, caseId: string): Promise<Grant | undefined> {
  try {
    return await heldGrantOf(tx, caseKeys, caseId)
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'grant-missing') return undefined
    throw refusal
  }
}

async function isUnderWay(tx: Tx, caseId: string): Promise<boolean> {
  const { waitingSince, expired } = await deliveryOf(tx, caseId)
  return waitingSince !== null && !expired
}

const later = (now: string): string => new Date(Date.parse(now) + AGAIN_MS).toISOString()

async function setEraseAt(tx: Tx, id: string, at: string | null): Promise<void> {
  await tx`update desk.referral set erase_at = ${at}::timestamptz where id = ${id}`
}
