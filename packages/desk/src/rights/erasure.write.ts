import { ErasablePart, type KeptPart, PARTS, type Part } from '@ihala/contract'
import { addJob, eraseHeld, type JobContext, KEYS_KEPT_MS, keysToErase, type ServiceContext } from '@ihala/kit'
import { type KeepingFacts, keptOf, keptUntil, type RuleSet } from '@ihala/policy'
import { ownKeysOf } from '../person/own-keys.store.ts'
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

/** Whether the word by which something is taken back is counted already, or is written at the end of this very transaction. */
type Said = 'before' | 'now'

/**
 * C5, c2: erases what is asked of an owner, in the transaction that makes it due, but what a law or a hold has this body keep. Done
 * twice it changes nothing more.
 */
export async function erase(context: Erasing, asked: ErasureAsked, said: Said = 'before'): Promise<Settled> {
  const { id, now } = context.stamp()
  return settle(context, await keepErasure(context.tx, id, asked, now), said)
}

/**
 * Erases of an erasure all that need not stay now. The other end is told when no process can have a key in memory any more, and again
 * when something else went; what stays is looked at again on the day after its last one. Notes that were written after part was taken
 * back stay; of all of it, and of what is over, none do.
 */
export async function settle(context: Erasing, erasure: Erasure, said: Said = 'before'): Promise<Settled> {
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
  const kept = referral ? keptOf(erasure.parts, facts, law, now) : keptOfFile(erasure.parts, facts, law, now)
  const wholeFile = !referral && kept.some(({ part }) => part === 'own')
  const gone = PARTS.filter(
    (part): part is ErasablePart => part !== '' && !wholeFile && erasure.parts.includes(part) && kept.every((one) => one.part !== part),
  )
  const stays = wholeFile ? erasure.parts : kept.map(({ part }) => part)
  const { caseKeys } = service
  if (referral) {
    const over = erasure.whole || erasure.because !== 'withdrawn'
    const keys = await keysToErase(tx, owner, gone, over || said === 'now')
    await wipeCase(tx, owner, gone, keys)
    await eraseHeld(tx, caseKeys, owner, keys)
    // What was written here of it is seen by whoever wrote it; the rest only by whoever answers for its keeping.
    const came = stays.filter((part) => part !== 'own')
    await caseKeys.withhold(tx, owner, await keysToErase(tx, owner, came, over || said === 'now'))
  } else {
    // Looked at again, only what had to stay goes: the person may have told it anew.
    const which = erasure.settledAt === null ? 'all' : 'withheld'
    const keys = await ownKeysOf(tx, owner, gone, which)
    await wipePerson(tx, owner, gone, keys)
    await eraseHeld(tx, caseKeys, owner, keys)
    await caseKeys.withhold(tx, owner, await ownKeysOf(tx, owner, stays, which))
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

/** The same of a person's own file: a hold on what was written here is one on all of it, and then that is said once. */
function keptOfFile(parts: readonly Part[], facts: KeepingFacts, law: RuleSet, now: string): KeptPart[] {
  const holds = facts.holds.map((hold) => (hold.parts.includes('own') ? { ...hold, parts: ErasablePart.enum } : hold))
  const kept = keptOf(parts, { ...facts, holds }, law, now)
  const own = kept.filter(({ part }) => part === 'own')
  return own.length > 0 ? own : kept
}
