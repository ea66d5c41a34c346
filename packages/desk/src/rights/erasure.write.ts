import { type ErasablePart, type KeptPart, PARTS } from '@ihala/contract'
import { addJob, eraseHeld, type JobContext, KEYS_KEPT_MS, type ServiceContext } from '@ihala/kit'
import { keptOf, keptUntil } from '@ihala/policy'
import { referralByCase } from '../referral/referral.store.ts'
import { type Erasure, type ErasureAsked, keepErasure, markSettled } from './erasure.store.ts'
import { holdsInForce } from './hold.store.ts'
import { wipeCase, wipePerson } from './wiping.store.ts'

/** Name of the job that says what was erased. */
export const STATE_ERASURE = 'state-erasure'
/** Name of the job that erases what had to stay, once it need not any more. */
export const ERASE_REST = 'erase-rest'

/** What erasing works with. */
export interface Erasing extends Pick<JobContext, 'tx' | 'stamp'> {
  readonly service: Pick<ServiceContext, 'caseKeys' | 'law' | 'organisation'>
}

/** What was erased here, and what stays. */
export interface Settled {
  readonly id: string
  readonly kept: readonly KeptPart[]
}

/**
 * C5, c2: erases what is asked of an owner, in the transaction that makes it due, but what a law or a hold has this body keep. Done
 * twice it changes nothing more.
 */
export async function erase(context: Erasing, asked: ErasureAsked): Promise<Settled> {
  const { id, now } = context.stamp()
  return settle(context, await keepErasure(context.tx, id, asked, now))
}

/**
 * Erases of an erasure all that need not stay now. The other end is told when no process can have a key in memory any more, and again
 * when something else went; what stays is looked at again on the day after its last one.
 */
export async function settle(context: Erasing, erasure: Erasure): Promise<Settled> {
  const { tx, stamp, service } = context
  const { id, owner, owed } = erasure
  const { now } = stamp()
  const law = service.law(now)
  const [referral, holds] = await Promise.all([referralByCase(tx, owner), holdsInForce(tx, owner)])
  const facts = {
    kind: service.organisation.kind,
    state: referral?.state ?? null,
    since: referral?.decidedAt ?? referral?.receivedAt ?? erasure.askedAt,
    holds,
  }
  const kept = keptOf(erasure.parts, facts, law, now)
  const gone = PARTS.filter(
    (part): part is ErasablePart => part !== '' && erasure.parts.includes(part) && kept.every((one) => one.part !== part),
  )
  if (referral) {
    await wipeCase(tx, owner, gone)
    await eraseHeld(tx, service.caseKeys, owner, gone)
  } else if (gone.includes('own')) {
    await wipePerson(tx, owner)
    // What was kept before there were parts lies under the key of the whole.
    await eraseHeld(tx, service.caseKeys, owner, [...gone, ''])
  }
  const changed = JSON.stringify([erasure.erased, erasure.kept]) !== JSON.stringify([gone, kept])
  await markSettled(tx, id, { erased: gone, kept, changed, now })
  if (owed && (changed || erasure.statedAt === null)) {
    const runAt = new Date(Date.parse(now) + KEYS_KEPT_MS).toISOString()
    await addJob(tx, STATE_ERASURE, { erasure: id }, { runAt, jobKey: `${STATE_ERASURE}/${id}` })
  }
  const again = keptUntil(kept, law.timeZone)
  if (again !== null) await addJob(tx, ERASE_REST, { erasure: id }, { runAt: again, jobKey: `${ERASE_REST}/${id}` })
  return { id, kept }
}
