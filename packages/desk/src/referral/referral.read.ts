import type { ReferralDetail } from '@ihala/contract'
import { read, type ServiceContext, type StaffRequest } from '@ihala/kit'
import type { Overtaken } from '../change/overtaken.ts'
import { referralById } from './referral.store.ts'
import { detailOf } from './referral.view.ts'

/** L3: the person finds who read; before acceptance nobody knows who that is, and the referral stands for them. */
const readingOfReferral = ({ personId, referral }: ReferralDetail) => [{ action: 'read-referral', subject: personId ?? referral.id }]

/** The referral on one page, and who read it written down. Throws Refusal `not-found`. */
export async function readReferral(request: StaffRequest, service: ServiceContext, id: string): Promise<ReferralDetail> {
  return read(request, readingOfReferral, async (tx) => detailOf(service, tx, await referralById(tx, id)))
}

/** The referral as it is now, for somebody whose act came second. */
export async function referralNow(request: StaffRequest, service: ServiceContext, id: string): Promise<Overtaken> {
  const now = await readReferral(request, service, id)
  return { current: now.referral.version, now, changedBy: now.changedBy }
}
