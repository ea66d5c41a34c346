import type { EventData, MyDataTold } from '@ihala/contract'
import { eventsOfCase, type ProvenEvent, type Tx } from '@ihala/kit'
import { holdersOfCases } from '../rights/holder.store.ts'
import type { HoldingService } from './holding.read.ts'

/** c2: what the other bodies of these cases were told to erase, and what each stated, with its signed statement; by case. */
export async function toldIn(
  tx: Tx,
  { caseKeys, organisation }: HoldingService,
  caseIds: readonly string[],
  events: readonly ProvenEvent[],
): Promise<ReadonlyMap<string, readonly MyDataTold[]>> {
  const holders = await holdersOfCases(tx, caseIds)
  const statements = new Map<string, ProvenEvent>()
  for (const caseId of new Set(holders.filter(({ statedAt }) => statedAt !== null).map((holder) => holder.caseId)))
    for (const { jti, evt, iss, data } of await eventsOfCase(tx, caseKeys, caseId)) {
      const event = events.find((one) => one.jti === jti && one.iss === iss)
      if (evt !== 'erasure-stated' || iss === organisation.entityId || data === null || event === undefined) continue
      // The last statement counts.
      statements.set(`${caseId} ${(data as EventData<'erasure-stated'>).of}`, event)
    }
  const found = new Map<string, MyDataTold[]>()
  for (const { caseId, of, parts, toldAt: at, dueAt, complete, statedAt, erased, kept } of holders) {
    const event = statements.get(`${caseId} ${of}`)
    const proof = event === undefined ? null : { event: event.hash, iss: event.iss, receipt: event.receipt }
    found.set(caseId, [...(found.get(caseId) ?? []), { parts, at, dueAt, complete, statedAt, erased, kept, proof }])
  }
  return found
}
