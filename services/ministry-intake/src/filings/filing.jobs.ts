import { createHash, randomBytes } from 'node:crypto'
import { FILING_TYP, RECEIPT_CODE } from '@ihala/contract'
import { type JobContext, recordDecision, signCompact } from '@ihala/kit'
import { filedOn, insertList, lastListed } from './filing.store.ts'
import { daysToList, filingList, lastDayToList } from './filing.ts'

/** Days listed in one look; the next one goes on. */
const MOST = 31

/** c1: signs the list of each day that is over, also of one on which nobody filed anything, and writes its hash into the own log. */
export async function listFilings({ tx, stamp, service }: Pick<JobContext, 'tx' | 'stamp' | 'service'>): Promise<void> {
  const { now } = stamp()
  const last = lastDayToList(now, service.organisation.timeZone)
  for (const date of daysToList(await lastListed(tx), last, MOST)) {
    const random = () => randomBytes(RECEIPT_CODE.bytes).toString('base64url')
    const content = filingList(service.organisation.entityId, date, await filedOn(tx, date), random)
    const list = signCompact(FILING_TYP.list, Buffer.from(JSON.stringify(content)), service.keyring)
    if (!(await insertList(tx, date, list))) return
    const subject = createHash('sha256').update(list).digest('base64url')
    await recordDecision(tx, { id: stamp().id, at: now, action: 'list-filings', subject, staff: 'system' })
  }
}
