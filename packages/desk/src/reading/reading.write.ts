import { type ReadingReason, Refusal } from '@ihala/contract'
import {
  type Judging,
  recordDecision,
  recordReadings,
  type ServiceContext,
  type Staff,
  type StaffRequest,
  type Stamp,
  type Tx,
} from '@ihala/kit'
import { ALERT_WITHIN, ALERTED } from '../second-person/second-person.ts'
import { addTask } from '../task/task.store.ts'
import { assertMaySay, caseFor, OPEN_FOR, REFUSED_AN_HOUR, type Standing } from './reading.ts'
import { insertReason, reasonsToday, refusedLately } from './reason.store.ts'

/** Whose case it is that somebody wants to look at: a referral with its case, or a person's file (then both are the person's row id). */
export interface LookedAt {
  readonly subject: string
  readonly caseId: string
  readonly referralId: string | null
}

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString()

/**
 * T33, T34: a member says why they look at a colleague's case, which is open to them for an hour then. The data-protection officer hears
 * of it in the same transaction: where the alert cannot be written, nothing opens. Returns until when.
 * Throws Refusal `state-forbids` where they may enter anyway, `too-many-requests`.
 */
export async function sayWhy(
  { tx, stamp }: { readonly tx: Tx; readonly stamp: () => Stamp },
  { kind }: { readonly kind: string },
  request: Judging & { readonly staff: Pick<Staff, 'id' | 'pseudonym'> },
  what: LookedAt & { readonly standing: Standing; readonly reason: ReadingReason },
): Promise<{ readonly id: string; readonly until: string }> {
  const { id, now } = stamp()
  const { staff } = request
  const { reason, caseId, subject, referralId, standing } = what
  assertMaySay(request.allows('enter-case', caseFor(kind, standing)), await reasonsToday(tx, staff.id, now))
  const until = later(now, OPEN_FOR)
  await insertReason(tx, { id, staffId: staff.id, caseId, reason, at: now, until })
  await alert(tx, stamp, 'read-with-reason', referralId)
  await recordDecision(tx, { id: stamp().id, action: 'say-why', subject, staff: staff.pseudonym, at: now, reason })
  return { id, until }
}

/**
 * Does the work; a look at a colleague's case that was refused is written into the access log, where the person finds it, and of
 * several within an hour the data-protection officer hears (T34). Throws what the work throws.
 */
export async function rememberingRefusals<T>(
  service: ServiceContext,
  { staff }: Pick<StaffRequest, 'staff'>,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    // The work's own transaction is gone: what is kept of it is kept by itself.
    if (thrown instanceof Refusal && thrown.code === 'reason-required')
      await service.asSystem(async (tx) => {
        await recordReadings(tx, staff.pseudonym, [{ action: 'refused-read', subject }], service.stamp)
        const refused = await refusedLately(tx, staff.pseudonym, service.stamp().now)
        if (refused === REFUSED_AN_HOUR) await alert(tx, service.stamp, 'reads-refused', null)
      })
    throw thrown
  }
}

async function alert(tx: Tx, stamp: () => Stamp, code: string, referralId: string | null): Promise<void> {
  const { id, now } = stamp()
  await addTask(tx, { id, code, referralId, dueAt: later(now, ALERT_WITHIN), now, forRole: ALERTED })
}
