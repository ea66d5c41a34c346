import { createHash, randomBytes } from 'node:crypto'
import { FILING_TYP, RECEIPT_CODE } from '@ihala/contract'
import { type JobContext, recordDecision, signCompact } from '@ihala/kit'
import { localDate } from '@ihala/policy'
import { filedOn, insertList, lastListed } from './filing.store.ts'
import { daysToList, filingList } from './filing.ts'

/** What was filed in the last second of a day is committed by then, milliseconds. */
const SETTLED_MS = 15 * 60_000
/** Days listed in one look; the next one goes on. */
const MOST = 31

/** c1: signs the list of each day that is over, also of one on which nobody filed anything, and writes its hash into the own log. */
export async function listFilings({ tx, stamp, service }: Pick<JobContext, 'tx' | 'stamp' | 'service'>): Promise<void> {
  const { now } = stamp()
  const settled = new Date(Date.parse(now) - SETTLED_MS).toISOString()
  const today = localDate(settled, service.organisation.timeZone)
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
  for (const date of daysToList(await lastListed(tx), yesterday, MOST)) {
    const random = () => randomBytes(RECEIPT_CODE.bytes).toString('base64url')
    const content = filingList(service.organisation.entityId, date, await filedOn(tx, date), random)
    const list = signCompact(FILING_TYP.list, Buffer.from(JSON.stringify(content)), service.keyring)
    if (!(await insertList(tx, date, list))) return
    const subject = createHash('sha256').update(list).digest('base64url')
    await recordDecision(tx, { id: stamp().id, at: now, action: 'list-filings', subject, staff: 'system' })
  }
}
