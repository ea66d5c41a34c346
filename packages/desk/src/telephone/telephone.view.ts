import type { TelephoneRecordView, TelephoneView } from '@ihala/contract'
import type { ServiceContext, Tx } from '@ihala/kit'
import type { Referral } from '../referral/referral.ts'
import { recordsOfCase, type TelephoneRecord } from './telephone-record.store.ts'

type Looking = Pick<ServiceContext, 'registry' | 'keyring'>

/** A call as its readers see it. */
export function telephoneViewOf({ registry }: Looking, record: TelephoneRecord): TelephoneRecordView {
  const { id, direction, partner, code, need, answer, rejection, told, by, at, referralId } = record
  const names = registry.find(partner)?.metadata.ihala_member.names ?? { ar: partner, en: partner }
  return { id, direction, partner: { entityId: partner, names }, code, need, answer, rejection, told, by, at, referralId }
}

/** What a referral's page shows of the telephone. The code is for whoever calls: the sender. */
export async function telephoneOf(
  tx: Tx,
  service: Looking,
  { caseId, side, telephoneCode }: Pick<Referral, 'caseId' | 'side' | 'telephoneCode'>,
): Promise<TelephoneView> {
  // Most referrals are never told by telephone: they have no code, and then no call.
  if (telephoneCode === null) return { code: null, records: [] }
  const records = await recordsOfCase(tx, service, caseId)
  return { code: side === 'sender' ? telephoneCode : null, records: records.map((record) => telephoneViewOf(service, record)) }
}
