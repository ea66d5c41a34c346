import type { Job, JobPayload } from '@ihala/kit'
import { lockReferral, referralByCase } from '../referral/referral.store.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { ERASE_BY_CLOCK, eraseByClock } from './clock.write.ts'
import { lockErasure, markStated, withdrawnOf } from './erasure.store.ts'
import { ERASE_REST, STATE_ERASURE, settle } from './erasure.write.ts'
import { wasTold } from './holder.store.ts'
import { CHECK_HOLDER, checkHolder } from './holder.write.ts'
import { erasureOf } from './withdrawal.ts'
import { erasable, PASS_WITHDRAWAL_ON, tellWithdrawn, wishWithdrawn } from './withdrawal.write.ts'

/** Name of the job that takes back of one referral what a person takes back of all. */
export const WITHDRAW_REFERRAL = 'withdraw-referral'

function named(payload: JobPayload, name: string): string {
  const id = payload[name]
  if (id === undefined) throw new Error(`a job of a withdrawal without its ${name}`)
  return id
}

const passOn: Job = async (payload, context) => {
  const referral = await lockReferral(context.tx, named(payload, 'referral'))
  const erasure = await lockErasure(context.tx, named(payload, 'erasure'))
  if (!erasure) throw new Error('a withdrawal that is not there')
  const categories = withdrawnOf(erasure)
  // It may have been said here and have come from above.
  if (await wasTold(context.tx, referral.caseId, erasable(categories))) return
  await tellWithdrawn(context, referral, { categories, by: erasure.saidBy ?? 'person' })
}

const stateErasure: Job = async (payload, context) => {
  const { tx, stamp } = context
  const id = named(payload, 'erasure')
  const [seen] = await tx<{ owner: string }[]>`select owner from desk.erasure where id = ${id}`
  const found = seen && (await referralByCase(tx, seen.owner))
  if (!found) throw new Error('an erasure of a referral that is not there')
  const referral = await lockReferral(tx, found.id)
  const erasure = await lockErasure(tx, id)
  // It ran before, and nothing went since.
  if (!erasure?.settledAt || erasure.statedAt !== null) return
  const { now } = stamp()
  await writeEvent(context, referral, { type: 'erasure-stated', data: erasureOf(erasure, now) })
  await markStated(tx, id, now)
}

const eraseRest: Job = async (payload, context) => {
  const { tx } = context
  const id = named(payload, 'erasure')
  const [seen] = await tx<{ owner: string }[]>`select owner from desk.erasure where id = ${id}`
  const found = seen && (await referralByCase(tx, seen.owner))
  // The conversation before what hangs on it, as everywhere.
  if (found) await lockReferral(tx, found.id)
  const erasure = await lockErasure(tx, id)
  if (erasure) await settle(context, erasure)
}

const withdrawReferral: Job = async (payload, context) => {
  const referral = await lockReferral(context.tx, named(payload, 'referral'))
  if (await isTakenBack(context.tx, referral)) return
  // What was taken back of the own file says it of all that the person was referred for.
  const erasure = await lockErasure(context.tx, named(payload, 'erasure'))
  if (!erasure) throw new Error('a withdrawal that is not there')
  const categories = withdrawnOf(erasure)
  if (referral.side === 'sender') await tellWithdrawn(context, referral, { categories, by: erasure.saidBy ?? 'person' })
  else await wishWithdrawn(context, referral, categories)
}

/** Whether everything of a referral was taken back before. */
async function isTakenBack(
  tx: Parameters<typeof wasTold>[0],
  { side, caseId }: { readonly side: 'sender' | 'recipient'; readonly caseId: string },
): Promise<boolean> {
  if (side === 'sender') return wasTold(tx, caseId, erasable('all'))
  const [row] = await tx`select from desk.erasure where owner = ${caseId} and whole limit 1`
  return row !== undefined
}

/** The jobs of what is taken back and of what is over. */
export const rightsJobs: Readonly<Record<string, Job>> = {
  [PASS_WITHDRAWAL_ON]: passOn,
  [STATE_ERASURE]: stateErasure,
  [ERASE_REST]: eraseRest,
  [WITHDRAW_REFERRAL]: withdrawReferral,
  [CHECK_HOLDER]: (payload, context) => checkHolder(context, named(payload, 'holder')),
  [ERASE_BY_CLOCK]: (payload, context) => eraseByClock(context, named(payload, 'referral')),
}
