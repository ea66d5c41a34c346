import { PORTAL_KEY_DAYS } from '@ihala/contract'
import { addTask } from '@ihala/desk'
import { type JobContext, recordDecision, retirePortalKeys } from '@ihala/kit'
import { takeIn } from './report.sealed.ts'
import { keysInUse, lockSealedTo, lockUnread, saveBreach } from './report.store.ts'
import { toTheHour } from './report.ts'
import { forgetPuzzles } from './report-count.store.ts'

type Looking = Pick<JobContext, 'tx' | 'stamp' | 'service'>

/** Rows of one look; the next one, a quarter of an hour later, goes on. */
const AT_ONCE = 200
/** What is sealed to a key that ends within so many days is moved under the key of its case. */
const MOVED_AHEAD_DAYS = 10
const DAY = 24 * 3600

/** A9: a report that nobody has read in its time is a leaf of the own log and the task of a person, once. */
async function findUnread({ tx, stamp }: Looking): Promise<void> {
  const { now } = stamp()
  for (const report of await lockUnread(tx, now, AT_ONCE)) {
    await saveBreach(tx, report, toTheHour(now))
    await recordDecision(tx, { id: stamp().id, at: now, action: 'report-not-acknowledged', subject: report.id, staff: 'system' })
    await addTask(tx, { id: stamp().id, code: 'report-not-acknowledged', referralId: null, dueAt: report.acknowledgeBy, now })
  }
}

/** ADR 0013: nothing is lost when a key of the portal is destroyed, and none is kept that nothing needs. */
async function careForKeys({ tx, stamp, service }: Looking): Promise<void> {
  const now = Date.parse(stamp().now) / 1000
  const ending = service.keyring
    .publicKeys()
    .filter(({ use, nbf }) => use === 'portal' && now > nbf + (PORTAL_KEY_DAYS.opening - MOVED_AHEAD_DAYS) * DAY)
    .map(({ kid }) => kid)
  if (ending.length > 0) for (const report of await lockSealedTo(tx, ending, AT_ONCE)) await takeIn(tx, service, report)
  await retirePortalKeys(tx, service, await keysInUse(tx))
}

/** What is looked for every quarter of an hour. */
export async function lookAfterReports(looking: Looking): Promise<void> {
  await findUnread(looking)
  await careForKeys(looking)
  await forgetPuzzles(looking.tx, looking.stamp().now)
}
